"""Files of other programs: read whole or not at all, whatever they are."""

import os
import stat
from pathlib import Path
from typing import Final

LARGEST: Final = 8 * 1024 * 1024
"""Bytes; a ``Local State`` has some hundred thousand."""


def content_of(path: Path, largest: int = LARGEST) -> bytes | None:
    """Return what an ordinary file holds; None where it is none, too large, or cannot be read."""
    try:
        # Not blocking: a pipe without a writer would be waited for without end.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return None
            content = file.read(largest + 1)
    except (OSError, ValueError):
        return None
    return content if len(content) <= largest else None
