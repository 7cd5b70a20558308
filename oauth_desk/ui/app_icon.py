"""The program's own icon, plain and with a dot for "you are needed"."""

from itertools import pairwise
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

_SIZES: Final = (16, 24, 32, 48, 64, 128, 256)
_GROUND: Final = QColor("#2457D6")
_DOT: Final = QColor("#B3261E")


def app_icon(*, needed: bool = False) -> QIcon:
    """Return the icon in all usual sizes."""
    icon = QIcon()
    for size in _SIZES:
        icon.addPixmap(_picture(size, needed=needed))
    return icon


def _picture(size: int, *, needed: bool) -> QPixmap:
    """Paint a ring that is closed by a tick: connected, and renewed."""
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_GROUND)
    painter.drawRoundedRect(QRectF(0, 0, size, size), size * 0.23, size * 0.23)
    white = QPen(QColor("#FFFFFF"), size * 0.085, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    white.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(white)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = size * 0.22
    painter.drawArc(QRectF(inset, inset, size - 2 * inset, size - 2 * inset), 60 * 16, 300 * 16)
    tick = [(0.38, 0.51), (0.47, 0.60), (0.64, 0.40)]
    for (x1, y1), (x2, y2) in pairwise(tick):
        painter.drawLine(round(x1 * size), round(y1 * size), round(x2 * size), round(y2 * size))
    if needed:
        painter.setPen(QPen(QColor("#FFFFFF"), size * 0.06))
        painter.setBrush(_DOT)
        painter.drawEllipse(QRectF(size * 0.58, size * 0.04, size * 0.38, size * 0.38))
    painter.end()
    return pixmap
