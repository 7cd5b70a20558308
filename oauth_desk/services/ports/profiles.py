"""Where service profiles come from."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol


class ProfileFolder(Protocol):
    """Where service profiles come from, in search order; later wins except for locked fields."""

    async def texts(self) -> Sequence[tuple[Path, str]]:
        """Return (path, TOML text) of every profile."""
        ...

    async def read(self, path: Path) -> str:
        """Return one file's text; raise OSError or UnicodeError."""
        ...

    async def write(self, path: Path, text: str, *, over: bool) -> None:
        """Write one file, a new one unless ``over``; raise FileExistsError or another OSError."""
        ...
