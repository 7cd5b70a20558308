"""The demo's signing key: ID tokens and access tokens as JWTs (OIDC Core §2, RFC 9068)."""

import base64
import hashlib
from collections.abc import Callable
from typing import Final

from joserfc import jwt
from joserfc.jwk import RSAKey

from oauth_desk.demo.grants import Issued, Permission
from oauth_desk.demo.tickets import user_of

ALGORITHM: Final = "RS256"
ID_TOKEN_LIFE: Final = 600


class Keys:
    """One RSA key, new at every start and never written to disk. ``mint`` makes token ids."""

    def __init__(self, issuer: str, mint: Callable[[], str]) -> None:
        self._issuer = issuer
        self._mint = mint
        self._key = RSAKey.generate_key(2048, parameters={"use": "sig", "alg": ALGORITHM}, auto_kid=True)

    def jwks(self) -> dict[str, object]:
        """Return the public half (RFC 7517 §5)."""
        return {"keys": [dict(self._key.as_dict(private=False))]}

    def access_token(self, permission: Permission, now: float, expires_at: float) -> str:
        """Return a signed access token (RFC 9068 §2.2)."""
        audience = permission.audience or (f"{self._issuer}/api",)
        claims: dict[str, object] = {
            "iss": self._issuer,
            "sub": permission.subject,
            "aud": audience[0] if len(audience) == 1 else list(audience),
            "client_id": permission.client_id,
            "scope": " ".join(permission.scopes),
            "iat": int(now),
            "exp": int(expires_at),
            "jti": self._mint(),
        }
        return self._sign(claims, "at+jwt")

    def id_token(self, issued: Issued, now: float, *, nonce: str | None) -> str:
        """Return who signed in; a renewal passes no nonce (OIDC Core §12.2)."""
        permission = issued.permission
        claims: dict[str, object] = {
            "iss": self._issuer,
            "sub": permission.subject,
            "aud": permission.client_id,
            "iat": int(now),
            "exp": int(now) + ID_TOKEN_LIFE,
            "auth_time": int(permission.auth_time),
            "at_hash": _half_hash(issued.access_token),
            **person_claims(permission),
        }
        if nonce is not None:
            claims["nonce"] = nonce
        return self._sign(claims, "JWT")

    def _sign(self, claims: dict[str, object], kind: str) -> str:
        return jwt.encode({"alg": ALGORITHM, "kid": self._key.kid, "typ": kind}, claims, self._key)


def person_claims(permission: Permission) -> dict[str, object]:
    """Return what the granted permissions tell about the person (OIDC Core §5.4)."""
    user = user_of(permission.subject)
    claims: dict[str, object] = {}
    if user is not None and "profile" in permission.scopes:
        claims |= {"name": user.name, "preferred_username": user.id}
    if user is not None and "email" in permission.scopes:
        claims |= {"email": user.email, "email_verified": False}
    return claims


def _half_hash(token: str) -> str:
    """Return the left half of the SHA-256, as ``at_hash`` wants it (OIDC Core §3.1.3.6)."""
    return base64.urlsafe_b64encode(hashlib.sha256(token.encode("ascii")).digest()[:16]).rstrip(b"=").decode("ascii")
