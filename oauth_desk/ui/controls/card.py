"""Grounds: the card, the scrolling page and the hairline between things."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from oauth_desk.ui.theme import Theme

COMPACT = 520
"""Up to this width a page has half its margins."""


class Card(QWidget):
    """A rounded panel with a hairline around it. ``tone`` gives it a soft ground, ``square`` plain edges."""

    def __init__(self, theme: Theme, *, tone: str = "", name: str = "", square: bool = False) -> None:
        super().__init__()
        self._theme = theme
        self._tone = tone
        self._square = square
        self.setObjectName(name)
        theme.changed.connect(self.update)

    def set_tone(self, tone: str) -> None:
        """Use another soft ground; empty for the plain panel."""
        self._tone = tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground."""
        palette = self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(palette.soft(self._tone) if self._tone else palette.panel)
        painter.setPen(Qt.PenStyle.NoPen if self._tone else QPen(palette.hairline, 1))
        if self._square:
            painter.fillRect(self.rect(), painter.brush())
            return
        radius = self._theme.px(10 if self._tone else 12)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


class Page(QScrollArea):
    """A page that scrolls upright when the window is low. Fill ``column``."""

    def __init__(self, theme: Theme, *, margin: int = 32, top: int = 24, name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setViewport(QWidget())
        self._theme = theme
        self._margin, self._top = margin, top
        content = QWidget()
        self.column = QVBoxLayout(content)
        self.column.setSpacing(theme.px(12))
        self.setWidget(content)
        for widget in (self.viewport(), content):
            palette = QPalette()
            palette.setColor(QPalette.ColorRole.Window, QColor(Qt.GlobalColor.transparent))
            widget.setPalette(palette)
            widget.setAutoFillBackground(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give up margins before words where there is little room."""
        super().resizeEvent(event)
        px = self._theme.px
        side = px(self._margin if self.width() > px(COMPACT) else self._margin / 2)
        self.column.setContentsMargins(side, px(self._top), side, px(self._margin))


class Rule(QWidget):
    """A hairline across."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return one pixel of height."""
        return QSize(1, 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the line."""
        QPainter(self).fillRect(self.rect(), self._theme.palette.hairline)
