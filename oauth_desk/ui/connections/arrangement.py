"""Which connections the list shows, and in what order: plain values, no Qt."""

import heapq
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from operator import attrgetter
from typing import Any, Final

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.wording import Line, Tone, list_line
from oauth_desk.ui.connections.countdown import Countdown, countdown_of

NextRenewal = Callable[[Connection], Instant | None]


class Section(IntEnum):
    """The two parts of the list, in their order."""

    NEEDS_YOU = 0
    CONNECTED = 1


class Order(StrEnum):
    """What the list is sorted by, within its sections."""

    NAME = "name"
    SERVICE = "service"
    NEXT = "next"
    USED = "used"


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: a connection with what the list needs of it over and over."""

    connection: Connection
    section: Section
    counts: bool
    key: tuple[Any, ...]
    haystack: str


_FOREVER: Final = float("inf")


class Arrangement:
    """Keeps all entries, and the sorted ``rows`` of those that match the search."""

    def __init__(self, next_renewal: NextRenewal) -> None:
        self._next_renewal = next_renewal
        self._entries: dict[str, Entry] = {}
        self._order = Order.NAME
        self._words: list[str] = []
        self._sorted: list[Entry] | None = None
        self._ends: list[tuple[Instant, str]] = []
        self.rows: list[Entry] = []

    def __len__(self) -> int:
        return len(self._entries)

    def knows(self, connection_id: str) -> bool:
        """Tell whether there is such a connection."""
        return connection_id in self._entries

    def line(self, connection: Connection, now: Instant) -> Line:
        """Return the state line of a card at ``now``."""
        return list_line(connection, now, self._next_renewal(connection))

    def countdown(self, connection: Connection, now: Instant) -> Countdown | None:
        """Return what a card counts down."""
        return countdown_of(connection, now, self._next_renewal(connection))

    def load(self, connections: Iterable[Connection], now: Instant) -> None:
        """Take these connections in place of all there were."""
        self._ends.clear()
        self._entries = {connection.id: self._entry(connection, now) for connection in connections}
        self._sorted = None
        self._arrange()

    def search(self, text: str) -> None:
        """Show what has every word of ``text`` in its name, account or service."""
        self._words = text.casefold().split()
        self._arrange()

    def sort(self, order: Order, now: Instant) -> None:
        """Use another order."""
        self._order = order
        self.load([entry.connection for entry in self._entries.values()], now)

    def put(self, connection: Connection, now: Instant) -> Entry:
        """Remember a connection as it is now and return its entry; the rows are the caller's to mend."""
        self._sorted = None
        entry = self._entries[connection.id] = self._entry(connection, now)
        return entry

    def forget(self, connection_id: str) -> None:
        """Drop a connection; the rows are the caller's to mend."""
        self._sorted = None
        self._entries.pop(connection_id, None)

    def matches(self, entry: Entry) -> bool:
        """Tell whether the search finds this entry."""
        return all(word in entry.haystack for word in self._words)

    def row_of(self, connection_id: str) -> int:
        """Return the row of a connection, -1 where it is not shown."""
        entry = self._entries.get(connection_id)
        if entry is None:
            return -1
        row = self.place(entry)
        if row < len(self.rows) and self.rows[row].connection.id == connection_id:
            return row
        return next((at for at, other in enumerate(self.rows) if other.connection.id == connection_id), -1)

    def place(self, entry: Entry) -> int:
        """Return where an entry stands, or would stand."""
        return bisect_left(self.rows, entry.key, key=lambda other: other.key)

    def ended(self, now: Instant) -> list[Connection]:
        """Return connections whose time ran out since the last look: no event tells of it."""
        gone = []
        while self._ends and self._ends[0][0] <= now:
            _, connection_id = heapq.heappop(self._ends)
            entry = self._entries.get(connection_id)
            if entry is not None:
                gone.append(entry.connection)
        return gone

    def _arrange(self) -> None:
        if self._sorted is None:
            self._sorted = sorted(self._entries.values(), key=attrgetter("key"))
        self.rows = list(self._sorted)
        for word in self._words:
            self.rows = [entry for entry in self.rows if word in entry.haystack]

    def _entry(self, connection: Connection, now: Instant) -> Entry:
        section = Section.NEEDS_YOU if self.line(connection, now).tone is Tone.BAD else Section.CONNECTED
        expires_at = connection.tokens.expires_at
        if expires_at is not None and expires_at > now and not connection.renews:
            heapq.heappush(self._ends, (expires_at, connection.id))
        words = (connection.name, connection.account.label, connection.service.name)
        return Entry(
            connection=connection,
            section=section,
            counts=self.countdown(connection, now) is not None,
            key=(section, *self._key(connection), connection.name.casefold(), connection.id),
            haystack="\n".join(words).casefold(),
        )

    def _key(self, connection: Connection) -> tuple[Any, ...]:
        match self._order:
            case Order.SERVICE:
                return (connection.service.name.casefold(),)
            case Order.NEXT:
                return (self._next_renewal(connection) or connection.tokens.expires_at or _FOREVER,)
            case Order.USED:
                return (-(connection.history.last_used_at or 0.0),)
            case _:
                return ()
