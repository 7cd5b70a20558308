"""Signed statements (RFC 7515 §3.1, RFC 7519 §3). joserfc takes its time to load: only where a key signs."""

import base64
import hmac
import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from oauth_desk.domain.secret import Secret

USUAL: Final[Mapping[str, str]] = MappingProxyType({"RSA": "RS256", "EC": "ES256", "OKP": "EdDSA"})
"""The usual algorithm of each kind of key (RFC 7518 §3.1)."""


def usual_algorithm(key: Secret) -> str:
    """Return how a JWK signs: as it says itself, else as is usual for its kind."""
    members = json.loads(key.reveal())
    return str(members.get("alg") or USUAL[members["kty"]])


def signed_by_key(claims: Mapping[str, Any], key: Secret, algorithm: str) -> str:
    """Return the statement, signed with a JWK and named after it; raise ValueError for a key that cannot."""
    from joserfc import jws  # noqa: PLC0415 - loads slowly
    from joserfc.errors import JoseError  # noqa: PLC0415
    from joserfc.jwk import JWKRegistry  # noqa: PLC0415

    header: dict[str, Any] = {"alg": algorithm, "typ": "JWT"}
    members = json.loads(key.reveal())
    if "kid" in members:
        header["kid"] = members["kid"]
    plain = {name: value for name, value in members.items() if name not in {"alg", "use"}}
    try:
        imported: Any = JWKRegistry.import_key(plain)
        if members["kty"] == "OKP" and algorithm in {"EdDSA", "Ed25519"}:
            # By hand: joserfc warns of the name EdDSA (RFC 9864), which is the only one that most services know.
            text = _to_sign(header, claims)
            return f"{text}.{_encoded(imported.private_key.sign(text.encode('ascii')))}"
        return jws.serialize_compact(header, _json(claims), imported, algorithms=[algorithm])
    except (JoseError, ValueError, TypeError, KeyError):
        raise ValueError("This key cannot sign.") from None


def signed_by_secret(claims: Mapping[str, Any], secret: Secret) -> str:
    """Return the statement, signed with a secret that the service knows, too."""
    text = _to_sign({"alg": "HS256", "typ": "JWT"}, claims)
    return f"{text}.{_encoded(hmac.digest(secret.reveal().encode(), text.encode('ascii'), 'sha256'))}"


def _to_sign(header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
    return f"{_encoded(_json(header).encode())}.{_encoded(_json(claims).encode())}"


def _json(members: Mapping[str, Any]) -> str:
    return json.dumps(members, separators=(",", ":"))


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
