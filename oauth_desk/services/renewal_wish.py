"""What a caller wants from a renewal, and what it gets."""

from dataclasses import dataclass

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.tokens import Instant


@dataclass(frozen=True, slots=True)
class Wish:
    """Why somebody wants a renewal; it decides what counts as done by somebody else.

    ``seen`` is the generation the caller knew, ``asked_at`` when it asked, ``rejected``
    the access token a 401 was about. ``counted`` marks the background's own tries.
    """

    seen: int
    asked_at: Instant
    min_valid: float | None = None
    rejected: Secret | None = None
    counted: bool = False


@dataclass(frozen=True, slots=True)
class RenewalResult:
    """A connection that can be used, and how it came to that: ``renewed`` or ``adopted``."""

    connection: Connection
    outcome: str
