"""How long a server asks to wait (RFC 9110 §10.2.3): seconds or a date."""

import re
from email.utils import parsedate_to_datetime

from oauth_desk.domain.schedule import LONGEST_RETRY_AFTER
from oauth_desk.domain.tokens import Instant
from oauth_desk.protocol.http import Response


def retry_after(response: Response, now: Instant) -> float | None:
    """Return seconds from ``now``, at most one hour; None where the answer does not say, or says nonsense."""
    told = (response.header("retry-after") or "").strip()
    wait = _seconds(told) if re.fullmatch(r"[0-9]+", told) else _until(told, now)
    if wait is None or wait < 0:
        return None
    return min(wait, LONGEST_RETRY_AFTER)


def _seconds(digits: str) -> float:
    return float(digits) if len(digits) < len("1000000") else LONGEST_RETRY_AFTER


def _until(date: str, now: Instant) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp() - now
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
