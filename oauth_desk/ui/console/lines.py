"""An answer as lines that are cut out of its bytes only when they are looked at."""

from collections.abc import Iterator
from enum import Enum
from typing import Final, Protocol

LONGEST_SHOWN: Final = 2_000
"""Bytes of one line that are painted; copying gives the whole line."""

BATCH: Final = 4_000
"""Lines found in one go, some 10 ms of work, so that the window keeps its breath."""


class Ink(Enum):
    """What a piece of a line is, for its colour."""

    PLAIN = "plain"
    KEY = "key"
    TEXT = "text"
    NUMBER = "number"
    WORD = "word"
    FAINT = "faint"


Span = tuple[int, int, Ink]
"""First character, number of characters, ink."""


class Lines(Protocol):
    """What the view shows."""

    @property
    def columns(self) -> int:
        """Return the width of the widest line so far, in characters, at most."""
        ...

    def __len__(self) -> int:
        """Return how many lines are known so far."""
        ...

    def scan(self) -> Iterator[None]:
        """Find the lines; stops for breath after every BATCH of them. May run on a worker thread."""
        ...

    def text(self, row: int) -> str:
        """Return one line as it is painted."""
        ...

    def spans(self, row: int) -> list[Span]:
        """Return the coloured pieces of ``text(row)``; what is left out is plain."""
        ...

    def whole(self, row: int) -> str:
        """Return one line as it is copied, however long."""
        ...

    def broken(self, row: int) -> bool:
        """Tell whether the line ends because it was too long, so that copying adds no line break."""
        ...


def cut_note(bytes_left: int) -> str:
    """Say in the line itself that the rest of it is not painted."""
    return f" … {bytes_left:,} more bytes; copying gives them all"
