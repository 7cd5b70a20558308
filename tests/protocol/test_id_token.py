"""ID tokens: every check on its own."""

import base64
import hashlib
import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Metadata, Service
from oauth_desk.protocol.id_token import IdClaims, IdTokenError, UnknownKey, check, unverified_claims
from tests.protocol.samples import ACME, ISSUER, NONCE, NOW, acme

CLAIMS = {
    "iss": ISSUER,
    "sub": "ada-1",
    "aud": "desk-123",
    "exp": NOW + 300,
    "iat": NOW,
    "nonce": NONCE,
    "email": "ada@acme.example",
}
WIDE = acme(
    metadata=Metadata(
        signing_algorithms=("RS256", "RS384", "PS256", "ES256", "ES384", "ES512", "EdDSA", "Ed25519", "HS256", "none")
    )
)
ACCESS = Secret("access-token-of-this-answer")


@cache
def key(kind: str = "RSA", name: str = "k1") -> Any:
    """Return a private key, the same one for the same name."""
    made = {
        "RSA": lambda: RSAKey.generate_key(2048),
        "P-256": lambda: ECKey.generate_key("P-256"),
        "P-384": lambda: ECKey.generate_key("P-384"),
        "P-521": lambda: ECKey.generate_key("P-521"),
        "Ed25519": lambda: OKPKey.generate_key("Ed25519"),
    }
    assert name
    return made[kind]()


def jwks(*keys: Any, **members: Any) -> dict[str, object]:
    """Return a key set of public parts, named k1, k2 and so on."""
    named = [{**each.as_dict(private=False), "kid": f"k{place}", **members} for place, each in enumerate(keys, 1)]
    return {"keys": named}


def signed(
    claims: dict[str, Any] | None = None,
    *,
    header: dict[str, Any] | None = None,
    signer: Any = None,
    without: tuple[str, ...] = (),
) -> Secret:
    """Return a signed ID token; claims and header members of None are left out."""
    members = {name: value for name, value in {**CLAIMS, **(claims or {})}.items() if name not in without}
    head = {name: value for name, value in {"alg": "RS256", "kid": "k1", **(header or {})}.items() if value is not None}
    registry = jws.JWSRegistry(algorithms=[head["alg"]], strict_check_header=False)
    registry.max_header_length = 1 << 20
    return Secret(jws.serialize_compact(head, json.dumps(members), signer or key(), registry=registry))


def checked(token: Secret, service: Service = ACME, **changes: Any) -> IdClaims:
    """Check with the sample key set, nonce and time."""
    arguments: dict[str, Any] = {"jwks": jwks(key()), "nonce": Secret(NONCE), "now": NOW, **changes}
    return check(token, service=service, **arguments)


def refused(token: Secret, service: Service = ACME, **changes: Any) -> IdTokenError:
    """Check what must be refused; the error quotes nothing of the token."""
    with pytest.raises(IdTokenError) as caught:
        checked(token, service, **changes)
    for part in token.reveal().split("."):
        assert not part or part not in str(caught.value)
    return caught.value


def test_a_good_token() -> None:
    """C70, C71: a token that holds tells who signed in."""
    found = checked(signed())
    assert (found.issuer, found.subject, found.label) == (ISSUER, "ada-1", "ada@acme.example")
    assert found.claims["nonce"] == NONCE


def oddly_named(kid: object) -> Secret:
    """Return a token whose header names its key in another way than as text."""
    head, *rest = signed().reveal().split(".")
    members = {**json.loads(base64.urlsafe_b64decode(head + "==")), "kid": kid}
    return Secret(".".join([base64.urlsafe_b64encode(json.dumps(members).encode()).rstrip(b"=").decode(), *rest]))


