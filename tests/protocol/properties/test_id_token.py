"""ID tokens and the keys that they are signed with."""

import base64
import hashlib
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Metadata, Service
from oauth_desk.domain.tokens import Tokens
from oauth_desk.protocol import id_token, key_set, renewed_identity
from oauth_desk.protocol.jwt_text import unverified_claims
from oauth_desk.protocol.signature import signed_by_key
from tests.protocol.keys import jwk, jwk_text
from tests.protocol.properties.answers import judged, members
from tests.protocol.properties.values import FEW, MARK, TEXTS
from tests.protocol.samples import ISSUER, NOW, acme

SIGNER = Secret(jwk_text("EC", kid="k1"))
KEYS: dict[str, object] = {"keys": [jwk("EC", private=False, kid="k1")]}
ACCESS = Secret("access-token-of-this-answer")
NONCE = Secret(f"{MARK}-nonce")
GOOD: dict[str, Any] = {
    "iss": ISSUER,
    "sub": "ada",
    "aud": "desk-123",
    "azp": "desk-123",
    "exp": int(NOW) + 300,
    "iat": int(NOW),
    "nonce": NONCE.reveal(),
    "at_hash": base64.urlsafe_b64encode(hashlib.sha256(ACCESS.reveal().encode()).digest()[:16]).rstrip(b"=").decode(),
}
ODD: dict[str, st.SearchStrategy[Any]] = {
    "iss": st.sampled_from([ISSUER, f"{ISSUER}/", "https://evil.example", "", None, 7]),
    "sub": st.sampled_from(["ada", "", None, 7, "a" * 256, "a\n"]) | TEXTS,
    "aud": st.sampled_from(["desk-123", ["desk-123"], ["desk-123", "other"], [], ["other"], "other", None, {}, [[]]]),
    "azp": st.sampled_from(["desk-123", "other", None, 7]),
    "exp": st.sampled_from([int(NOW) - 121, int(NOW) - 119, NOW + 0.5, "1900000000", True, None, 10**400, 1e300, -1]),
    "iat": st.sampled_from([int(NOW) - 10**6, int(NOW) + 10**6, NOW, "1800000000", False, None, 10**400, -(10**400)]),
    "nbf": st.sampled_from([int(NOW) + 119, int(NOW) + 121, 0, "0", None, 10**400]),
    "nonce": st.sampled_from([NONCE.reveal(), "other", None, 7, ""]),
    "at_hash": st.sampled_from([GOOD["at_hash"], GOOD["at_hash"] + "==", "x", None, 7, "é"]),
}
CLAIMS = st.tuples(st.fixed_dictionaries({}, optional=ODD), st.sets(st.sampled_from([*GOOD]), max_size=1)).map(
    lambda drawn: {name: value for name, value in {**GOOD, **drawn[0]}.items() if name not in drawn[1]}
)
SERVICE = acme(metadata=Metadata(signing_algorithms=("ES256",)))


def _checked(token: str, service: Service = SERVICE, jwks: Any = KEYS) -> id_token.IdClaims | None:
    return judged(
        id_token.IdTokenError,
        lambda: id_token.check(Secret(token), service=service, jwks=jwks, nonce=NONCE, now=NOW, access_token=ACCESS),
    )


@given(CLAIMS)
def test_a_token_holds_in_every_point_or_in_none(claims: dict[str, Any]) -> None:
    """C07, C71, C72, C74: by a second reading of the rules; nothing of what is refused is quoted."""
    found = _checked(signed_by_key(claims, SIGNER, "ES256"))
    assert (found is not None) == _holds(claims)
    if found is not None:
        assert (found.issuer, found.subject, found.claims) == (ISSUER, claims["sub"], claims)


def _holds(said: dict[str, Any]) -> bool:
    audience = said.get("aud")
    several = isinstance(audience, list)
    ours = "desk-123" in audience if isinstance(audience, list) else audience == "desk-123"
    party = said.get("azp")
    subject = said.get("sub")
    return (
        said.get("iss") == ISSUER
        and ours
        and (party == "desk-123" or (party is None and not (several and len(audience) > 1)))
        and _is_date(said.get("exp"))
        and _is_date(said.get("iat"))
        and said["exp"] >= NOW - 120
        and ("nbf" not in said or (_is_date(said["nbf"]) and said["nbf"] <= NOW + 120))
        and said.get("nonce") == NONCE.reveal()
        and ("at_hash" not in said or str(said["at_hash"]).rstrip("=") == GOOD["at_hash"])
        and isinstance(subject, str)
        and 0 < len(subject) <= 255
        and subject.isprintable()
    )


