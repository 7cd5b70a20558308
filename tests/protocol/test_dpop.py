"""Proofs of possession, checked by a library that did not make them (RFC 9449; C90–C92)."""

import base64
import hashlib
import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Metadata, Offer, Security, Service
from oauth_desk.protocol import dpop, dpop_use
from oauth_desk.protocol.attempt import authorization_url, begin
from oauth_desk.protocol.device import poll_request
from oauth_desk.protocol.http import Possession, Request, Response
from oauth_desk.protocol.resource import api_request
from oauth_desk.protocol.token_endpoint import code_request, refresh_request
from oauth_desk.protocol.userinfo import probe_request
from tests.protocol.samples import ACME, NONCE, NOW, REDIRECT, STATE, VERIFIER, acme, old_tokens, query_parameters

SEED = base64.urlsafe_b64encode(hashlib.sha256(b"seed").digest()).rstrip(b"=").decode()
KEY = dpop.key_from(SEED)
TOKEN = Secret("canary-access-token")
OFFERS = Metadata(document=json.dumps({"dpop_signing_alg_values_supported": ["RS256", "ES256"]}))
ME = "https://api.acme.example/v2/me"


def decoded(part: str) -> bytes:
    """Return the bytes of base64url without padding."""
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def opened(text: str) -> tuple[dict[str, object], dict[str, object]]:
    """Return header and claims of a proof whose signature holds by the key in its own header."""
    head, body, signature = text.split(".")
    header = json.loads(decoded(head))
    x, y = (int.from_bytes(decoded(header["jwk"][name])) for name in ("x", "y"))
    public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    raw = decoded(signature)
    made = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    public.verify(made, f"{head}.{body}".encode(), ec.ECDSA(hashes.SHA256()))
    return header, json.loads(decoded(body))


def test_a_proof_names_the_request_and_shows_the_public_key_alone() -> None:
    """C90: jti, htm, htu without query and fragment, iat; ES256; no private part in ``jwk``."""
    header, claims = opened(dpop.proof(KEY, "POST", "https://login.example/token?a=1#f", now=NOW + 0.9, jti="one"))
    assert (header["typ"], header["alg"]) == ("dpop+jwt", "ES256")
    assert sorted(header["jwk"]) == ["crv", "kty", "x", "y"]  # type: ignore[call-overload]
    assert claims == {"jti": "one", "htm": "POST", "htu": "https://login.example/token", "iat": int(NOW)}


def test_a_proof_for_a_resource_is_bound_to_the_token() -> None:
    """C90: ``ath`` is the hash of the access token; a nonce goes where there is one (§4.2)."""
    _, claims = opened(dpop.proof(KEY, "GET", "https://api.example", now=NOW, jti="j", access_token=TOKEN, nonce="n"))
    assert decoded(str(claims["ath"])) == hashlib.sha256(b"canary-access-token").digest()
    assert claims["nonce"] == "n"
    assert claims["htu"] == "https://api.example/"


def test_another_key_does_not_fit() -> None:
    """The check above can fail: a proof whose claims were changed has no valid signature."""
    head, _, signature = dpop.proof(KEY, "GET", "https://a.example/", now=NOW, jti="j").split(".")
    other = base64.urlsafe_b64encode(b'{"jti":"k"}').rstrip(b"=").decode()
    with pytest.raises(InvalidSignature):
        opened(f"{head}.{other}.{signature}")


def test_keys_come_from_chance_and_stay_secret() -> None:
    """The same seed gives the same key, another one another; nothing of it shows."""
    assert dpop.key_from(SEED) == KEY
    assert dpop.key_from(SEED[::-1]) != KEY
    assert json.loads(KEY.reveal())["d"] not in repr(Possession(KEY, TOKEN)) + repr(Request("GET", ME))
    assert "canary" not in repr(Possession(KEY, TOKEN))


