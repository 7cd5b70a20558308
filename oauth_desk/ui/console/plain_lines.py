"""Answers that are not laid out: text as it came, bytes as a dump, and short texts of our own."""

from array import array
from collections.abc import Iterator, Sequence
from typing import Final

from oauth_desk.ui.console.lines import BATCH, LONGEST_SHOWN, Ink, Span

_CONTROLS: Final = dict.fromkeys((*range(9), *range(10, 32), 127), "·")
"""What would disturb the view is shown as a dot; copying gives the text itself."""
_CONTINUATION: Final = 0x80
_CONTINUATION_MASK: Final = 0xC0
_TAB: Final = 4
_PER_ROW: Final = 16


class TextLines:
    """UTF-8 text by its own line breaks; a line that is too long goes on in the next row."""

    def __init__(self, source: bytes, *, longest: int = LONGEST_SHOWN) -> None:
        self.source = source
        self._limit = longest
        self._longest = 0
        self._ends = array("Q")

    def __len__(self) -> int:
        return len(self._ends)

    def scan(self) -> Iterator[None]:
        """Find the rows."""
        start, size = 0, len(self.source)
        while start < size:
            found = self.source.find(b"\n", start, start + self._limit)
            end = found + 1 if found >= 0 else self._cut(start, size)
            self._ends.append(end)
            self._longest = max(self._longest, end - start)
            start = end
            if not len(self._ends) % BATCH:
                yield

    def _cut(self, start: int, size: int) -> int:
        """Return where a row without a line break ends: never inside a character."""
        end = min(start + self._limit, size)
        while end < size and end > start + 1 and self.source[end] & _CONTINUATION_MASK == _CONTINUATION:
            end -= 1
        return end

    @property
    def columns(self) -> int:
        """Return the width of the widest row so far, in bytes."""
        return self._longest

    def _slice(self, row: int) -> bytes:
        return self.source[self._ends[row - 1] if row else 0 : self._ends[row]]

    def text(self, row: int) -> str:
        """Return one row without its line break."""
        line = self._slice(row).rstrip(b"\r\n").decode("utf-8", "replace")
        return line.expandtabs(_TAB).translate(_CONTROLS)

    def spans(self, row: int) -> list[Span]:
        """Return nothing: plain text has one colour."""
        del row
        return []

    def whole(self, row: int) -> str:
        """Return one row as it came, without its line break."""
        return self._slice(row).rstrip(b"\r\n").decode("utf-8", "replace")

    def broken(self, row: int) -> bool:
        """Tell whether the line goes on in the next row."""
        return self.source[self._ends[row] - 1] != ord("\n")


class DumpLines:
    """Bytes sixteen in a row: place, values, and the letters among them."""

    columns = 10 + 3 * _PER_ROW + 2 + _PER_ROW

    def __init__(self, source: bytes) -> None:
        self.source = source

    def __len__(self) -> int:
        return (len(self.source) + _PER_ROW - 1) // _PER_ROW

    def scan(self) -> Iterator[None]:
        """Do nothing: rows are counted, not found."""
        return iter(())

    def text(self, row: int) -> str:
        """Return one row of the dump."""
        piece = self.source[row * _PER_ROW : (row + 1) * _PER_ROW]
        letters = "".join(chr(byte) if 32 <= byte < 127 else "·" for byte in piece)  # noqa: PLR2004 - ASCII
        return f"{row * _PER_ROW:08x}  {piece.hex(' '):<{3 * _PER_ROW}} {letters}"

    def spans(self, row: int) -> list[Span]:
        """Return the place, faint."""
        del row
        return [(0, 8, Ink.FAINT)]

    def whole(self, row: int) -> str:
        """Return the row."""
        return self.text(row)

    def broken(self, row: int) -> bool:
        """Return False."""
        del row
        return False


class WordLines:
    """Short texts of our own: headers, the log of an exchange. A line is its text and its inks."""

    def __init__(self, lines: Sequence[tuple[str, list[Span]]]) -> None:
        self._lines = lines
        self.columns = max((len(text) for text, _ in lines), default=0)

    def __len__(self) -> int:
        return len(self._lines)

    def scan(self) -> Iterator[None]:
        """Do nothing: all is known."""
        return iter(())

    def text(self, row: int) -> str:
        """Return a line."""
        return self._lines[row][0].translate(_CONTROLS)

    def spans(self, row: int) -> list[Span]:
        """Return its inks."""
        return self._lines[row][1]

    def whole(self, row: int) -> str:
        """Return a line."""
        return self._lines[row][0]

    def broken(self, row: int) -> bool:
        """Return False."""
        del row
        return False


def header_lines(headers: Sequence[tuple[str, str]]) -> list[tuple[str, list[Span]]]:
    """Return headers with their names in the colour of keys."""
    return [(f"{name}: {value}", [(0, len(name), Ink.KEY)]) for name, value in headers]


class MatchLines:
    """The rows of other lines that hold a text, whatever its case."""

    def __init__(self, lines: TextLines, wanted: str) -> None:
        self._lines = lines
        self._wanted = wanted.casefold()
        self._rows = array("Q")

    def __len__(self) -> int:
        return len(self._rows)

    def scan(self) -> Iterator[None]:
        """Find the rows."""
        for row in range(len(self._lines)):
            if self._wanted in self._lines.whole(row).casefold():
                self._rows.append(row)
            if not row % BATCH:
                yield

    @property
    def columns(self) -> int:
        """Return the width of the rows looked through."""
        return self._lines.columns

    def text(self, row: int) -> str:
        """Return a row that was found."""
        return self._lines.text(self._rows[row])

    def spans(self, row: int) -> list[Span]:
        """Return the colours of the row."""
        return self._lines.spans(self._rows[row])

    def whole(self, row: int) -> str:
        """Return the row as copied."""
        return self._lines.whole(self._rows[row])

    def broken(self, row: int) -> bool:
        """Return False: rows that were left out lie between."""
        del row
        return False
