"""A virtual screen to start windows on, and its picture."""

import contextlib
import os
import struct
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_PATIENCE: Final = 20.0
_SIZE: Final = (1280, 860)
_COLOURS_BYTES: Final = 12


@contextlib.contextmanager
def screen(folder: Path) -> Iterator[str]:
    """Start Xvfb, which keeps its picture in ``folder``; yield its name."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{_SIZE[0]}x{_SIZE[1]}x24", "-ac"]
    with subprocess.Popen(
        [*command, "-nolisten", "tcp", "-fbdir", str(folder)], pass_fds=[writing], stderr=subprocess.DEVNULL
    ) as server:
        os.close(writing)
        try:
            with os.fdopen(reading) as told:
                yield f":{told.readline().strip()}"
        finally:
            server.terminate()


def colours(folder: Path) -> int:
    """Return how many colours are on the screen: a bare one has one or two."""
    width, height, line, pixels = _pixels(folder)
    return len({pixels[at : at + 4] for y in range(0, height, 4) for at in range(y * line, y * line + width * 4, 16)})


def until_drawn(folder: Path, least: int = 40) -> float:
    """Wait until a window is drawn; return the seconds that it took. Raise TimeoutError."""
    began = time.monotonic()
    while colours(folder) < least:
        if time.monotonic() - began > _PATIENCE:
            raise TimeoutError("nothing was drawn")
        time.sleep(0.1)
    return time.monotonic() - began


def save(folder: Path, target: Path) -> None:
    """Write the screen's picture as a PNG."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QImage  # noqa: PLC0415 - Qt is loaded where it draws

    width, height, line, pixels = _pixels(folder)
    QImage(pixels, width, height, line, QImage.Format.Format_RGB32).save(str(target))


def _pixels(folder: Path) -> tuple[int, int, int, bytes]:
    """Read the XWD file that Xvfb keeps: a header, the colours, the pixels."""
    data = (folder / "Xvfb_screen0").read_bytes()
    head = struct.unpack_from(">25I", data)
    start = head[0] + head[19] * _COLOURS_BYTES
    width, height, line = head[4], head[5], head[12]
    return width, height, line, data[start : start + line * height]
