"""A box to tick, as a widget and for tables."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QSizePolicy

from oauth_desk.ui.theme import Theme

_SIDE = 16
_GAP = 12


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
    """A box to tick with its words; switched off it shows what is fixed."""

    def __init__(self, text: str, theme: Theme, *, name: str) -> None:
        super().__init__(text)
        self._theme = theme
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._restyle)
        self._restyle()

    def sizeHint(self) -> QSize:
        """Return the room for box and words."""
        px = self._theme.px
        width = px(_SIDE) + px(_GAP) + self.fontMetrics().horizontalAdvance(self.text()) + px(8)
        return QSize(width, max(px(28), self.fontMetrics().height()))

    def minimumSizeHint(self) -> QSize:
        """Return room for the box and a few letters: the rest may be cut."""
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
        area = QRectF(left, 0, side, self.height())
        enabled, on = self.isEnabled(), self.isChecked()
        paint_check(painter, area, self._theme, on=on, enabled=enabled, focused=self.hasFocus())
        painter.setPen(self._theme.palette.text if self.isEnabled() else self._theme.palette.second)
        painter.setLayoutDirection(self.layoutDirection())
        start = side + inset + px(_GAP)
        words = QRectF(0 if mirrored else start, 0, self.width() - start, self.height())
        metrics = self.fontMetrics()
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, round(words.width()))
        painter.drawText(words, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, shown)

    def _restyle(self) -> None:
        self.setFont(self._theme.font())
        self.updateGeometry()
        self.update()
