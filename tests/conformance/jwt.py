"""ID tokens made by hand, so that they can be wrong in every way."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from joserfc.jwk import RSAKey

from tests.protocol.keys import jwk, pem, private_key, public_pem

Sign = Callable[[bytes], bytes]
"""Makes the signature of ``header.payload``."""


@cache
def rsa_key(name: str) -> Any:
    """Return a private RSA key; the usual one is the tests' own, any other name makes a new one."""
    return private_key("RSA") if name == "usual" else rsa.generate_private_key(65537, 2048)


@cache
def _public(name: str) -> dict[str, Any]:
    return dict(RSAKey.import_key(pem(rsa_key(name))).as_dict(private=False))


@cache
def _curve() -> dict[str, Any]:
    return jwk("EC", private=False)


def public_jwk(name: str, **more: object) -> dict[str, Any]:
    """Return the public half of an RSA key as a JWK; None leaves a member out."""
    members = {**_public(name), "kid": name, "use": "sig", "alg": "RS256", **more}
    return {member: value for member, value in members.items() if value is not None}


def curve_jwk(**more: object) -> dict[str, Any]:
    """Return the public half of the elliptic key as a JWK."""
    return {**_curve(), "kid": "curve", "use": "sig", "alg": "ES256", **more}


def weak_jwk() -> dict[str, Any]:
    """Return the public half of a key that is too short."""
    numbers = private_key("weak").public_key().public_numbers()
    return {"kty": "RSA", "kid": "usual", "n": encoded(numbers.n.to_bytes(128, "big")), "e": "AQAB"}


def rs256(name: str = "usual", scheme: hashes.HashAlgorithm | None = None) -> Sign:
    """Sign with an RSA key."""
    return lambda data: bytes(rsa_key(name).sign(data, padding.PKCS1v15(), scheme or hashes.SHA256()))


def weak(data: bytes) -> bytes:
    """Sign with a key of 1,024 bits."""
    return bytes(private_key("weak").sign(data, padding.PKCS1v15(), hashes.SHA256()))


def es256(data: bytes) -> bytes:
    """Sign with the elliptic key."""
    r, s = utils.decode_dss_signature(private_key("EC").sign(data, ec.ECDSA(hashes.SHA256())))
    return bytes(r.to_bytes(32, "big") + s.to_bytes(32, "big"))


def hs256(secret: bytes) -> Sign:
    """Sign with a shared secret."""
    return lambda data: hmac.digest(secret, data, "sha256")


@cache
def _public_pem() -> bytes:
    return public_pem(rsa_key("usual"))


def with_the_public_key(data: bytes) -> bytes:
    """Sign with HMAC, keyed with what everybody knows."""
    return hs256(_public_pem())(data)


def nothing(_data: bytes) -> bytes:
    """Sign with nothing."""
    return b""


def zeros(_data: bytes) -> bytes:
    """Sign with zeros, which some libraries have taken for any message's (CVE-2022-21449)."""
    return bytes(64)


def spoiled(sign: Sign) -> Sign:
    """Sign, and turn one bit."""

    def turned(data: bytes) -> bytes:
        signature = sign(data)
        return bytes([signature[0] ^ 1]) + signature[1:]

    return turned


def compact(header: Mapping[str, object], claims: Mapping[str, object] | bytes, sign: Sign) -> str:
    """Return a JWT."""
    payload = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    data = f"{encoded(json.dumps(header).encode())}.{encoded(payload)}"
    return f"{data}.{encoded(sign(data.encode()))}"


def encoded(data: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def half_hash(text: str) -> str:
    """Return ``at_hash`` for SHA-256 (OIDC Core §3.1.3.6)."""
    return encoded(hashlib.sha256(text.encode()).digest()[:16])
