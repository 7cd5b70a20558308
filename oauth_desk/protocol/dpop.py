"""Proof of possession (RFC 9449 §4, §5, §7–§9; RFC 7638; NORMS C90–C92): tokens that are of no use without a key.

Imports joserfc, which takes its time to load: only where a key is at hand.
"""

import base64
import hashlib
import json
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jws
from joserfc.jwk import ECKey

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.tokens import Instant

ALGORITHM: Final = "ES256"
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_MEMBER_BYTES: Final = 32
_PUBLIC: Final = ("crv", "kty", "x", "y")


def key_from(seed: str) -> Secret:
    """Return a private P-256 key as a JWK, made of 32 random bytes in base64url."""
    number = int.from_bytes(base64.urlsafe_b64decode(seed + "=" * (-len(seed) % 4)))
    private = number % (_ORDER - 1) + 1
    point = ec.derive_private_key(private, ec.SECP256R1()).public_key().public_numbers()
    members = {"crv": "P-256", "kty": "EC", "x": _member(point.x), "y": _member(point.y), "d": _member(private)}
    return Secret(json.dumps(members))


def thumbprint(key: Secret) -> str:
    """Return the SHA-256 thumbprint of the public part, for ``dpop_jkt`` (RFC 7638 §3, RFC 9449 §10)."""
    canonical = json.dumps(_public(key), sort_keys=True, separators=(",", ":")).encode()
    return _encoded(hashlib.sha256(canonical).digest())


def proof(
    key: Secret,
    method: str,
    url: str,
    *,
    now: Instant,
    jti: str,
    access_token: Secret | None = None,
    nonce: str | None = None,
) -> str:
    """Return the ``DPoP`` header of one request; ``jti`` is never used twice.

    With an ``access_token`` it is bound to that token (``ath``), as resources want it.
    """
    claims: dict[str, Any] = {"jti": jti, "htm": method, "htu": _without_query(url), "iat": int(now)}
    if access_token is not None:
        claims["ath"] = _encoded(hashlib.sha256(access_token.reveal().encode("ascii")).digest())
    if nonce is not None:
        claims["nonce"] = nonce
    header = {"typ": "dpop+jwt", "alg": ALGORITHM, "jwk": _public(key)}
    signer = ECKey.import_key(json.loads(key.reveal()))
    return jws.serialize_compact(header, json.dumps(claims, separators=(",", ":")), signer, algorithms=[ALGORITHM])


def _public(key: Secret) -> dict[str, Any]:
    members = json.loads(key.reveal())
    return {name: members[name] for name in _PUBLIC}


def _without_query(url: str) -> str:
    """Return the URL as a proof names it (RFC 9449 §4.2: no query, no fragment)."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", "", ""))


def _member(number: int) -> str:
    return _encoded(number.to_bytes(_MEMBER_BYTES))


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
