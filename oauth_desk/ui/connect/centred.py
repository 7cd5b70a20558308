"""Pages whose content gets no wider than can be read."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from oauth_desk.ui.controls import Page, Rule, Text
from oauth_desk.ui.theme import Theme, Type

WIDTH: Final = 560


class Bounded(Page):
    """Fill ``middle``: a column at the leading side that gets no wider than can be read."""

    def __init__(self, theme: Theme, *, name: str, width: int = WIDTH, centred: bool = False) -> None:
        super().__init__(theme, margin=0, top=0, name=name)
        inside = QWidget()
        inside.setMaximumWidth(theme.px(width))
        inside.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.middle = QVBoxLayout(inside)
        self.middle.setContentsMargins(0, 0, theme.px(4), 0)
        self.middle.setSpacing(theme.px(12))
        # In a row of its own: an upright layout would measure wrapped words as wide as the page.
        row = QHBoxLayout()
        if centred:
            row.addStretch(1)
        row.addWidget(inside, 100)
        row.addStretch(1)
        if centred:
            self.column.addStretch(1)
        self.column.addLayout(row)
        self.column.addStretch(1)


class Centred(Bounded):
    """A page with one thing in its middle."""

    def __init__(self, theme: Theme, *, name: str) -> None:
        super().__init__(theme, name=name, centred=True)


class Footed(QWidget):
    """A scrolling ``body`` above a foot that is always in sight."""

    def __init__(self, theme: Theme, *, name: str, width: int) -> None:
        super().__init__()
        px = theme.px
        self.setObjectName(name)
        self.body = Bounded(theme, name=f"{name}_body", width=width)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(px(10))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(16))
        column.addWidget(self.body, 1)
        column.addWidget(Rule(theme))
        column.addLayout(self.foot)


class CentredText(Text):
    """Words in the middle of their column."""

    def __init__(self, theme: Theme, *, name: str, role: Type = Type.BASE, colour: str = "second") -> None:
        super().__init__("", theme, role=role, colour=colour, wrap=True, name=name)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)


class Picture(QLabel):
    """A large icon on a soft disc."""

    def __init__(self, theme: Theme, icon: str, tone: str) -> None:
        super().__init__()
        self._theme = theme
        self._icon, self._tone = icon, tone
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.changed.connect(self._restyle)
        self._restyle()

    def show_state(self, icon: str, tone: str) -> None:
        """Show another state."""
        self._icon, self._tone = icon, tone
        self._restyle()

    def sizeHint(self) -> QSize:
        """Return its square."""
        return QSize(self._theme.px(64), self._theme.px(64))

    def _restyle(self) -> None:
        palette = self._theme.palette
        side = self._theme.px(64)
        self.setFixedSize(side, side)
        self.setStyleSheet(f"background: {palette.soft(self._tone).name()}; border-radius: {side // 2}px;")
        self.setPixmap(self._theme.pixmap(self._icon, palette.tone(self._tone), 28))
