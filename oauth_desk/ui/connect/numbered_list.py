"""Steps to follow, numbered."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from oauth_desk.ui.controls import Text
from oauth_desk.ui.controls.refill import empty
from oauth_desk.ui.theme import Theme, Type


class NumberedList(QWidget):
    """Lines with their numbers before them; further lines of a step stand below its first."""

    def __init__(self, theme: Theme, *, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(10))
        self._grid.setVerticalSpacing(theme.px(8))
        self._grid.setColumnStretch(1, 1)
        self.setObjectName(name)

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show other lines."""
        empty(self._grid)
        for row, line in enumerate(lines):
            number = Text(f"{row + 1}.", self._theme, role=Type.STRONG, colour="second")
            words = Text(line, self._theme, wrap=True, selectable=True)
            words.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            self._grid.addWidget(number, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(words, row, 1)
        self.setAccessibleName(" ".join(f"{number}. {line}" for number, line in enumerate(lines, 1)))