# --- signature --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("algorithm", "kind"),
    [
        ("RS384", "RSA"),
        ("PS256", "RSA"),
        ("ES256", "P-256"),
        ("ES384", "P-384"),
        ("ES512", "P-521"),
        ("Ed25519", "Ed25519"),
    ],
)
def test_algorithms_that_metadata_names(algorithm: str, kind: str) -> None:
    """C70: what the service's metadata names, and only that, is accepted; RS256 alone without metadata."""
    token = signed(header={"alg": algorithm}, signer=key(kind))
    assert checked(token, WIDE, jwks=jwks(key(kind))).subject == "ada-1"
    refused(token, ACME, jwks=jwks(key(kind)))


@pytest.mark.parametrize(
    "algorithm",
    ["none", "None", "NONE", "HS256", "HS384", "HS512", "ES256K", "RS1", "RSA-OAEP", "dir", "", None, 7, []],
)
def test_an_algorithm_that_is_not_known_fails_closed(algorithm: object) -> None:
    """C70, C72: another algorithm is refused before any key is looked at, though the service's metadata names it."""
    names = (algorithm,) if isinstance(algorithm, str) else ("RS256",)
    service = acme(metadata=Metadata(signing_algorithms=names))
    head = base64.urlsafe_b64encode(json.dumps({"alg": algorithm, "kid": "k1"}).encode()).rstrip(b"=").decode()
    _, payload, signature = signed({"at_hash": "x"}).reveal().split(".")
    error = refused(Secret(f"{head}.{payload}.{signature}"), service, access_token=ACCESS)
    assert "not accepted" in error.reason


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
def test_eddsa_by_its_old_name() -> None:
    """C70: EdDSA, the name before RFC 9864, still verifies, without a warning of the library."""
    token = signed(header={"alg": "EdDSA"}, signer=key("Ed25519"))
    assert checked(token, WIDE, jwks=jwks(key("Ed25519"))).subject == "ada-1"


def test_a_wrong_signature() -> None:
    """C70: another key, a changed payload or a cut signature is refused."""
    refused(signed(signer=key(name="other")))
    head, payload, signature = signed().reveal().split(".")
    forged = base64.urlsafe_b64encode(json.dumps({**CLAIMS, "sub": "eve"}).encode()).rstrip(b"=").decode()
    for text in (f"{head}.{forged}.{signature}", f"{head}.{payload}.{signature[:-8]}", f"{head}.{payload}."):
        refused(Secret(text))


def test_none_is_no_signature() -> None:
    """C70: "none" is refused, whatever metadata says."""
    head = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    payload = signed().reveal().split(".")[1]
    refused(Secret(f"{head}.{payload}."), WIDE)


def test_a_public_key_is_no_shared_secret() -> None:
    """C70: HS256 signed with the bytes of the public key is refused."""
    pem = key().as_pem(private=False)
    for secret in (pem, b"client-secret-of-32-bytes-or-more"):
        token = signed(header={"alg": "HS256"}, signer=OctKey.import_key(base64.urlsafe_b64encode(secret).decode()))
        refused(token, WIDE)
        refused(
            token, WIDE, jwks={"keys": [{"kty": "oct", "kid": "k1", "k": base64.urlsafe_b64encode(secret).decode()}]}
        )


def by_hand(header: dict[str, Any]) -> Secret:
    """Return an ID token with any header at all, truly signed: the library would not make every one."""
    head, payload = (encoded(json.dumps(part).encode()) for part in (header, CLAIMS))
    signature = key().private_key.sign(f"{head}.{payload}".encode(), padding.PKCS1v15(), hashes.SHA256())
    return Secret(f"{head}.{payload}.{encoded(signature)}")


