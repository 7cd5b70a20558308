"""Who is told of an end ahead of it: each once, also where the program starts anew."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.ends import DAY, End, known
from oauth_desk.domain.status import Status
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.book import Book
from oauth_desk.services.ports import Clock

LOOK_EVERY: Final = 600.0
"""Seconds; ends are told of a day ahead, so minutes do not matter."""

_THE_SAME: Final = DAY / 2
"""Seconds that an end may move without being another one: services count what is left anew with each renewal."""

Told = Mapping[str, tuple[Instant, ...]]
"""For each connection, by id, the ends that somebody was told of."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """An end that is so near that somebody is told."""

    connection: Connection
    end: End


class Lookout:
    """Finds what is to be told; what was told is remembered by whoever asks, in ``told``."""

    def __init__(self, book: Book, clock: Clock, told: Told | None = None) -> None:
        self._book = book
        self._clock = clock
        self._told: dict[str, tuple[Instant, ...]] = dict(told or {})

    @property
    def told(self) -> Told:
        """Return what was told."""
        return self._told

    def due(self) -> list[Ahead]:
        """Return what is to be known now, told or not, the soonest first."""
        now = self._clock.now()
        found = [each for connection in self._book.all() for each in _due(connection, now)]
        return sorted(found, key=lambda each: each.end.at)

    def concerns(self, connection: Connection) -> bool:
        """Tell whether there is something to be told of a connection."""
        return bool(_due(connection, self._clock.now()))

    def is_told(self, ahead: Ahead) -> bool:
        """Tell whether somebody was told."""
        return any(_is_same(at, ahead.end) for at in self._told.get(ahead.connection.id, ()))

    def remember(self, told: Iterable[Ahead]) -> None:
        """Take down what was told, and forget what was mended since."""
        for each in told:
            self._told[each.connection.id] = (*self._told.get(each.connection.id, ()), each.end.at)
        for connection_id, moments in tuple(self._told.items()):
            connection = self._book.get(connection_id)
            ends = [] if connection is None else known(connection)
            kept = tuple(at for at in moments if any(_is_same(at, end) for end in ends))
            if kept:
                self._told[connection_id] = kept
            else:
                del self._told[connection_id]


def _due(connection: Connection, now: Instant) -> list[Ahead]:
    ends = [end for end in known(connection) if end.is_told(now)]
    if not ends or connection.condition_at(now).status is Status.SIGN_IN_NEEDED:
        return []
    return [Ahead(connection, end) for end in ends]


def _is_same(at: Instant, end: End) -> bool:
    return abs(end.at - at) < _THE_SAME
