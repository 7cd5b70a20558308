"""Files that people name: keys and certificates."""

from pathlib import Path
from typing import Final, Protocol

LARGEST: Final = 1 << 20
"""Bytes; a bundle of all the authorities of a system is half of that."""


class FileReader(Protocol):
    """Reads what a person, or a profile, named."""

    async def read(self, path: Path) -> bytes:
        """Return a file's content; raise OSError, for one of more than LARGEST bytes too."""
        ...
