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
KEEP_ALIVE_SHARE: Final = 0.5
"""Of the time that a connection may stay unused: then it is renewed, whoever needs it or not."""
RARELY_OPEN_SHARE: Final = 0.125
REFUSED_TRIES: Final = 3
REFUSED_DELAYS: Final = (30.0, 120.0)


def renewal_due_at(
    tokens: Tokens, jitter: float, idle: float | None = None, *, watched_since: Instant | None = None
) -> Instant | None:
    """Return when the background renews; None where nothing tells. Whether it can is not asked.

    ``jitter`` in 0…1 is drawn once per process, so that two copies of the program
    do not wake at the same instant. ``idle`` is after how many seconds without a
    renewal the service is known to end the connection. Where nobody watched it
    until ``watched_since``, nobody may for long again: it is renewed early.
    """
    ahead = _ahead_of_the_end(tokens, jitter)
    last = _last_moment(tokens, idle)
    if last is None or (ahead is not None and ahead <= last - margin(last - tokens.obtained_at)):
        return ahead
    unwatched = watched_since is not None and tokens.obtained_at < watched_since
    share = RARELY_OPEN_SHARE if unwatched else KEEP_ALIVE_SHARE
    halfway = tokens.obtained_at + max(share * (last - tokens.obtained_at), GAP)
    return halfway if ahead is None else min(ahead, halfway)


def _ahead_of_the_end(tokens: Tokens, jitter: float) -> Instant | None:
    """Return when to renew so that the access token never runs out; None where its end is not known."""
    lifetime = tokens.lifetime
    if tokens.expires_at is None or lifetime is None:
        return None
    spread = jitter * min(LONGEST_JITTER, JITTER_SHARE * max(lifetime, 0.0))
    due = tokens.expires_at - margin(lifetime) - spread
    return max(due, tokens.obtained_at + _gap(lifetime))


def _last_moment(tokens: Tokens, idle: float | None) -> Instant | None:
    """Return when nothing could be renewed any more; None where nobody told. An end in the past was a wrong one."""
    told = [tokens.refresh_expires_at] if tokens.refresh_expires_at is not None else []
    if idle is not None:
        told.append(tokens.obtained_at + idle)
    return min((moment for moment in told if moment > tokens.obtained_at), default=None)


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
