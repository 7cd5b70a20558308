"""What shows time: the countdown ring, the thin bar, the spinner."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, QTimerEvent
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from oauth_desk.ui.theme import Theme, Type

_RING: Final = 92
_STROKE: Final = 8
_CIRCLE: Final = 5760
"""A full turn in Qt's sixteenths of a degree."""
_FRAME_MS: Final = 90
_STEPS: Final = 12


def paint_bar(painter: QPainter, area: QRectF, share: float, colour: QColor, ground: QColor, *, mirrored: bool) -> None:
    """Paint a thin bar of which ``share`` (0…1) is left."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    radius = area.height() / 2
    painter.setBrush(ground)
    painter.drawRoundedRect(area, radius, radius)
    width = area.width() * min(1.0, max(0.0, share))
    if width > 0:
        left = area.right() - width if mirrored else area.left()
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(left, area.top(), max(width, area.height()), area.height()), radius, radius)
    painter.restore()


class CountdownRing(QWidget):
    """A ring that empties, with the time left and what it leads to inside."""

    def __init__(self, theme: Theme, *, name: str = "") -> None:
        super().__init__()
        self._theme = theme
        self._share: float | None = None
        self._time = ""
        self._caption = ""
        self._tone = "good"
        self._icon = ""
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._restyle)

    def show_time(self, share: float, time: str, caption: str, tone: str) -> None:
        """Count: ``share`` of the ring is left (0…1)."""
        self._share, self._time, self._caption, self._tone, self._icon = share, time, caption, tone, ""
        self.setAccessibleName(f"{time} {caption}")
        self.update()

    def show_icon(self, icon: str, tone: str) -> None:
        """Show a state that counts nothing."""
        self._share, self._time, self._caption, self._tone, self._icon = None, "", "", tone, icon
        self.setAccessibleName("")
        self.update()

    def sizeHint(self) -> QSize:
        """Return its square."""
        return QSize(self._theme.px(_RING), self._theme.px(_RING))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ring, then what stands inside."""
        palette, px = self._theme.palette, self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inset = px(_STROKE) / 2
        circle = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        tone = palette.tone(self._tone)
        if self._share is None:
            painter.setPen(QPen(palette.soft(self._tone), px(_STROKE)))
            painter.drawEllipse(circle)
            picture = self._theme.pixmap(self._icon, tone, 32) if self._icon else None
            if picture is not None:
                half = px(32) / 2
                painter.drawPixmap(round(self.width() / 2 - half), round(self.height() / 2 - half), picture)
            return
        painter.setPen(QPen(palette.hairline, px(_STROKE), Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawEllipse(circle)
        painter.setPen(QPen(tone, px(_STROKE), Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawArc(circle, _CIRCLE // 4, -round(_CIRCLE * min(1.0, max(0.0, self._share))))
        self._paint_words(painter)

    def _paint_words(self, painter: QPainter) -> None:
        px, palette = self._theme.px, self._theme.palette
        font = self._theme.font(Type.STATE)
        room = self.width() - 2 * px(_STROKE) - px(6)
        metrics = self.fontMetrics().__class__(font)
        while metrics.horizontalAdvance(self._time) > room and font.pixelSize() > px(9):
            font.setPixelSize(font.pixelSize() - 1)
            metrics = self.fontMetrics().__class__(font)
        middle = self.height() / 2
        painter.setFont(font)
        painter.setPen(palette.text)
        line = QRectF(0, middle - px(19), self.width(), px(22))
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, self._time)
        small = self._theme.font(Type.SMALL)
        small.setPixelSize(px(10))
        painter.setFont(small)
        painter.setPen(palette.third)
        painter.drawText(line.translated(0, px(20)), Qt.AlignmentFlag.AlignCenter, self._caption)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class Spinner(QWidget):
    """A small turning arc while something is under way; still where motion is not wanted."""

    def __init__(self, theme: Theme, *, size: int = 16) -> None:
        super().__init__()
        self._theme = theme
        self._size = size
        self._step = 0
        self._timer = 0
        self.setAccessibleName("Working")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return its square."""
        return QSize(self._theme.px(self._size), self._theme.px(self._size))

    def showEvent(self, event: QShowEvent) -> None:
        """Turn while it can be seen."""
        super().showEvent(event)
        if not self._theme.reduced_motion and not self._timer:
            self._timer = self.startTimer(_FRAME_MS)

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while nobody looks."""
        super().hideEvent(event)
        if self._timer:
            self.killTimer(self._timer)
            self._timer = 0

    def timerEvent(self, _event: QTimerEvent) -> None:
        """Turn by one step."""
        self._step = (self._step + 1) % _STEPS
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint three quarters of a circle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = max(1.6, self.width() / 9)
        circle = QRectF(self.rect()).adjusted(width, width, -width, -width)
        painter.setPen(QPen(self._theme.palette.hairline, width))
        painter.drawEllipse(circle)
        painter.setPen(QPen(self._theme.palette.accent, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawArc(circle, -self._step * _CIRCLE // _STEPS, _CIRCLE // 3)
