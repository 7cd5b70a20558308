"""Private keys to sign with, made once for all tests."""

import json
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from joserfc.jwk import ECKey, OKPKey, RSAKey

KINDS = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
ALGORITHMS = {"RSA": "RS256", "EC": "ES256", "OKP": "EdDSA"}


@cache
def private_key(kind: str) -> Any:
    """Return a key of cryptography's: RSA, EC or OKP, or one that is too weak for anything."""
    if kind == "weak":
        return rsa.generate_private_key(65537, 1024)  # noqa: S505 - it is there to be refused
    if kind == "RSA":
        return rsa.generate_private_key(65537, 2048)
    return ec.generate_private_key(ec.SECP256R1()) if kind == "EC" else ed25519.Ed25519PrivateKey.generate()


def pem(key: Any, passphrase: str | None = None, *, traditional: bool = False) -> bytes:
    """Return a key as PEM."""
    form = serialization.PrivateFormat.TraditionalOpenSSL if traditional else serialization.PrivateFormat.PKCS8
    sealing = (
        serialization.NoEncryption()
        if passphrase is None
        else serialization.BestAvailableEncryption(passphrase.encode())
    )
    return bytes(key.private_bytes(serialization.Encoding.PEM, form, sealing))


def public_pem(key: Any) -> bytes:
    """Return a key's public half as PEM."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return bytes(key.public_key().public_bytes(serialization.Encoding.PEM, form))


def jwk(kind: str, *, private: bool = True, **more: object) -> dict[str, Any]:
    """Return a key as a JWK."""
    members = KINDS[kind].import_key(pem(private_key(kind))).as_dict(private=private)
    return {**{name: value for name, value in members.items() if name != "kid"}, **more}


def jwk_text(kind: str, **more: object) -> str:
    """Return a key as the text of a JWK."""
    return json.dumps(jwk(kind, **more))
