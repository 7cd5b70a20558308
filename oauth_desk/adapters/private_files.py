"""Folders and files that the operating-system user alone may read (NORMS C104)."""

import os
import stat
from pathlib import Path
from typing import Final

FOLDER_MODE: Final = 0o700
FILE_MODE: Final = 0o600
BINARY: Final = getattr(os, "O_BINARY", 0)
"""Without it Windows would write two bytes for a line's end."""

_FOREIGN_BITS: Final = 0o077


def make_private_folder(path: Path) -> None:
    """Make ``path`` and what is missing above it, 0700; raise OSError.

    A folder that was there already keeps its mode unless it is empty and ours:
    then it was made for us, but with the usual open mode.
    """
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
    if not missing and _is_fresh_and_ours(path):
        path.chmod(FOLDER_MODE)


def _is_fresh_and_ours(path: Path) -> bool:
    if os.name != "posix" or path.stat().st_uid != os.geteuid():
        return False
    return next(path.iterdir(), None) is None


def create_private_file(path: Path) -> int:
    """Create ``path``, 0600, and return its descriptor; raise FileExistsError and other OSErrors."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | BINARY, FILE_MODE)


def make_private(path: Path) -> None:
    """Take a file's foreign permission bits away, if it has any; a file that is not ours stays as it is."""
    mode = path.stat().st_mode
    if os.name == "posix" and stat.S_IMODE(mode) & _FOREIGN_BITS and path.stat().st_uid == os.geteuid():
        path.chmod(FILE_MODE)


def sync_folder(path: Path) -> None:
    """Make a rename in ``path`` durable; Windows has no such call and needs none."""
    if os.name != "posix":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
