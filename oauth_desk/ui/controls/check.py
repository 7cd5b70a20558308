"""A box to tick, as a widget and for tables."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QSizePolicy

from oauth_desk.ui.theme import Theme

_SIDE = 16
_GAP = 12
_FIXED = QSizePolicy.Policy.Fixed
_WRAPPED = int(Qt.TextFlag.TextWordWrap)


def paint_check(
    painter: QPainter, area: QRectF, theme: Theme, *, on: bool, enabled: bool = True, focused: bool = False
) -> None:
    """Paint the box into the middle of ``area``."""
    side = theme.px(_SIDE)
    box = QRectF(area.center().x() - side / 2, area.center().y() - side / 2, side, side).adjusted(0.5, 0.5, -0.5, -0.5)
    palette = theme.palette
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ground = palette.accent if enabled else palette.third
    painter.setBrush(ground if on else palette.panel)
    painter.setPen(QPen(ground if on else palette.third, 1.4))
    radius = theme.px(4)
    painter.drawRoundedRect(box, radius, radius)
    if on:
        tick = theme.pixmap("tick", palette.on_accent if enabled else palette.panel, 12)
        half = theme.px(12) / 2
        painter.drawPixmap(round(box.center().x() - half), round(box.center().y() - half), tick)
    if focused:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(palette.accent, 2))
        painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), radius + 2, radius + 2)
    painter.restore()


class Check(QCheckBox):
    """A box to tick with its words; switched off it shows what is fixed. Long words are cut, or with ``wrap`` go on."""

    def __init__(self, text: str, theme: Theme, *, name: str, wrap: bool = False) -> None:
        super().__init__(text)
        self._theme = theme
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._wraps = wrap
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum if wrap else _FIXED)
        policy.setHeightForWidth(wrap)
        self.setSizePolicy(policy)
        theme.changed.connect(self._restyle)
        self._restyle()

    def sizeHint(self) -> QSize:
        """Return the room for box and words."""
        px = self._theme.px
        width = px(_SIDE) + px(_GAP) + self.fontMetrics().horizontalAdvance(self.text()) + px(8)
        return QSize(width, self._line())

    def heightForWidth(self, width: int) -> int:
        """Return how high the words are where they go on in further lines."""
        room = QRect(0, 0, max(1, width - self._start()), 10_000)
        spacing = self.fontMetrics().lineSpacing()
        lines = round(self.fontMetrics().boundingRect(room, _WRAPPED, self.text()).height() / spacing)
        return self._line() + (max(1, lines) - 1) * spacing

    def minimumSizeHint(self) -> QSize:
        """Return room for the box and a few letters: the rest is cut, or goes on below."""
        return QSize(self._theme.px(_SIDE + _GAP + 80), self.sizeHint().height())

    def hitButton(self, pos: object) -> bool:
        """Take a click on the words too."""
        del pos
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint box and words."""
        px, painter = self._theme.px, QPainter(self)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        side, inset = px(_SIDE), px(4)
        left = self.width() - side - inset if mirrored else inset
        area = QRectF(left, 0, side, self._line() if self._wraps else self.height())
        enabled, on = self.isEnabled(), self.isChecked()
        paint_check(painter, area, self._theme, on=on, enabled=enabled, focused=self.hasFocus())
        painter.setPen(self._theme.palette.text if self.isEnabled() else self._theme.palette.second)
        painter.setLayoutDirection(self.layoutDirection())
        start = self._start()
        if self._wraps:
            above = (self._line() - self.fontMetrics().height()) // 2
            room = QRect(0 if mirrored else start, above, self.width() - start, self.height() - above)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignLeading) | _WRAPPED, self.text())
            return
        words = QRectF(0 if mirrored else start, 0, self.width() - start, self.height())
        metrics = self.fontMetrics()
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, round(words.width()))
        painter.drawText(words, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, shown)

    def _start(self) -> int:
        """Return where the words begin."""
        px = self._theme.px
        return px(_SIDE) + px(4) + px(_GAP)

    def _line(self) -> int:
        """Return the height of a box with one line of words."""
        return max(self._theme.px(28), self.fontMetrics().height())

    def _restyle(self) -> None:
        self.setFont(self._theme.font())
        self.updateGeometry()
        self.update()
