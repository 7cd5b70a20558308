"""Proof of possession: the key, the proof, the nonces."""

import base64
import hashlib
import json
from typing import Any
from urllib.parse import urlsplit

from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Offer, Security
from oauth_desk.protocol import dpop, dpop_use
from oauth_desk.protocol.http import Response
from tests.protocol.properties.answers import answers
from tests.protocol.properties.values import ADDRESSES, METADATA, MOMENTS, SECRETS, TEXTS
from tests.protocol.samples import acme

SEEDS = st.binary(min_size=32, max_size=32).map(lambda raw: base64.urlsafe_b64encode(raw).rstrip(b"=").decode())
KEYS = SEEDS.map(dpop.key_from)
JTIS = st.text("abc012-_", min_size=16, max_size=43)
NONCES = st.none() | st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=40)


@given(KEYS, st.sampled_from(["GET", "POST"]), ADDRESSES, MOMENTS, JTIS, SECRETS | st.none(), NONCES)
def test_a_proof_says_what_it_is_for(  # noqa: PLR0917 - all that a proof is made of
    key: Secret, method: str, url: str, now: float, jti: str, token: Secret | None, nonce: str | None
) -> None:
    """RFC 9449 §4.2, C90, C91: method, address without query, time, nonce and token, signed; the public part alone."""
    text = dpop.proof(key, method, url, now=now, jti=jti, access_token=token, nonce=nonce)
    header = json.loads(base64.urlsafe_b64decode(text.partition(".")[0] + "=="))
    assert (header["typ"], header["alg"]) == ("dpop+jwt", "ES256")
    assert header["jwk"].keys() == {"crv", "kty", "x", "y"}
    read = jws.deserialize_compact(text, ECKey.import_key(header["jwk"]), algorithms=["ES256"])
    claims = json.loads(read.payload)
    assert claims.keys() == {"jti", "htm", "htu", "iat"} | ({"ath"} if token else set()) | (
        {"nonce"} if nonce else set()
    )
    assert (claims["jti"], claims["htm"], claims.get("nonce")) == (jti, method, nonce)
    assert 0 <= now - claims["iat"] < 1
    bare = url.partition("?")[0]
    assert claims["htu"] == (bare if urlsplit(bare).path else f"{bare}/")
    if token is not None:
        digest = hashlib.sha256(token.reveal().encode()).digest()
        assert claims["ath"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    private = json.loads(key.reveal())
    assert private["d"] not in text
    assert header["jwk"] == {name: private[name] for name in ("crv", "kty", "x", "y")}


@given(SEEDS, SEEDS)
def test_a_seed_makes_one_key(one: str, other: str) -> None:
    """RFC 7638 §3: the same bytes the same key and thumbprint, other bytes another."""
    key = dpop.key_from(one)
    assert key == dpop.key_from(one)
    assert dpop.thumbprint(key) == ECKey.import_key(json.loads(key.reveal())).thumbprint()
    assert (dpop.thumbprint(key) == dpop.thumbprint(dpop.key_from(other))) == (one == other)


@given(answers({"error": "use_dpop_nonce"}), st.sampled_from([200, 400, 401, 403]), TEXTS | NONCES)
def test_a_nonce_can_stand_in_the_next_proof(response: Response, status: int, told: str | None) -> None:
    """C91: printable and of a length, or none; only a refusal for want of it is sent once more."""
    headers = response.headers if told is None else (*response.headers, ("DPoP-Nonce", told))
    answer = Response(status, headers, response.body)
    nonce = dpop_use.nonce_of(answer)
    assert nonce is None or (nonce == told and nonce.isascii() and nonce.isprintable() and 0 < len(nonce) <= 1024)
    if dpop_use.wants_nonce(answer):
        assert status in {400, 401}
        assert b"use_dpop_nonce" in response.body or any("use_dpop_nonce" in value for _, value in headers)


@given(st.sampled_from(Offer), METADATA)
def test_a_key_is_used_where_it_is_wanted(choice: Offer, metadata: Any) -> None:
    """RFC 9449 §5.1: always, never, or where the service's metadata offers it."""
    service = acme(security=Security(dpop=choice), metadata=metadata)
    offered = "dpop_signing_alg_values_supported" in metadata.document
    assert dpop_use.is_used(service) == (choice is Offer.REQUIRED or (choice is Offer.OFFERED and offered))
