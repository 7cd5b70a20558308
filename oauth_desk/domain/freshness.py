"""Whether an access token may be handed out as it is. Plain numbers, in seconds: the quick look needs no more."""

from typing import Final

LONGEST_MARGIN: Final = 300.0
MARGIN_SHARE: Final = 0.25
CLOCK_SLACK: Final = 10.0
"""How far a clock may be moved back before what was written by it is doubted."""


def margin(lifetime: float) -> float:
    """Return how long before its end a token of ``lifetime`` is renewed (rule 8, NORMS C63)."""
    return max(0.0, min(LONGEST_MARGIN, MARGIN_SHARE * lifetime))


def from_ahead(written: float, now: float) -> bool:
    """Tell whether a past moment lies ahead: the clock was set back since, so nothing tells how old it is."""
    return written > now + CLOCK_SLACK


def outlasts(obtained_at: float, expires_at: float | None, now: float, min_valid: float | None) -> bool:
    """Tell whether a token lives long enough for a call; ``min_valid`` None asks for the margin."""
    if expires_at is None:
        return True
    if from_ahead(obtained_at, now):
        return False
    remaining = expires_at - now
    wanted = margin(expires_at - obtained_at) if min_valid is None else min_valid
    return remaining > 0 and remaining >= wanted
