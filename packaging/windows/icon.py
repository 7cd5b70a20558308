"""The program's icon as an .ico file, from the picture that the program paints itself."""

import os
import struct
from collections.abc import Mapping
from typing import Final

SIZES: Final = (16, 24, 32, 48, 64, 128, 256)
_AS_PNG: Final = 256
"""Pixels from which on a picture is a PNG; older parts of Windows read smaller ones as bitmaps alone."""


def painted(size: int) -> tuple[bytes, bytes]:
    """Return the picture as a PNG and as rows of BGRA pixels."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QIODevice  # noqa: PLC0415 - Qt is loaded where it draws, and nowhere else
    from PySide6.QtGui import QGuiApplication, QImage  # noqa: PLC0415

    from oauth_desk.ui.app_icon import app_icon  # noqa: PLC0415

    application = QGuiApplication.instance() or QGuiApplication([])
    image = app_icon().pixmap(size, size).toImage().convertToFormat(QImage.Format.Format_ARGB32)
    del application
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs know bytes alone, which fail
    return bytes(buffer.data().data()), bytes(image.constBits())


def ico(pictures: Mapping[int, tuple[bytes, bytes]]) -> bytes:
    """Return an icon file of pictures by their size in pixels."""
    blocks = [png if size >= _AS_PNG else bitmap(size, pixels) for size, (png, pixels) in pictures.items()]
    head = struct.pack("<HHH", 0, 1, len(blocks))
    at = len(head) + 16 * len(blocks)
    entries = b""
    for size, block in zip(pictures, blocks, strict=True):
        side = size % 256  # 0 stands for 256
        entries += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(block), at)
        at += len(block)
    return head + entries + b"".join(blocks)


def bitmap(size: int, pixels: bytes) -> bytes:
    """Return rows of BGRA as an icon's bitmap: upside down, with an empty mask behind."""
    header = struct.pack("<IiiHHIIiiII", 40, size, 2 * size, 1, 32, 0, 0, 0, 0, 0, 0)
    row = 4 * size
    rows = [pixels[start : start + row] for start in range(0, row * size, row)]
    mask_row = (size + 31) // 32 * 4
    return header + b"".join(reversed(rows)) + bytes(mask_row * size)


def windows_icon() -> bytes:
    """Return the program's icon in all sizes."""
    return ico({size: painted(size) for size in SIZES})
