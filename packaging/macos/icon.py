"""The program's icon as an .icns file, from the picture that the program paints itself."""

import struct
from collections.abc import Mapping
from typing import Final

from windows.icon import painted

KINDS: Final[Mapping[bytes, int]] = {b"ic11": 32, b"ic12": 64, b"ic07": 128, b"ic08": 256, b"ic13": 256}
"""Names of pictures, all PNG, with their pixels."""


def icns(pictures: Mapping[bytes, bytes]) -> bytes:
    """Return an icon file of PNG pictures by their kind."""
    blocks = b"".join(kind + struct.pack(">I", len(png) + 8) + png for kind, png in pictures.items())
    return b"icns" + struct.pack(">I", len(blocks) + 8) + blocks


def macos_icon() -> bytes:
    """Return the program's icon in all sizes."""
    return icns({kind: painted(size)[0] for kind, size in KINDS.items()})
