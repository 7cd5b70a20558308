"""Where the cards of the list are: measured once, found by halving."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Final

from oauth_desk.ui.connections.arrangement import Entry, Section

CARD: Final = 84
CARD_WITH_BAR: Final = 96
GAP: Final = 8
HEADING: Final = 40


class ListLayout:
    """Tops and heights in pixels. The heading belongs to the first row of its section, and stands above its card."""

    def __init__(self, px: Callable[[float], int]) -> None:
        self._px = px
        self._entries: Sequence[Entry] = ()
        self._tops: list[int] = [0]

    def __len__(self) -> int:
        return len(self._tops) - 1

    @property
    def height(self) -> int:
        """Return the height of everything."""
        return self._tops[-1]

    def measure(self, entries: Sequence[Entry]) -> None:
        """Measure every row: one addition each, so that ten thousand cost no more than a few milliseconds."""
        px = self._px
        gap, heading = px(GAP), px(HEADING)
        low, high = px(CARD) + gap, px(CARD_WITH_BAR) + gap
        heights: list[int] = []
        section: Section | None = None
        for entry in entries:
            height = high if entry.counts else low
            if entry.section is not section:
                height += heading if section is None else heading - gap
                section = entry.section
            heights.append(height)
        self._entries = entries
        self._tops = list(accumulate(heights, initial=0))

    def top(self, row: int) -> int:
        """Return where a row begins, its heading included."""
        return self._tops[row]

    def bottom(self, row: int) -> int:
        """Return where the next row begins."""
        return self._tops[row + 1]

    def card(self, row: int) -> tuple[int, int]:
        """Return top and height of a row's card."""
        height = self._px(CARD_WITH_BAR if self._entries[row].counts else CARD)
        return self._tops[row + 1] - self._px(GAP) - height, height

    def heading(self, row: int) -> Section | None:
        """Return the section that begins with a row; None for the others."""
        section = self._entries[row].section
        return section if row == 0 or section is not self._entries[row - 1].section else None

    def row_at(self, y: int) -> int:
        """Return the row at a height; -1 beyond the last."""
        row = bisect_right(self._tops, y) - 1
        return row if 0 <= row < len(self) else -1

    def rows_between(self, top: int, bottom: int) -> range:
        """Return the rows of which something lies between two heights."""
        if not len(self):
            return range(0)
        first = min(max(bisect_right(self._tops, top) - 1, 0), len(self) - 1)
        last = min(bisect_right(self._tops, bottom), len(self))
        return range(first, max(last, first))
