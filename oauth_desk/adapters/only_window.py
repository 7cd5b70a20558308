"""One window for one data folder: a kernel lock says who has it, and wishes of later starts are files beside it.

No socket: files need no name that fits into 100 bytes, no port and no server, and the folder is the
person's own. A wish that is taken away was heard.
"""

import os
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Final

from oauth_desk.adapters.private_files import BINARY, FILE_MODE, create_private_file, make_private_folder
from oauth_desk.services.second_start import LONGEST, Wish, read, written

PATIENCE: Final = 5.0
"""Seconds that a second start waits to be heard before it opens a window of its own."""
_PAUSE: Final = 0.05
_SUFFIX: Final = ".wish"
_FLAGS: Final = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | BINARY


class OnlyWindow:
    """``folder`` is made for this alone. The first one holds the lock until ``leave``, or until it dies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._held: int | None = None

    def take(self) -> bool:
        """Tell whether this is the first window; also where no lock can be had, for then nobody else could be told."""
        try:
            make_private_folder(self.folder)
            descriptor = os.open(self.folder / "window.lock", _FLAGS, FILE_MODE)
        except OSError:
            return True
        try:
            first = _locked(descriptor)
        except OSError:
            os.close(descriptor)
            return True
        if not first:
            os.close(descriptor)
            return False
        self._held = descriptor
        return True

    def leave(self) -> None:
        """Let the next start be the first."""
        if self._held is not None:
            with suppress(OSError):
                _unlock(self._held)
            os.close(self._held)
            self._held = None

    def ask(self, wish: Wish, *, patience: float = PATIENCE) -> bool:
        """Leave a wish for the window that is open; tell whether it was heard."""
        name = f"{time.time_ns():020}-{uuid.uuid4().hex}"
        path, made = self.folder / f"{name}{_SUFFIX}", self.folder / f"{name}.new"
        try:
            with os.fdopen(create_private_file(made), "wb") as file:
                file.write(written(wish).encode())
            made.replace(path)
        except (OSError, ValueError):
            return False
        end = time.monotonic() + patience
        while path.exists():
            if time.monotonic() >= end:
                # Whoever takes it away has it: no wish is heard and given up as well.
                return not _taken(path)
            time.sleep(_PAUSE)
        return True

    def wishes(self) -> list[Wish]:
        """Take what later starts asked for, oldest first."""
        found = []
        for path in sorted(self.folder.glob(f"*{_SUFFIX}")):
            try:
                with path.open("rb") as file:
                    text = file.read(LONGEST + 1)
            except OSError:
                continue
            wish = read(text.decode("utf-8", "replace")) if len(text) <= LONGEST else None
            if _taken(path) and wish is not None:
                found.append(wish)
        return found


# As filelock does it, which loads slowly: this stands before the first look at the window.
if os.name == "posix":
    import fcntl

    def _locked(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)

else:

    def _locked(descriptor: int) -> bool:
        from filelock import lock_descriptor  # noqa: PLC0415

        return lock_descriptor(descriptor, blocking=False)

    def _unlock(descriptor: int) -> None:
        from filelock import unlock_descriptor  # noqa: PLC0415

        unlock_descriptor(descriptor)


def _taken(path: Path) -> bool:
    """Take a wish away; False where somebody else has."""
    try:
        path.unlink()
    except OSError:
        return False
    return True
