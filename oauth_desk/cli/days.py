"""Days as options name them."""

from datetime import UTC, date, datetime, time

from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.tokens import Instant


def end_of_day(written: str, option: str, *, otherwise: str = "") -> Instant:
    """Return the end of a day in local time; raise DeskError. ``otherwise`` is what may stand there instead."""
    try:
        chosen = date.fromisoformat(written)
        return datetime.combine(chosen, time(23, 59, 59)).astimezone(UTC).timestamp()
    except (ValueError, OverflowError, OSError):
        other = f", or {option} {otherwise}" if otherwise else ""
        raise DeskError(
            "bad_date", f"“{written}” is no day.", kind=Kind.USAGE, advice=f"Write {option} 2027-03-31{other}."
        ) from None
