"""When to renew, and how long to wait after a failure. Seconds throughout."""

from typing import Final

from oauth_desk.domain.freshness import margin, outlasts
from oauth_desk.domain.tokens import Instant, Tokens

LONGEST_JITTER: Final = 30.0
JITTER_SHARE: Final = 0.05
GAP: Final = 30.0
FIRST_BACKOFF: Final = 5.0
LONGEST_BACKOFF: Final = 900.0
LONGEST_RETRY_AFTER: Final = 3600.0
REFUSED_TRIES: Final = 3
REFUSED_DELAYS: Final = (30.0, 120.0)


def renewal_due_at(tokens: Tokens, jitter: float) -> Instant | None:
    """Return when the background renews; None where nothing tells or nothing can renew.

    ``jitter`` in 0…1 is drawn once per process, so that two copies of the program
    do not wake at the same instant.
    """
    lifetime = tokens.lifetime
    if tokens.refresh_token is None or tokens.expires_at is None or lifetime is None:
        return None
    spread = jitter * min(LONGEST_JITTER, JITTER_SHARE * max(lifetime, 0.0))
    due = tokens.expires_at - margin(lifetime) - spread
    return max(due, tokens.obtained_at + _gap(lifetime))


def _gap(lifetime: float) -> float:
    """Keep 30 s between renewals unless the lifetime is too short for it; a lifetime ≤ 0 must not loop."""
    if lifetime <= 0:
        return GAP
    return min(GAP, lifetime / 2)


def is_fresh(tokens: Tokens, now: Instant, min_valid: float | None) -> bool:
    """Tell whether a call may use the access token as it is; None asks for the margin."""
    return tokens.access_token is not None and outlasts(tokens.obtained_at, tokens.expires_at, now, min_valid)


def backoff(failures: int, draw: float, retry_after: float | None = None) -> float:
    """Return the wait after the ``failures``-th failure in a row: full jitter, ``draw`` in 0…1.

    The server's ``Retry-After`` is honoured up to one hour (RFC 9110 §10.2.3).
    """
    ceiling = min(LONGEST_BACKOFF, FIRST_BACKOFF * 2.0 ** min(max(failures - 1, 0), 20))
    wait = max(1.0, draw * ceiling)
    if retry_after is None:
        return wait
    return max(wait, min(retry_after, LONGEST_RETRY_AFTER))
