"""Certificates: this program's own (RFC 8705 §2, §3), and those of authorities to trust (RFC 5280; NORMS C38).

Imports cryptography, which takes its time to load: only where a file is read.
"""

from dataclasses import dataclass
from typing import Any, Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.tokens import Instant
from oauth_desk.protocol import pem
from oauth_desk.protocol.private_key import SHORTEST_RSA, BadKey, load_pem

_CERTIFICATE: Final = "CERTIFICATE"
_MOST: Final = 1000


class BadCertificate(ValueError):
    """A text that holds no certificate that can be used. The message is a plain sentence."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate, what leads up to it, and its key: one PEM text."""

    text: Secret
    ends_at: Instant


def read_certificate(data: bytes, *, key: bytes | None = None, passphrase: Secret | None = None) -> Certificate:
    """Return the certificate and its key, which ``key`` holds where ``data`` does not.

    Raise BadCertificate, BadKey, PassphraseNeeded.
    """
    chain = _chain(data)
    private = load_pem(data if key is None else key, passphrase)
    first = next((one for one in chain if _public(one.public_key()) == _public(private.public_key())), None)
    if first is None:
        raise BadCertificate("The private key does not belong to the certificate.")
    if isinstance(private, rsa.RSAPrivateKey) and private.key_size < SHORTEST_RSA:
        raise BadKey(f"The RSA key has {private.key_size} bits; at least {SHORTEST_RSA} are needed.")
    plain = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    ordered = [first, *(one for one in chain if one is not first)]
    text = b"".join(one.public_bytes(serialization.Encoding.PEM) for one in ordered) + plain
    return Certificate(Secret(text.decode("ascii")), first.not_valid_after_utc.timestamp())


def read_authorities(data: bytes) -> str:
    """Return the certificates of authorities as PEM, whatever else stood around them; raise BadCertificate."""
    return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in _chain(data)).decode("ascii")


def sealed_key(text: Secret, passphrase: Secret) -> bytes:
    """Return a certificate’s text with its key sealed, for the one moment when it has to be a file; raise BadKey."""
    plain = text.reveal().encode("ascii")
    private = load_pem(plain, None)
    sealing = serialization.BestAvailableEncryption(passphrase.reveal().encode())
    key = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, sealing)
    return b"".join(pem.blocks(plain, _CERTIFICATE)) + bytes(key)


def _chain(data: bytes) -> list[x509.Certificate]:
    found = pem.blocks(data, _CERTIFICATE)
    if not found:
        raise BadCertificate("There is no certificate in it: a PEM file is needed.")
    if len(found) > _MOST:
        raise BadCertificate("There are far too many certificates in it.")
    try:
        chain = [x509.load_pem_x509_certificate(one) for one in found]
        for one in chain:
            one.public_key()
    except (ValueError, UnsupportedAlgorithm):
        raise BadCertificate("A certificate in it is damaged.") from None
    return chain


def _public(key: Any) -> bytes:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return bytes(key.public_bytes(serialization.Encoding.DER, form))
