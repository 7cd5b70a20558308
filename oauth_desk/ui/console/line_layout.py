"""One line of an answer as Qt lays it out: any letters, in their inks."""

from typing import Final, cast

from PySide6.QtGui import QFont, QTextCharFormat, QTextLayout

from oauth_desk.ui.console.lines import Ink, Lines
from oauth_desk.ui.palette import Palette

_COLOURS: Final = {
    Ink.KEY: "accent",
    Ink.TEXT: "good",
    Ink.NUMBER: "attention",
    Ink.WORD: "attention",
    Ink.FAINT: "third",
}


def laid_out(lines: Lines, row: int, font: QFont, palette: Palette) -> QTextLayout:
    """Return a row, ready to be painted and measured."""
    layout = QTextLayout(lines.text(row), font)
    formats = []
    for start, length, ink in lines.spans(row):
        piece = QTextLayout.FormatRange()
        piece.start, piece.length = start, length
        piece.format = QTextCharFormat()
        if ink in _COLOURS:
            piece.format.setForeground(palette.tone(_COLOURS[ink]))
        formats.append(piece)
    layout.setFormats(formats)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return layout


def x_of(layout: QTextLayout, column: int) -> float:
    """Return where a column begins."""
    # The binding hands back (x, position) for Qt's in-out argument.
    found = cast("tuple[float, int]", layout.lineAt(0).cursorToX(min(column, len(layout.text()))))
    return float(found[0])


def column_at(layout: QTextLayout, x: float) -> int:
    """Return the column nearest to ``x``."""
    return int(layout.lineAt(0).xToCursor(x))