def _is_date(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10**12


@given(st.binary(max_size=80), st.integers(0, 2), st.integers(0, 400))
def test_a_changed_token_does_not_hold(spoiled: bytes, place: int, cut: int) -> None:
    """C70: whatever is put into a part of a token, or cut off it, the signature does not fit any more."""
    good = signed_by_key(GOOD, SIGNER, "ES256")
    assert _checked(good) is not None
    parts = good.split(".")
    parts[place] = base64.urlsafe_b64encode(spoiled).rstrip(b"=").decode()
    assert _checked(".".join(parts)) is None
    assert _checked(good[: min(cut, len(good) - 4)]) is None


@given(
    st.dictionaries(
        st.sampled_from(["alg", "kid", "crit", "b64", "jwk", "jku", "x5c", "typ", "zip"]),
        st.sampled_from(["none", "HS256", "RS256", "ES256", "k1", "k9", [], ["exp"], True, None, 7])
        | st.just(jwk("EC", private=False)),
        max_size=4,
    )
)
def test_no_header_makes_a_token_hold(header: dict[str, Any]) -> None:
    """C70, C73: an algorithm nobody allowed, a key of the header's own, an extension: none of it is believed."""
    parts = signed_by_key(GOOD, SIGNER, "ES256").split(".")
    parts[0] = (
        base64.urlsafe_b64encode(json.dumps({"alg": "ES256", "kid": "k1", **header}).encode()).rstrip(b"=").decode()
    )
    assert _checked(".".join(parts)) is None or json.loads(base64.urlsafe_b64decode(parts[0] + "==")) == {
        "alg": "ES256", "kid": "k1", "typ": "JWT",
    }  # fmt: skip


PIECES = st.dictionaries(
    st.sampled_from(["kty", "kid", "crv", "x", "y", "n", "e", "use", "alg", "key_ops", "d", "x5c"]),
    st.sampled_from(
        ["EC", "RSA", "OKP", "P-256", "Ed25519", "k1", "sig", "enc", "AQAB", "A" * 342, ["verify"], 7, None]
    ),
    max_size=8,
)
KEY_SETS = st.one_of(
    members(["keys"]),
    st.lists(PIECES | st.just(jwk("EC", private=False, kid="k1")) | st.none(), max_size=4).map(lambda k: {"keys": k}),
)


@given(KEY_SETS, st.sampled_from([*key_set.KEY_TYPES]), st.sampled_from([None, "k1", ""]))
def test_a_key_set_gives_bare_public_keys(keys: dict[str, Any], algorithm: str, key_id: str | None) -> None:
    """C70, C73: of the algorithm's own kind, with the members that make a key and no other, never a private one."""
    kind, curve = key_set.KEY_TYPES[algorithm]
    for key in key_set.candidates(keys, algorithm=algorithm, key_id=key_id):
        assert key["kty"] == kind
        assert not curve or key["crv"] == curve
        assert key.keys() <= {"kty", "n", "e", "crv", "x", "y"}
        assert all(isinstance(value, str) for value in key.values())
    _checked(signed_by_key(GOOD, SIGNER, "ES256"), jwks=keys)


@given(TEXTS | st.lists(TEXTS | st.text("abcABC019-_=", max_size=20), max_size=4).map(".".join))
def test_any_text_is_a_token_or_not(text: str) -> None:
    """RFC 7519 §3: two objects or nothing; and no text without our signature holds."""
    parts = unverified_claims(text)
    if parts is not None:
        assert parts.keys() == {"header", "payload"}
        assert all(isinstance(part, dict) for part in parts.values())
    assert _checked(text) is None


@given(members(["iss", "sub", "aud", "iat", "auth_time"]))
def test_what_is_signed_is_what_is_read(claims: dict[str, Any]) -> None:
    """A JWT's payload arrives member by member."""
    text = signed_by_key(json.loads(json.dumps(claims, allow_nan=False)) if _is_strict(claims) else {}, SIGNER, "ES256")
    parts = unverified_claims(Secret(text))
    assert parts is not None
    assert parts["payload"] == (claims if _is_strict(claims) else {})


def _is_strict(claims: dict[str, Any]) -> bool:
    try:
        json.dumps(claims, allow_nan=False)
    except ValueError:
        return False
    return True


RENEWED = st.tuples(st.fixed_dictionaries({}, optional=ODD), st.sampled_from([None, int(NOW), int(NOW) + 9, "x"])).map(
    lambda drawn: {**GOOD, **drawn[0], "auth_time": drawn[1]}
)


def _tokens(claims: dict[str, Any] | None) -> Tokens:
    text = None if claims is None else Secret(signed_by_key(claims, SIGNER, "ES256"))
    return Tokens(Secret("a"), NOW, id_token=text)


@FEW
@given(st.none() | RENEWED, st.none() | RENEWED)
def test_a_renewal_is_for_the_same_person_or_told(told: dict[str, Any] | None, known: dict[str, Any] | None) -> None:
    """C67: another issuer, person, program or party is an error; a stale ID token costs itself alone."""
    new, old = _tokens(told), _tokens(known)
    kept = judged(renewed_identity.AnotherPerson, lambda: renewed_identity.checked(new, old))
    if told is None or known is None:
        assert kept == new
        return
    same = [told[name] == known[name] for name in ("iss", "sub")]
    if kept is None:
        assert not all(same) or told["aud"] != known["aud"] or told.get("azp") != known.get("azp")
    else:
        assert all(same)
        assert kept.access_token == new.access_token
        assert kept.id_token in {new.id_token, old.id_token}


@given(st.lists(st.sampled_from(["desk-123", "other"]), max_size=3), st.sampled_from([None, "desk-123", "other"]))
def test_a_token_for_several_names_us_as_its_party(audience: list[str], party: str | None) -> None:
    """C71: further audiences only with azp, and azp only our own."""
    claims = {name: value for name, value in {**GOOD, "aud": audience, "azp": party}.items() if value is not None}
    ours = "desk-123" in audience and (party == "desk-123" or (party is None and len(audience) == 1))
    assert (_checked(signed_by_key(claims, SIGNER, "ES256")) is not None) == ours


@given(st.lists(st.sampled_from([*key_set.KEY_TYPES, "none", "HS256"]), max_size=3).map(tuple))
def test_only_the_services_own_algorithms_count(told: tuple[str, ...]) -> None:
    """C70: those that its metadata names, or RS256 alone."""
    service = acme(metadata=Metadata(signing_algorithms=told))
    assert (_checked(signed_by_key(GOOD, SIGNER, "ES256"), service) is not None) == ("ES256" in told)


ABOUT_A_KEY: dict[str, Any] = {
    "use": st.sampled_from(["sig", "enc", None]),
    "alg": st.sampled_from(["ES256", "ES384", "none"]),
    "key_ops": st.sampled_from([["verify"], ["sign", "verify"], ["encrypt"], [], "verify"]),
    "kid": st.sampled_from(["k1", "k2", 7]),
    "x5c": st.just(["MII"]),
    "d": st.just("secret"),
}


@given(st.fixed_dictionaries({}, optional=ABOUT_A_KEY), st.sampled_from([None, "k1"]))
def test_a_key_is_used_for_what_it_says(said: dict[str, Any], key_id: str | None) -> None:
    """C70, C73, RFC 7517 §4: for signatures, of its algorithm, by its name."""
    key = jwk("EC", private=False)
    found = key_set.candidates({"keys": [{**key, **said}]}, algorithm="ES256", key_id=key_id)
    operations = said.get("key_ops", ["verify"])
    fits = said.get("use", "sig") == "sig" and said.get("alg", "ES256") == "ES256" and key_id in {None, said.get("kid")}
    fits = fits and isinstance(operations, list) and "verify" in operations
    assert found == ([{name: key[name] for name in ("kty", "crv", "x", "y")}] if fits else [])
