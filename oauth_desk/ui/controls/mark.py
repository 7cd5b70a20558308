"""A service's mark: one letter on a rounded square in its colour."""

import zlib
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from oauth_desk.ui.palette import contrast
from oauth_desk.ui.theme import Theme, Type

_DEFAULTS: Final = ("#2F6FDE", "#0F7B6C", "#B5472A", "#5B2A6E", "#0B6FB8", "#7A4B00", "#4F46E5", "#8A2846")
_VISIBLE: Final = 1.25


def mark_colour(service_id: str, colour: str) -> QColor:
    """Return the service's own colour, or one that is always the same for its id."""
    own = QColor(colour) if colour else QColor()
    return own if own.isValid() else QColor(_DEFAULTS[zlib.crc32(service_id.encode()) % len(_DEFAULTS)])


def _letter(name: str) -> str:
    return next((char.upper() for char in name if char.isalnum()), "?")


def paint_mark(painter: QPainter, area: QRectF, name: str, colour: QColor, theme: Theme) -> None:
    """Paint the mark of a service called ``name`` into ``area``."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    radius = area.width() * 0.23
    # A mark as dark (or light) as its ground gets an edge.
    faint = contrast(colour, theme.palette.panel) < _VISIBLE
    painter.setPen(QPen(theme.palette.third, 1) if faint else Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5) if faint else area, radius, radius)
    font = QFont(theme.font(Type.STRONG))
    font.setPixelSize(max(8, round(area.width() * 0.42)))
    font.setWeight(QFont.Weight.Bold)
    white, black = QColor("#FFFFFF"), QColor("#16191F")
    painter.setPen(white if contrast(colour, white) >= 3 else black)  # noqa: PLR2004 - WCAG, large bold text
    painter.setFont(font)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, _letter(name))
    painter.restore()


class Mark(QWidget):
    """The mark as a widget of ``size`` logical pixels."""

    def __init__(self, theme: Theme, *, size: int = 36) -> None:
        super().__init__()
        self._theme = theme
        self._size = size
        self._service = ""
        self._colour = mark_colour("", "")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._restyle)

    def show_service(self, service_id: str, name: str, colour: str) -> None:
        """Show another service."""
        self._service = name
        self._colour = mark_colour(service_id, colour)
        self.update()

    def sizeHint(self) -> QSize:
        """Return its square."""
        return QSize(self._theme.px(self._size), self._theme.px(self._size))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the mark."""
        paint_mark(QPainter(self), QRectF(self.rect()), self._service, self._colour, self._theme)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
