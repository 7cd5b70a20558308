"""Where a service of a test listens, and what it says of itself and of who signed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from oauth_desk.domain.service import Service
from tests.conformance import jwt

KEYS = "/keys-of-the-issuer"


@dataclass(frozen=True)
class Places:
    """The paths that mean something, as the service's profile has them."""

    token: frozenset[str] = frozenset()
    end: str = ""
    account: str = ""
    step: str = ""
    device: str = ""
    issuer: str | None = None

    @classmethod
    def of(cls, service: Service, token: str | None = None) -> Self:
        """Return the places of a service whose questions are answered; ``token`` is where codes are exchanged."""
        endpoints = service.endpoints
        named = filter(None, (token or endpoints.token, endpoints.refresh))
        end = service.revocation.url or endpoints.revocation or ""
        return cls(
            token=frozenset(map(path_of, named)),
            end=path_of(end.partition("{")[0]),
            account=path_of("" if service.account is None else service.account.url),
            step=path_of(service.second_step.url or ""),
            device=path_of(endpoints.device_authorization or ""),
            issuer=service.issuer,
        )

    def ends(self, path: str) -> bool:
        """Tell whether a connection ends there; what stands in a gap is told by the request."""
        return bool(self.end) and path.startswith(self.end)


def path_of(url: str) -> str:
    """Return the path of an address."""
    return urlsplit(url).path


@dataclass(frozen=True)
class Identity:
    """An issuer that signs who signed in; ``server`` is where it listens."""

    server: str
    issuer: str | None

    def told(self, path: str) -> Mapping[str, object] | None:
        """Return the issuer's document or its keys; None at any other place."""
        if self.issuer is None:
            return None
        if path == KEYS:
            return {"keys": [jwt.public_jwk("usual")]}
        if "/.well-known/" not in path:
            return None
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.server}/never-asked",
            "token_endpoint": f"{self.server}/never-asked",
            "jwks_uri": f"{self.server}{KEYS}",
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def token(self, nonce: str | None, *, now: float) -> str:
        """Return an ID token for desk-1."""
        claims = {"iss": self.issuer, "sub": "u-1", "aud": "desk-1", "iat": int(now), "exp": int(now) + 3600}
        return jwt.compact({"alg": "RS256", "kid": "usual"}, {**claims, "nonce": nonce}, jwt.rs256())
