"""The lines of the activity page: log entries in words, with repeated tries drawn together."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from oauth_desk.domain.events import ActivityEntry, ActivityKind
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.activity_words import activity_line
from oauth_desk.services.wording import Line, Tone, clock_time

_LONG_SECONDS = 60


class Choice(StrEnum):
    """The filters of the page."""

    ALL = "all"
    RENEWALS = "renewals"
    SIGN_INS = "sign_ins"
    PROBLEMS = "problems"
    REQUESTS = "requests"


@dataclass(frozen=True, slots=True)
class Row:
    """One line: an entry, or ``tries`` of the same kind in a row that began with ``first``."""

    entry: ActivityEntry
    line: Line
    first: Instant
    tries: int = 1

    def belongs_to(self, choice: Choice) -> bool:
        """Tell whether a filter shows this line."""
        match choice:
            case Choice.RENEWALS:
                return self.entry.kind is ActivityKind.RENEWAL
            case Choice.SIGN_INS:
                return self.entry.kind is ActivityKind.SIGN_IN
            case Choice.REQUESTS:
                return self.entry.kind is ActivityKind.REQUEST
            case Choice.PROBLEMS:
                return self.entry.kind is ActivityKind.PROBLEM or self.line.tone in (Tone.BAD, Tone.ATTENTION)
        return True

    def joins(self, older: "Row") -> bool:
        """Tell whether this line only says again what the older one said."""
        mine, other = self.entry, older.entry
        return (
            self.line.tone is Tone.ATTENTION
            and mine.kind is not ActivityKind.REQUEST
            and (mine.connection_id, mine.kind, mine.outcome) == (other.connection_id, other.kind, other.outcome)
        )

    def merged(self, older: "Row") -> "Row":
        """Return both as one line."""
        return replace(self, first=older.first, tries=self.tries + older.tries)

    def when(self, now: Instant) -> str:
        """Say the time: the hour today, with the date before."""
        return clock_time(self.first, now)

    @property
    def took(self) -> str:
        """Say how long it took, or how often it was tried."""
        if self.tries > 1:
            return f"{self.tries} tries"
        seconds = self.entry.duration
        if seconds is None:
            return ""
        if seconds < 1 and self.entry.kind is ActivityKind.REQUEST:
            return f"{seconds * 1000:.0f} ms"
        return f"{seconds:.1f} s" if seconds < _LONG_SECONDS else f"{seconds / 60:.0f} min"

    @property
    def exactly(self) -> str:
        """Say the exact local time, with the date and the distance from UTC."""
        start = _exact(self.first)
        return start if self.tries == 1 else f"{start} to {_exact(self.entry.at)}"


def _exact(at: Instant) -> str:
    return datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M:%S %z")


def row_of(entry: ActivityEntry) -> Row:
    """Put one entry into words."""
    return Row(entry, activity_line(entry), entry.at)


def rows_of(newest_first: Iterable[ActivityEntry], newer: list[Row] | None = None) -> list[Row]:
    """Put entries into words, drawing tries together; ``newer`` rows are added to and returned."""
    rows = [] if newer is None else newer
    for entry in newest_first:
        row = row_of(entry)
        if rows and rows[-1].joins(row):
            rows[-1] = rows[-1].merged(row)
        else:
            rows.append(row)
    return rows