def encoded(raw: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@pytest.mark.parametrize("member", [{"crit": ["b64"], "b64": False}, {"crit": ["exp"]}, {"crit": []}, {"b64": True}])
def test_critical_extensions(member: dict[str, Any]) -> None:
    """C70: an unknown critical header is refused, though the signature over it holds."""
    assert checked(by_hand({"alg": "RS256", "kid": "k1"})).subject == "ada-1"
    error = refused(by_hand({"alg": "RS256", "kid": "k1", **member}))
    assert "extension" in error.reason


def test_keys_in_the_header_are_not_trusted() -> None:
    """C70: jwk, jku, x5u and x5c in the header change nothing."""
    mallory = key(name="mallory")
    offered = {
        "jwk": mallory.as_dict(private=False),
        "jku": "https://evil.example/",
        "x5u": "https://evil.example/",
        "x5c": ["AA"],
    }
    refused(signed(header=offered, signer=mallory))
    for name, value in offered.items():
        refused(signed(header={name: value}, signer=mallory))
        refused(signed(header={name: value, "kid": None}, signer=mallory), jwks={"keys": []})
    assert checked(signed(header=offered)).subject == "ada-1"


def test_a_long_header() -> None:
    """C70: certificates in a header of several kilobytes do not spoil a good token; a limitless one is refused."""
    assert checked(signed(header={"x5c": ["A" * 6000], "org": "unknown"})).subject == "ada-1"
    refused(signed(header={"x5c": ["A" * 60_000]}))
    refused(signed({"padding": "x" * 200_000}))


def test_without_keys_nothing_is_believed() -> None:
    """C70: without a key set no ID token holds."""
    refused(signed(), jwks=None)


def test_keys_by_name() -> None:
    """C73: a kid must match; an unknown one asks for the keys to be fetched again."""
    assert (
        checked(signed(header={"kid": "k2"}, signer=key(name="b")), jwks=jwks(key(), key(name="b"))).subject == "ada-1"
    )
    assert isinstance(refused(signed(header={"kid": "k9"})), UnknownKey)
    assert isinstance(refused(signed(), jwks={"keys": []}), UnknownKey)
    assert not isinstance(refused(signed(header={"kid": "k2"}), jwks=jwks(key(), key(name="b"))), UnknownKey)


def test_keys_without_a_name() -> None:
    """C73: without a kid one usable key, or one of several of the same kind, may be it."""
    anonymous = signed(header={"kid": None})
    assert checked(anonymous).subject == "ada-1"
    assert checked(anonymous, jwks=jwks(key("P-256"), key(name="b"), key())).subject == "ada-1"
    refused(anonymous, jwks=jwks(key(name="b"), key(name="c")))
    refused(anonymous, jwks=jwks(key(), use="enc"))


@pytest.mark.parametrize("name", [7, ["k1"], {}, True])
def test_a_key_is_named_by_a_text(name: object) -> None:
    """RFC 7515 §4.1.4: a kid that is no text names nothing, and is not looked over."""
    assert "names its key" in str(refused(oddly_named(name)))


# --- claims ----------------------------------------------------------------------


@pytest.mark.parametrize("issuer", [f"{ISSUER}/", ISSUER.upper(), "https://evil.example", "", 7, [ISSUER]])
def test_the_issuer(issuer: object) -> None:
    """C71: iss is exactly the issuer."""
    refused(signed({"iss": issuer}))
    refused(signed(without=("iss",)))


def test_the_issuer_by_quirk() -> None:
    """Microsoft's common endpoint issues in the name of a directory on the same host."""
    lenient = acme(quirks={"issuer_mismatch_allowed": True})
    assert checked(signed({"iss": f"{ISSUER}/tenant/v2.0"}), lenient).subject == "ada-1"
    refused(signed({"iss": "https://evil.example/tenant"}), lenient)
    refused(signed({"iss": "not an address"}), lenient)


@pytest.mark.parametrize(
    ("claims", "good"),
    [
        ({"aud": ["desk-123"]}, True),
        ({"aud": ["desk-123", "other"], "azp": "desk-123"}, True),
        ({"aud": "desk-123", "azp": "desk-123"}, True),
        ({"aud": "other"}, False),
        ({"aud": []}, False),
        ({"aud": None}, False),
        ({"aud": 7}, False),
        ({"aud": {"desk-123": 1}}, False),
        ({"aud": ["desk-123", "other"]}, False),
        ({"aud": ["desk-123", "other"], "azp": "other"}, False),
        ({"aud": "desk-123", "azp": "other"}, False),
        ({"aud": "desk-123", "azp": 7}, False),
        ({"aud": "desk-1234"}, False),
    ],
)
def test_the_audience(claims: dict[str, Any], *, good: bool) -> None:
    """C71: aud holds our client; further audiences need azp to be ours, and an azp of another client is refused."""
    if good:
        assert checked(signed(claims)).subject == "ada-1"
    else:
        refused(signed(claims))


def test_no_client_no_audience() -> None:
    """C71: without a client id no audience is ours."""
    refused(signed({"aud": [None]}), acme(client=Client()))


@pytest.mark.parametrize("name", ["exp", "iat"])
@pytest.mark.parametrize("value", ["1800000300", True, None, [], 1e13])
def test_dates_are_numbers(name: str, value: object) -> None:
    """C71: exp and iat are required and numeric: a date in a string is none."""
    refused(signed({name: value}))
    refused(signed(without=(name,)))


def test_nan_is_refused() -> None:
    """C52, C71: NaN in the payload is no JSON."""
    refused(signed({"exp": float("nan")}))
    refused(signed({"exp": float("inf")}))


@pytest.mark.parametrize(
    ("claims", "good"),
    [
        ({"exp": NOW - 119}, True),
        ({"exp": NOW - 121}, False),
        ({"exp": NOW + 0.5}, True),
        ({"iat": NOW - 86_400}, True),
        ({"iat": NOW + 600}, True),
        ({"nbf": NOW + 119}, True),
        ({"nbf": NOW + 121}, False),
        ({"nbf": "x"}, False),
    ],
)
def test_the_clock_has_leeway(claims: dict[str, Any], *, good: bool) -> None:
    """C71, C74: two minutes of leeway, and an old iat alone refuses nothing."""
    if good:
        assert checked(signed(claims)).subject == "ada-1"
    else:
        refused(signed(claims))


def test_the_leeway_can_be_set() -> None:
    """C74: another leeway may be given."""
    assert checked(signed({"exp": NOW - 600}), leeway=601).subject == "ada-1"
    refused(signed({"exp": NOW - 1}), leeway=0)


def test_a_wrong_clock_is_told() -> None:
    """C74: the error tells by how much the clock seems to be off."""
    ahead = refused(signed({"iat": NOW - 4000, "exp": NOW - 3700}))
    assert ahead.clock_off == 4000
    assert "4000 seconds ahead" in ahead.reason
    behind = refused(signed({"iat": NOW + 900, "nbf": NOW + 900, "exp": NOW + 1200}))
    assert behind.clock_off == -900
    assert "900 seconds behind" in behind.reason


@pytest.mark.parametrize("subject", ["", None, 7, "x" * 256, "a\nb"])
def test_the_subject(subject: object) -> None:
    """C71: sub is required."""
    refused(signed({"sub": subject}))


def test_the_nonce() -> None:
    """C07: the nonce is that of this sign-in; without one in the request it is not looked at."""
    for other in ("other", "", None, 7, NONCE.upper()):
        refused(signed({"nonce": other}))
    refused(signed(without=("nonce",)))
    assert checked(signed(without=("nonce",)), nonce=None).subject == "ada-1"


def at_hash(algorithm: str) -> str:
    """Return the hash that belongs to the sample access token."""
    digest = hashlib.new(algorithm, ACCESS.reveal().encode()).digest()
    return base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()


@pytest.mark.parametrize(
    ("algorithm", "kind", "digest"),
    [
        ("RS256", "RSA", "sha256"),
        ("PS256", "RSA", "sha256"),
        ("ES256", "P-256", "sha256"),
        ("RS384", "RSA", "sha384"),
        ("ES384", "P-384", "sha384"),
        ("ES512", "P-521", "sha512"),
        ("Ed25519", "Ed25519", "sha512"),
    ],
)
def test_at_hash(algorithm: str, kind: str, digest: str) -> None:
    """C72: at_hash is checked with the hash of the verified algorithm."""
    good = signed({"at_hash": at_hash(digest)}, header={"alg": algorithm}, signer=key(kind))
    assert checked(good, WIDE, jwks=jwks(key(kind)), access_token=ACCESS).subject == "ada-1"
    for other in {"sha256", "sha384", "sha512"} - {digest}:
        wrong = signed({"at_hash": at_hash(other)}, header={"alg": algorithm}, signer=key(kind))
        refused(wrong, WIDE, jwks=jwks(key(kind)), access_token=ACCESS)
    refused(good, WIDE, jwks=jwks(key(kind)), access_token=Secret("another"))


@pytest.mark.parametrize("value", ["", "x", None, 7, at_hash("sha512"), at_hash("sha256")[:-1]])
def test_a_wrong_at_hash(value: object) -> None:
    """C72: a wrong at_hash, or one that is no text, is refused; an absent one is not needed."""
    refused(signed({"at_hash": value}), access_token=ACCESS)
    assert checked(signed(), access_token=ACCESS).subject == "ada-1"
    assert checked(signed({"at_hash": value})).subject == "ada-1"


# --- anything ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["", ".", "..", "a.b", "a.b.c.d", "a.b.c.d.e", "opaque", "e30.e30.", "W10.W10.c2ln", "ä.ö.ü"]
)
def test_no_jwt(text: str) -> None:
    """C70: what is no signed JWT, an encrypted one among it, is refused."""
    with pytest.raises(IdTokenError):
        checked(Secret(text))