def test_the_thumbprint_is_the_standards() -> None:
    """RFC 7638 §3: the hash of the required members in order, without white space."""
    members = json.loads(KEY.reveal())
    canonical = f'{{"crv":"P-256","kty":"EC","x":"{members["x"]}","y":"{members["y"]}"}}'
    assert decoded(dpop.thumbprint(KEY)) == hashlib.sha256(canonical.encode()).digest()


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        (ACME, False),
        (acme(metadata=OFFERS), True),
        (acme(metadata=OFFERS, security=Security(dpop=Offer.OFF)), False),
        (acme(security=Security(dpop=Offer.REQUIRED)), True),
        (acme(metadata=Metadata(document='{"dpop_signing_alg_values_supported": ["RS256"]}')), False),
        (acme(metadata=Metadata(document='{"dpop_signing_alg_values_supported": "ES256"}')), False),
    ],
)
def test_keys_are_used_where_offered_or_required(service: Service, *, expected: bool) -> None:
    """RFC 9449 §5.1: by the metadata, unless the profile says otherwise."""
    assert dpop_use.is_used(service) is expected


def test_every_request_with_the_grant_shows_the_key() -> None:
    """C92: the code exchange, renewals and polls; the sign-in binds the code to it (§10)."""
    attempt = begin(
        ACME,
        ("read",),
        redirect_uri=REDIRECT,
        state=Secret(STATE),
        nonce=Secret(NONCE),
        verifier=Secret(VERIFIER),
        now=NOW,
        dpop_key=KEY,
    )
    assert query_parameters(authorization_url(attempt))["dpop_jkt"] == [dpop.thumbprint(KEY)]
    for request in (
        code_request(attempt, Secret("c")),
        refresh_request(ACME, old_tokens(), dpop_key=KEY),
        poll_request(ACME, Secret("d"), dpop_key=KEY),
    ):
        assert request.possession == Possession(KEY)
    assert refresh_request(ACME, old_tokens()).possession is None


def test_a_bound_token_goes_with_its_key_alone() -> None:
    """C92: ``Authorization: DPoP`` and a proof; without the key nothing is sent; a plain token needs none."""
    bound = old_tokens(token_type="DPoP")
    sent = api_request(ACME, bound, Request("GET", ME), dpop_key=KEY)
    assert sent.possession == Possession(KEY, bound.access_token)
    assert [value.partition(" ")[0] for name, value in sent.headers if name == "Authorization"] == ["DPoP"]
    with pytest.raises(ValueError, match="key"):
        api_request(ACME, bound, Request("GET", ME))
    assert probe_request(ACME, bound) is None
    assert api_request(ACME, old_tokens(), Request("GET", ME), dpop_key=KEY).possession is None


JSON = (("Content-Type", "application/json"),)
CHALLENGE = ("WWW-Authenticate", 'DPoP error="use_dpop_nonce"')


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (Response(400, JSON, b'{"error": "use_dpop_nonce"}'), True),
        (Response(401, (CHALLENGE,)), True),
        (Response(401, (("WWW-Authenticate", 'DPoP error="invalid_token"'),)), False),
        (Response(401, (("WWW-Authenticate", 'Bearer error="use_dpop_nonce"'),)), False),
        (Response(400, JSON, b'{"error": "invalid_grant"}'), False),
        (Response(400, JSON, b"\xff"), False),
        (Response(403, (CHALLENGE,)), False),
        (Response(200, JSON, b'{"error": "use_dpop_nonce"}'), False),
    ],
)
def test_a_wanted_nonce_is_recognised(response: Response, *, expected: bool) -> None:
    """C91: 400 with the error at an authorization server, 401 with the challenge at a resource."""
    assert dpop_use.wants_nonce(response) is expected


@pytest.mark.parametrize("told", ["", "a\x00b", "n" * 2000, "é"])
def test_an_odd_nonce_is_not_used(told: str) -> None:
    """RFC 9449 §8.1: visible characters; anything else would break the next header."""
    assert dpop_use.nonce_of(Response(200, (("DPoP-Nonce", told),))) is None
    assert dpop_use.nonce_of(Response(200, (("dpop-nonce", "good"),))) == "good"
