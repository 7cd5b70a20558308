"""What time a server says it is (RFC 9110 §5.6.7, §6.6.1)."""

from datetime import UTC
from email.utils import parsedate_to_datetime

from oauth_desk.domain.tokens import Instant
from oauth_desk.protocol.http import Response


def instant(text: str | None) -> Instant | None:
    """Return the moment an HTTP date names; None for nonsense. A date without a zone is GMT, whatever ours is."""
    try:
        date = parsedate_to_datetime(text or "")
        return (date.replace(tzinfo=UTC) if date.tzinfo is None else date).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def told(response: Response) -> Instant | None:
    """Return what the server's clock showed when it answered; None where it does not say."""
    return instant(response.header("date"))


def skew(response: Response, *, sent_at: Instant, received_at: Instant) -> float | None:
    """Return by how many seconds the server's clock is ahead of ours at the least; None where it does not say.

    ``Date`` has whole seconds and was written some time between sending and
    receiving: what these explain is no skew.
    """
    date = told(response)
    if date is None:
        return None
    least, most = date - received_at, date + 1 - sent_at
    if least <= 0 <= most:
        return 0.0
    return least if least > 0 else most
