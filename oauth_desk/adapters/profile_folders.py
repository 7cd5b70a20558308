"""Service profiles in a folder on disk."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

LARGEST = 256 * 1024
"""Bytes; a profile is a page of text, and anything larger is not one."""


class DiskProfileFolder:
    """The ``*.toml`` files of one folder, by name; a folder that does not exist is empty."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def texts(self) -> Sequence[tuple[Path, str]]:
        """Return (path, text) of every profile; what cannot be read is left out."""
        return await asyncio.to_thread(self._texts)

    async def read(self, path: Path) -> str:
        """Return one file's text; raise OSError or UnicodeError."""
        return await asyncio.to_thread(_read, path)

    async def write(self, path: Path, text: str, *, over: bool) -> None:
        """Write one file, a new one unless ``over``; raise FileExistsError or another OSError."""
        await asyncio.to_thread(_write, path, text, over=over)

    def _texts(self) -> list[tuple[Path, str]]:
        found = []
        for path in sorted(self._folder.glob("*.toml")):
            try:
                found.append((path, _read(path)))
            except UnicodeError:
                # Kept, so that the catalogue names the file as one that is not a profile.
                found.append((path, "\x00"))
            except OSError:
                continue
        return found


def _read(path: Path) -> str:
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise OSError(f"{path.name} is larger than {LARGEST // 1024} KiB")
    return content.decode("utf-8-sig")


def _write(path: Path, text: str, *, over: bool) -> None:
    with path.open("w" if over else "x", encoding="utf-8", newline="\n") as file:
        file.write(text)
