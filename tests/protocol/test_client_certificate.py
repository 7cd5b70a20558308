"""Certificates as people have them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.secret import Secret
from oauth_desk.protocol.client_certificate import BadCertificate, read_authorities, read_certificate, sealed_key
from oauth_desk.protocol.pem import PassphraseNeeded
from oauth_desk.protocol.private_key import BadKey
from tests.protocol.certificates import bundle, self_signed
from tests.protocol.keys import pem, private_key

END = dt.datetime(2031, 5, 17, 12, 0, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize("kind", ["RSA", "EC"])
def test_a_certificate_with_its_key(kind: str) -> None:
    """A certificate counts with its key in the same file or in another, sealed or not; it tells when it ends."""
    key = private_key(kind)
    together = read_certificate(bundle(key, ends_at=END))
    apart = read_certificate(bundle(key, ends_at=END).split(b"-----BEGIN PRIVATE")[0], key=pem(key))
    assert together.ends_at == END.timestamp() == apart.ends_at
    assert "BEGIN PRIVATE KEY" in together.text.reveal()
    sealed = read_certificate(bundle(key, passphrase="p"), passphrase=Secret("p"))
    assert "BEGIN PRIVATE KEY" in sealed.text.reveal()
    assert "PRIVATE" not in repr(sealed)


def test_the_programs_own_certificate_comes_first() -> None:
    """RFC 8446 §4.4.2: the certificate of the key stands first, what leads up to it after it."""
    other = self_signed(private_key("RSA"), name="authority")
    own = self_signed()
    found = read_certificate(other + own + pem(private_key("EC")))
    assert found.text.reveal().startswith(own.decode())
    assert other.decode() in found.text.reveal()


def test_a_key_that_has_to_be_a_file_is_sealed() -> None:
    """No plain key ever stands in a file of this program's making."""
    text = read_certificate(bundle()).text
    sealed = sealed_key(text, Secret("for a moment"))
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in sealed
    assert read_certificate(sealed, passphrase=Secret("for a moment")).text == text


@pytest.mark.parametrize(
    ("data", "key", "words"),
    [
        (b"", None, "no certificate"),
        (b"\x30\x82garbage", None, "no certificate"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", None, "damaged"),
        (self_signed(), None, "only a certificate"),
        (self_signed(), b"garbage", "no private key"),
        (self_signed(), pem(private_key("RSA")), "does not belong"),
        (self_signed() * 1001, None, "far too many"),
    ],
)
def test_what_is_no_certificate_is_told_in_a_sentence(data: bytes, key: bytes | None, words: str) -> None:
    """Garbage, a missing key and another one's key are refused, each in words of its own."""
    with pytest.raises((BadCertificate, BadKey), match=words):
        read_certificate(data, key=key)


def test_a_weak_key_is_refused() -> None:
    """An RSA key of 1024 bits proves nothing any more."""
    with pytest.raises(BadKey, match="1024 bits"):
        read_certificate(bundle(private_key("weak")))


def test_a_sealed_key_asks_for_its_passphrase() -> None:
    """A sealed key without a passphrase is told apart from a wrong one."""
    with pytest.raises(PassphraseNeeded):
        read_certificate(bundle(passphrase="right"))
    with pytest.raises(BadKey, match="does not open"):
        read_certificate(bundle(passphrase="right"), passphrase=Secret("wrong"))


def test_authorities_are_certificates_alone() -> None:
    """C38: of a CA file only the certificates count; a key in it is not kept."""
    text = read_authorities(b"# ours\n" + bundle() + self_signed(private_key("RSA")))
    assert text.count("BEGIN CERTIFICATE") == 2
    assert "PRIVATE" not in text


@given(st.binary(max_size=300))
def test_anything_else_is_refused_and_not_a_crash(data: bytes) -> None:
    """Whatever stands in a file that somebody chose, it is told in a sentence."""
    for read in (read_certificate, read_authorities):
        with pytest.raises((BadCertificate, BadKey)):
            read(data)
