"""What is marked in a text of lines: from where it was begun to where the cursor is."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from oauth_desk.ui.console.lines import BATCH, Lines

END: Final = 1 << 40
"""A column behind every line."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place between two characters of a painted line."""

    row: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Marked:
    """Characters between ``anchor`` and ``cursor``, whichever comes first."""

    anchor: Place = Place()
    cursor: Place = Place()

    @property
    def first(self) -> Place:
        """Return where it begins."""
        return min(self.anchor, self.cursor)

    @property
    def last(self) -> Place:
        """Return where it ends."""
        return max(self.anchor, self.cursor)

    @property
    def empty(self) -> bool:
        """Tell whether nothing is marked."""
        return self.anchor == self.cursor

    @property
    def rows(self) -> int:
        """Return how many rows it touches."""
        return self.last.row - self.first.row + 1

    def moved(self, place: Place, *, keep: bool) -> "Marked":
        """Return what is marked after the cursor went to ``place``; ``keep`` the anchor where it was."""
        return replace(self, cursor=place) if keep else Marked(place, place)

    def columns(self, row: int, length: int) -> tuple[int, int] | None:
        """Return the marked columns of a row of ``length`` characters; None where there are none."""
        first, last = self.first, self.last
        if self.empty or not first.row <= row <= last.row:
            return None
        start = first.column if row == first.row else 0
        end = last.column if row == last.row else length
        return min(start, length), min(end, length)

    def collect(self, lines: Lines, into: list[str]) -> Iterator[None]:
        """Put the marked text into ``into``, stopping for breath; a line that is wholly marked comes whole."""
        last = min(self.last.row, len(lines) - 1)
        for row in range(self.first.row, last + 1):
            shown = lines.text(row)
            start, end = self.columns(row, len(shown)) or (0, 0)
            into.append(lines.whole(row) if (start, end) == (0, len(shown)) else shown[start:end])
            if row < last and not lines.broken(row):
                into.append("\n")
            if not (row + 1) % (BATCH // 4):
                yield


def word_at(text: str, column: int) -> tuple[int, int]:
    """Return the columns of the word, the quoted text or the space around ``column``."""
    if not text:
        return 0, 0
    at = min(column, len(text) - 1)

    def kind(char: str) -> str:
        if char.isalnum() or char in "_-.@/:+%&?=#~":
            return "word"
        return "space" if char.isspace() else char

    wanted = kind(text[at])
    start = end = at
    while start > 0 and kind(text[start - 1]) == wanted:
        start -= 1
    while end < len(text) and kind(text[end]) == wanted:
        end += 1
    return start, end


def everything(lines: Lines) -> Marked:
    """Mark all lines."""
    return Marked(Place(0, 0), Place(max(0, len(lines) - 1), END))
