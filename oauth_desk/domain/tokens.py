"""What a token endpoint gave, with absolute times."""

from dataclasses import dataclass, replace

from oauth_desk.domain.secret import Secret

Kept = tuple[tuple[str, str], ...]
"""What a service told beside its tokens: ``token.instance_url`` and its value. Nothing of it is secret."""

Instant = float
"""Seconds since 1970-01-01T00:00:00Z, wall clock."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """One generation of a connection's tokens (RFC 6749 §5.1).

    ``expires_at`` is None where the service did not say; it counts from before
    the request was sent (NORMS C49). ``access_token`` is None after a rejection.
    ``scopes_assumed``: no answer told what was granted, so it is taken to be what was asked for.
    """

    access_token: Secret | None
    obtained_at: Instant
    expires_at: Instant | None = None
    refresh_token: Secret | None = None
    refresh_expires_at: Instant | None = None
    refresh_obtained_at: Instant | None = None
    token_type: str = "Bearer"
    scopes: tuple[str, ...] = ()
    id_token: Secret | None = None
    kept: Kept = ()
    scopes_assumed: bool = False

    @property
    def lifetime(self) -> float | None:
        """Seconds between sending the request and the expiry; None if unknown."""
        return None if self.expires_at is None else self.expires_at - self.obtained_at

    def remaining(self, now: Instant) -> float | None:
        """Seconds of life left at ``now``; None if unknown."""
        return None if self.expires_at is None else self.expires_at - now

    def lives(self, now: Instant) -> bool:
        """Tell whether the access token can still be handed out at ``now``."""
        if self.access_token is None:
            return False
        remaining = self.remaining(now)
        return remaining is None or remaining > 0

    def without_access(self) -> "Tokens":
        """Return the tokens of a rejected connection: nothing that can be handed out."""
        return replace(self, access_token=None, id_token=None)
