"""Which keys of an issuer may have signed a token."""

from typing import Any

import pytest

from oauth_desk.protocol.key_set import KEY_TYPES, candidates

RSA = {"kty": "RSA", "n": "A" * 342, "e": "AQAB"}
EC = {"kty": "EC", "crv": "P-256", "x": "eA", "y": "eQ"}
OKP = {"kty": "OKP", "crv": "Ed25519", "x": "eA"}
OCT = {"kty": "oct", "k": "c2VjcmV0"}


def found(*keys: Any, algorithm: str = "RS256", key_id: str | None = None) -> int:
    """Count the candidates among ``keys``."""
    return len(candidates({"keys": list(keys)}, algorithm=algorithm, key_id=key_id))


def test_no_shared_secrets_and_no_none() -> None:
    """C70: neither "none" nor a shared secret is a signature."""
    assert not {"none", "HS256", "HS384", "HS512"} & set(KEY_TYPES)


def test_by_name() -> None:
    """C73: a kid picks the keys of that name; an unknown one picks none."""
    assert found({**RSA, "kid": "a"}, {**RSA, "kid": "b"}, key_id="a") == 1
    assert found({**RSA, "kid": "a"}, RSA, key_id="c") == 0


def test_without_a_name() -> None:
    """C73: without a kid every key of the same type, use and algorithm may be it."""
    keys = (
        {**RSA, "kid": "a"},
        {**RSA, "use": "sig", "alg": "RS256", "key_ops": ["verify"]},
        {**RSA, "use": "enc"},
        {**RSA, "alg": "PS256"},
        {**RSA, "key_ops": ["encrypt"]},
        EC,
        OKP,
        OCT,
    )
    assert found(*keys) == 2
    assert found(*keys, algorithm="PS256") == 2
    assert found(*keys, algorithm="ES256") == 1
    assert found(*keys, algorithm="ES384") == 0
    assert found(*keys, algorithm="EdDSA") == 1


def test_only_the_bare_key_is_taken() -> None:
    """C70: certificates, addresses and private parts around a key are left behind."""
    key = {**RSA, "x5c": ["evil"], "x5u": "https://evil.example", "d": "AAAA"}
    assert candidates({"keys": [key]}, algorithm="RS256", key_id=None) == [RSA]


@pytest.mark.parametrize(
    "key",
    [
        None,
        7,
        "key",
        [],
        {},
        {"kty": "RSA"},
        {**RSA, "n": 7},
        {**RSA, "n": "A" * 341},
        {**RSA, "n": "ä"},
        {**RSA, "kty": ["RSA"]},
        OCT,
    ],
)
def test_a_useless_key_is_left_out(key: object) -> None:
    """C70: a malformed, short or shared key is no candidate and hides no good one."""
    assert found(key) == 0
    assert found(key, RSA) == 1


@pytest.mark.parametrize("keys", [None, {}, "x", 7])
def test_no_key_set(keys: object) -> None:
    """A document without a list of keys has none."""
    assert candidates({"keys": keys}, algorithm="RS256", key_id=None) == []