@given(st.text(max_size=60), st.integers(0, 2), st.text("abcXYZ019-_=.{}", max_size=80))
def test_no_text_crashes(text: str, place: int, part: str) -> None:
    """Whatever stands in a token or in one of its parts, the only error is the documented one."""
    parts = signed().reveal().split(".")
    parts[place] = part
    for token in (text, ".".join(parts)):
        if token != signed().reveal():
            with pytest.raises(IdTokenError):
                checked(Secret(token))


@given(
    st.dictionaries(
        st.sampled_from(["keys", "x"]),
        st.lists(
            st.dictionaries(
                st.sampled_from(["kty", "kid", "n", "e", "crv", "use", "alg", "key_ops"]),
                st.one_of(
                    st.none(),
                    st.integers(),
                    st.sampled_from(["RSA", "k1", "AQAB", "sig", "A" * 400]),
                    st.lists(st.text()),
                ),
            )
        )
        | st.integers(),
    )
)
def test_no_key_set_crashes(keys: dict[str, object]) -> None:
    """Whatever a key set holds, the only error is the documented one."""
    with pytest.raises(IdTokenError):
        checked(signed(), jwks=keys)


def test_unverified_claims_are_for_showing() -> None:
    """A JWT is decoded for showing, whoever signed it; anything else is not."""
    shown = unverified_claims(signed(signer=key(name="mallory")))
    assert shown is not None
    assert shown["header"] == {"alg": "RS256", "kid": "k1", "typ": "JWT"} or shown["header"] == {
        "alg": "RS256",
        "kid": "k1",
    }
    assert isinstance(shown["payload"], dict)
    assert shown["payload"]["sub"] == "ada-1"
    assert unverified_claims("opaque-token") is None
    assert unverified_claims("a.b.c") is None
    assert unverified_claims(Secret("x." * 100_000)) is None


def test_the_service_may_name_no_issuer() -> None:
    """Without a known issuer, iss must still be there."""
    assert checked(signed(), replace(ACME, issuer=None)).issuer == ISSUER
    refused(signed(without=("iss",)), replace(ACME, issuer=None))
