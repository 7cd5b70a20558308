"""Line icons of 16 px, drawn from SVG files in the colour asked for, and kept."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

SIZE: Final = 16
_PLACEHOLDER: Final = b"currentColor"


class Icons:
    """Draws ``resources/icons/NAME.svg``, whose strokes say ``currentColor``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sources: dict[str, bytes] = {}
        self._pixmaps: dict[tuple[str, int, int, float], QPixmap] = {}

    def path(self, name: str) -> Path:
        """Return the file of an icon."""
        return self._folder / f"{name}.svg"

    def pixmap(self, name: str, colour: QColor, size: int, ratio: float) -> QPixmap:
        """Return the icon at ``size`` logical pixels for a screen of ``ratio`` pixels each."""
        key = (name, colour.rgba(), size, ratio)
        found = self._pixmaps.get(key)
        if found is None:
            found = self._pixmaps[key] = self._draw(name, colour, size, ratio)
        return found

    def _draw(self, name: str, colour: QColor, size: int, ratio: float) -> QPixmap:
        source = self._sources.get(name)
        if source is None:
            source = self._sources[name] = self.path(name).read_bytes()
        renderer = QSvgRenderer(QByteArray(source.replace(_PLACEHOLDER, colour.name().encode())))
        pixmap = QPixmap(QSize(size, size) * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        return pixmap
