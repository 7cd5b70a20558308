"""How long a server asks to wait (RFC 9110 §10.2.3): seconds or a date."""

import re

from oauth_desk.domain.schedule import LONGEST_RETRY_AFTER
from oauth_desk.domain.tokens import Instant
from oauth_desk.protocol.http import Response
from oauth_desk.protocol.server_clock import instant, told


def retry_after(response: Response, now: Instant) -> float | None:
    """Return seconds from ``now``, at most one hour; None where the answer does not say, or says nonsense."""
    asked = (response.header("retry-after") or "").strip()
    wait = _seconds(asked) if re.fullmatch(r"[0-9]+", asked) else _until(asked, response, now)
    if wait is None or wait < 0:
        return None
    return min(wait, LONGEST_RETRY_AFTER)


def _seconds(digits: str) -> float:
    return float(digits) if len(digits) < len("1000000") else LONGEST_RETRY_AFTER


def _until(date: str, response: Response, now: Instant) -> float | None:
    """Count a date from the clock of the server that named it, where it tells; ours may be hours off."""
    until, server_now = instant(date), told(response)
    return None if until is None else until - (now if server_now is None else server_now)
