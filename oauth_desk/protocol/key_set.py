"""Which keys of an issuer may have signed a token (RFC 7517 §4, §5; RFC 8725 §3.1; NORMS C70, C73)."""

import re
from types import MappingProxyType
from typing import Final

from oauth_desk.protocol.json_body import JsonObject

KEY_TYPES: Final = MappingProxyType(
    {
        **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), ("RSA", "")),
        "ES256": ("EC", "P-256"),
        "ES384": ("EC", "P-384"),
        "ES512": ("EC", "P-521"),
        "EdDSA": ("OKP", "Ed25519"),
        "Ed25519": ("OKP", "Ed25519"),
    }
)
"""The signatures that are understood, with key type and curve. Never ``none``, never a shared secret."""

_MEMBERS: Final = {"RSA": ("n", "e"), "EC": ("crv", "x", "y"), "OKP": ("crv", "x")}
_BASE64URL: Final = re.compile(r"[A-Za-z0-9_-]{1,2048}")
_SHORTEST_MODULUS: Final = 342  # base64url characters of 2,048 bits
_MOST_KEYS: Final = 100


def candidates(jwks: JsonObject, *, algorithm: str, key_id: str | None) -> list[dict[str, str]]:
    """Return the bare public keys that fit a token's header; none where its key is not there.

    With a ``kid`` only keys of that name, without one every key of the right kind.
    """
    keys = jwks.get("keys")
    if not isinstance(keys, list):
        return []
    fitting = [key for key in keys[:_MOST_KEYS] if isinstance(key, dict) and _fits(key, algorithm)]
    if key_id is not None:
        fitting = [key for key in fitting if key.get("kid") == key_id]
    return [bare for bare in map(_bare, fitting) if bare is not None]


def _fits(key: JsonObject, algorithm: str) -> bool:
    kind, curve = KEY_TYPES[algorithm]
    operations = key.get("key_ops")
    return (
        key.get("kty") == kind
        and (not curve or key.get("crv") == curve)
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
        and (operations is None or (isinstance(operations, list) and "verify" in operations))
    )


def _bare(key: JsonObject) -> dict[str, str] | None:
    """Return the members that make the key, without the certificates and names around it."""
    kind = str(key["kty"])
    members = {"kty": kind}
    for name in _MEMBERS[kind]:
        value = key.get(name)
        if not isinstance(value, str) or not (name == "crv" or _BASE64URL.fullmatch(value)):
            return None
        members[name] = value
    if kind == "RSA" and len(members["n"]) < _SHORTEST_MODULUS:
        return None
    return members
