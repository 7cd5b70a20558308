"""What a connection counts down to, and how much of it is left."""

from dataclasses import dataclass

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.status import Status
from oauth_desk.domain.tokens import Instant

_ENDED = (Status.SIGN_IN_NEEDED, Status.SETTINGS_PROBLEM, Status.LOCKED)


@dataclass(frozen=True, slots=True)
class Countdown:
    """``start`` and ``end`` of what runs out; ``to_renewal`` tells a renewal from the end of the connection."""

    start: Instant
    end: Instant
    to_renewal: bool

    def left(self, now: Instant) -> float:
        """Return seconds left, not below 0."""
        return max(0.0, self.end - now)

    def share(self, now: Instant) -> float:
        """Return the part that is left, 0…1."""
        whole = self.end - self.start
        return min(1.0, self.left(now) / whole) if whole > 0 else 0.0


def countdown_of(connection: Connection, now: Instant, next_renewal_at: Instant | None) -> Countdown | None:
    """Return what to count: the next renewal of what renews itself, the end of what does not; None if nothing."""
    condition = connection.condition_at(now)
    tokens = connection.tokens
    if condition.status in _ENDED or tokens.expires_at is None:
        return None
    if condition.status is Status.VALID and connection.renews and next_renewal_at is not None:
        return Countdown(tokens.obtained_at, next_renewal_at, to_renewal=True)
    return Countdown(tokens.obtained_at, tokens.expires_at, to_renewal=False)
