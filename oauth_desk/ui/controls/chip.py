"""Chips: a fact in a soft colour, or a choice among filters."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QWidget

from oauth_desk.ui.controls.focus import by_keyboard
from oauth_desk.ui.theme import Theme, Type


def _size(theme: Theme, text: str, icon: str) -> QSize:
    px = theme.px
    width = QFontMetrics(theme.font(Type.SECOND)).horizontalAdvance(text) + 2 * px(10)
    return QSize(width + (px(14) + px(6) if icon else 0), px(22))


def _paint(widget: QWidget, theme: Theme, text: str, icon: str, tone: str, *, ringed: bool = False) -> None:
    px = theme.px
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    area = QRectF(widget.rect())
    painter.setPen(Qt.PenStyle.NoPen)
    if ringed:
        painter.setPen(QPen(theme.palette.accent, 2))
        area.adjust(1, 1, -1, -1)
    painter.setBrush(theme.palette.soft(tone))
    painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
    ink = theme.palette.tone(tone)
    area = QRectF(widget.rect()).adjusted(px(10), 0, -px(10), 0)
    mirrored = widget.layoutDirection() is Qt.LayoutDirection.RightToLeft
    if icon:
        left = area.right() - px(14) if mirrored else area.left()
        painter.drawPixmap(round(left), round((widget.height() - px(14)) / 2), theme.pixmap(icon, ink, 14))
        area.adjust(0 if mirrored else px(20), 0, -px(20) if mirrored else 0, 0)
    painter.setPen(ink)
    painter.setFont(theme.font(Type.SECOND))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)


class Chip(QLabel):
    """A short fact. ``tone`` is good, attention, bad, neutral or accent."""

    def __init__(self, text: str, theme: Theme, *, tone: str = "neutral", icon: str = "", name: str = "") -> None:
        super().__init__(text)
        self._theme = theme
        self._tone = tone
        self._icon = icon
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._restyle)

    def show_fact(self, text: str, *, tone: str, icon: str = "") -> None:
        """Show another fact."""
        self._tone, self._icon = tone, icon
        self.setText(text)
        self._restyle()

    def sizeHint(self) -> QSize:
        """Return the room for icon and text."""
        return _size(self._theme, self.text(), self._icon)

    def minimumSizeHint(self) -> QSize:
        """Return the same: a chip is never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the chip."""
        _paint(self, self._theme, self.text(), self._icon, self._tone)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class ChipButton(QAbstractButton):
    """A filter to switch on and off; put several into an exclusive QButtonGroup for one choice."""

    def __init__(self, text: str, theme: Theme, *, icon: str = "", name: str = "") -> None:
        super().__init__()
        self._theme = theme
        self._icon = icon
        self._keyboard = False
        self.setText(text)
        self.setCheckable(True)
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._restyle)

    def sizeHint(self) -> QSize:
        """Return the room for icon and text."""
        return _size(self._theme, self.text(), self._icon)

    def minimumSizeHint(self) -> QSize:
        """Return the same: a chip is never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the chip, in the accent where it is chosen."""
        tone = "accent" if self.isChecked() else "neutral"
        _paint(self, self._theme, self.text(), self._icon, tone, ringed=self._keyboard and self.hasFocus())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus ring to those who use the keyboard."""
        self._keyboard = by_keyboard(event, before=self._keyboard)
        super().focusInEvent(event)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
