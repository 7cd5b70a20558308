"""An address as a QR code, for a phone's camera."""

import segno
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from oauth_desk.ui.theme import Theme

_SIDE = 168
_BORDER = 4
"""Modules of quiet zone (ISO/IEC 18004)."""


class QrCode(QWidget):
    """Always dark on light, whatever the theme: cameras expect it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: list[bytes] = []
        self.setObjectName("qr_code")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_address(self, address: str) -> None:
        """Show another address."""
        self._rows = [bytes(row) for row in segno.make(address, error="m", micro=False).matrix]
        self.setAccessibleName(f"QR code of {address}")
        self.update()

    def sizeHint(self) -> QSize:
        """Return its square."""
        return QSize(self._theme.px(_SIDE), self._theme.px(_SIDE))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the modules in whole pixels."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#FFFFFF"))
        painter.drawRoundedRect(QRectF(self.rect()), self._theme.px(10), self._theme.px(10))
        if not self._rows:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        modules = len(self._rows) + 2 * _BORDER
        module = max(1, min(self.width(), self.height()) // modules)
        start = (self.width() - module * len(self._rows)) // 2
        for y, row in enumerate(self._rows):
            for x, dark in enumerate(row):
                if dark:
                    painter.fillRect(start + x * module, start + y * module, module, module, QColor("#16191F"))
