"""The first page: one picture, one sentence, two buttons."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from oauth_desk.ui.controls import Button, ButtonKind, Ground, Text
from oauth_desk.ui.theme import Theme, Type


class EmptyPage(Ground):
    """Shown while there is no connection; without ``demo`` that is not offered."""

    connect_requested = Signal()
    demo_requested = Signal()

    def __init__(self, theme: Theme, *, demo: bool = True) -> None:
        super().__init__(theme, "window", name="empty_page")
        self._demo = demo
        self._theme = theme
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(32), px(24), px(32), px(24))
        column.addStretch(1)
        column.addWidget(_Picture(theme), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(px(36))
        column.addWidget(self._words("Connect once. Stay connected.", Type.WIZARD_TITLE, "text", "empty_title"))
        column.addSpacing(px(8))
        column.addLayout(self._sentence())
        column.addSpacing(px(20))
        column.addLayout(self._buttons())
        column.addStretch(1)

    def _words(self, text: str, role: Type, colour: str, name: str) -> Text:
        words = Text(text, self._theme, role=role, colour=colour, wrap=True, name=name)
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        return words

    def _sentence(self) -> QHBoxLayout:
        sentence = (
            "Sign in to a service in your browser. This program keeps the connection alive and tells you if it "
            "ever needs you."
        )
        words = self._words(sentence, Type.BASE, "second", "empty_text")
        words.setMaximumWidth(self._theme.px(510))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(words, 1000)
        row.addStretch(1)
        return row

    def _buttons(self) -> QHBoxLayout:
        theme, kind = self._theme, ButtonKind.PRIMARY
        connect = Button("Connect a service", theme, kind=kind, icon="plus", name="empty_connect", large=True)
        demo = Button("Try the demo service", theme, name="empty_demo", large=True)
        connect.clicked.connect(self.connect_requested)
        demo.clicked.connect(self.demo_requested)
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        row.addStretch(1)
        row.addWidget(connect)
        row.addWidget(demo)
        row.addStretch(1)
        demo.setVisible(self._demo)
        return row


class _Picture(QWidget):
    """Two squares joined by dots: this computer, and a service that is connected."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return the picture's size."""
        return QSize(self._theme.px(108), self._theme.px(44))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the picture."""
        px, palette = self._theme.px, self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, radius = px(44), px(10)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.accent_soft)
        painter.drawRoundedRect(QRectF(0, 0, side, side), radius, radius)
        painter.setBrush(palette.good_soft)
        painter.drawRoundedRect(QRectF(px(64), 0, side, side), radius, radius)
        painter.setPen(QPen(palette.accent, px(4), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for step in (45, 53, 61):
            painter.drawLine(px(step - 1), px(22), px(step + 1), px(22))
        painter.setPen(
            QPen(palette.good, px(4), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        )
        painter.drawPolyline([_at(px, 78, 23), _at(px, 84, 29), _at(px, 94, 16)])


def _at(px: Callable[[float], int], x: float, y: float) -> QPointF:
    return QPointF(px(x), px(y))
