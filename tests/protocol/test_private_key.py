"""Private keys as people have them."""

import json
from contextlib import suppress

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.secret import Secret
from oauth_desk.protocol.pem import PassphraseNeeded
from oauth_desk.protocol.private_key import BadKey, read_key
from tests.protocol.keys import KINDS, jwk, jwk_text, pem, private_key, public_pem

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("kind", KINDS)
def test_pem_and_jwk_give_the_same_key(kind: str) -> None:
    """A key counts the same as PEM, sealed PEM or JWK, with what stands around it."""
    key = private_key(kind)
    sealed = read_key(b"note\n" + pem(key, "pass wörd"), passphrase=Secret("pass wörd"))
    assert read_key(pem(key)) == sealed == read_key(jwk_text(kind).encode())
    assert read_key(b"\xef\xbb\xbf" + json.dumps({"keys": [jwk(kind)]}).encode()) == sealed
    assert json.loads(sealed.reveal()) == jwk(kind)
    assert "d" not in repr(sealed).removeprefix("Secret")


@pytest.mark.parametrize("kind", ["RSA", "EC"])
def test_the_older_form_of_pem(kind: str) -> None:
    """The form that openssl wrote for decades is read too, sealed or not."""
    key = private_key(kind)
    assert read_key(pem(key, traditional=True)) == read_key(pem(key))
    old = pem(key, "old", traditional=True)
    assert read_key(old, passphrase=Secret("old")) == read_key(pem(key))


def test_a_jwk_says_its_name_and_its_algorithm() -> None:
    """C85: ``kid`` comes from the key or from the profile, which wins; an RSA key may ask for PS256."""
    data = jwk_text("RSA", kid="mine", alg="PS256", use="sig", key_ops=["sign"]).encode()
    members = json.loads(read_key(data).reveal())
    assert (members["kid"], members["alg"]) == ("mine", "PS256")
    assert json.loads(read_key(data, key_id="theirs").reveal())["kid"] == "theirs"
    assert "alg" not in json.loads(read_key(jwk_text("EC", alg="ES512").encode()).reveal())


def test_a_sealed_key_needs_its_passphrase() -> None:
    """A sealed key without a passphrase asks for it; a wrong one is called wrong."""
    sealed = pem(private_key("EC"), "right")
    with pytest.raises(PassphraseNeeded):
        read_key(sealed)
    with pytest.raises(BadKey, match="The passphrase does not open the key"):
        read_key(sealed, passphrase=Secret("wrong"))
    assert read_key(pem(private_key("EC")), passphrase=Secret("not needed")) == read_key(pem(private_key("EC")))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no private key"),
        (b"garbage \x00\xff", "no private key"),
        (b"{}", "no private key"),
        (b"{broken", "no private key"),
        (b'{"keys": []}', "several keys"),
        (b'{"kty": "oct", "k": "CANARY"}', "shared secret"),
        (b'{"kty": "RSA", "d": "CANARY"}', "damaged"),
        (b'{"kty": "EC", "crv": "P-256", "x": 1, "y": 2, "d": "CANARY"}', "damaged"),
        (b"-----BEGIN PRIVATE KEY-----\nCANARY\n-----END PRIVATE KEY-----\n", "damaged"),
        (b"-----BEGIN CERTIFICATE-----\nCANARY\n-----END CERTIFICATE-----\n", "only a certificate"),
        (b"-----BEGIN OPENSSH PRIVATE KEY-----\nx\n-----END OPENSSH PRIVATE KEY-----\n", "OpenSSH"),
        (public_pem(private_key("RSA")), "only a public key"),
        (json.dumps(jwk("EC", private=False)).encode(), "only a public key"),
        (pem(private_key("RSA")) + pem(private_key("EC")), "several private keys"),
        (pem(private_key("weak")), "has 1024 bits; at least 2048"),
        (pem(ec.generate_private_key(ec.SECP384R1())), "P-256 or Ed25519"),
        (jwk_text("EC", kid="").encode(), "name of the key"),
        (jwk_text("EC", kid=7).encode(), "name of the key"),
    ],
)
def test_what_is_no_key_is_told_in_a_sentence(data: bytes, words: str) -> None:
    """Garbage, public keys, weak keys and keys of other kinds are refused, each in words of its own."""
    with pytest.raises(BadKey, match=words) as caught:
        read_key(data)
    assert str(caught.value).endswith((".", "FILE”."))
    assert "CANARY" not in str(caught.value)


@given(st.binary(max_size=200) | st.dictionaries(st.text(max_size=5), JSON).map(lambda o: json.dumps(o).encode()))
def test_anything_else_is_refused_and_not_a_crash(data: bytes) -> None:
    """Whatever stands in a file that somebody chose, it is a key or it is told."""
    with pytest.raises(BadKey):
        read_key(data)


@given(st.sampled_from(sorted(KINDS)), st.data())
def test_a_damaged_jwk_is_refused_and_not_a_crash(kind: str, data: st.DataObject) -> None:
    """A JWK with one member spoiled is a key all the same, or it is told."""
    members = jwk(kind)
    spoiled = data.draw(st.sampled_from(sorted(members)))
    members[spoiled] = data.draw(JSON | st.text("AQ_-", max_size=12))
    with suppress(BadKey):
        assert read_key(json.dumps(members).encode())
