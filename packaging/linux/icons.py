"""The program's icon in the sizes of the hicolor theme, drawn from its one picture."""

import os
from pathlib import Path
from typing import Final

SVG: Final = Path(__file__).with_name("share") / "oauth-desk.svg"
SIZES: Final = (16, 22, 24, 32, 48, 64, 128, 256, 512)


def png(size: int, picture: Path = SVG) -> bytes:
    """Return the picture as a PNG of ``size`` pixels."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QIODevice, Qt  # noqa: PLC0415 - Qt is loaded where it draws, and nowhere else
    from PySide6.QtGui import QImage, QPainter  # noqa: PLC0415
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415

    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(picture)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs know bytes alone, which fail
    return bytes(buffer.data().data())
