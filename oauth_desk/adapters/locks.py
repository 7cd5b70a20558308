"""One kernel lock per connection: ``flock`` or ``LockFileEx`` through filelock (NORMS C105)."""

import asyncio
import errno
import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from oauth_desk.adapters.clock import SystemChance, SystemClock
from oauth_desk.adapters.os_errors import vault_error
from oauth_desk.adapters.private_files import FILE_MODE, make_private_folder
from oauth_desk.adapters.worker import Worker
from oauth_desk.services.ports import Chance, Clock, LockBusy, VaultError, VaultFault

SHORTEST_PAUSE: Final = 0.01
LONGEST_PAUSE: Final = 0.05
"""Seconds between two tries; drawn, so that waiting processes do not march in step."""

UNUSED_SECONDS: Final = 30 * 86_400.0
"""After so long a lock's file is taken away: connections come and go over the years."""

_NAME_DIGITS: Final = 32
_FLAGS: Final = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
_NO_LOCKS: Final = (errno.ENOSYS, errno.ENOTSUP, errno.ENOLCK)


class FileLocks:
    """Lock files in one folder. The kernel frees a lock when its holder dies; the files stay, and mean nothing.

    Whoever has locked a file makes sure that it still stands in its place: a file
    that was taken away while somebody was about to lock it keeps nobody out.
    """

    def __init__(self, folder: Path, *, clock: Clock | None = None, chance: Chance | None = None) -> None:
        self._folder = folder
        self._clock = clock or SystemClock()
        self._chance = chance or SystemChance()
        self._worker = Worker("locks")
        self._folder_made = False

    @asynccontextmanager
    async def hold(self, connection_id: str, *, wait: float = 60.0) -> AsyncIterator[None]:
        """Hold the lock; raise LockBusy after ``wait`` seconds, VaultError where it cannot be made."""
        end = self._clock.monotonic() + wait
        while (held := await self._try(connection_id)) is None:
            left = end - self._clock.monotonic()
            if left <= 0:
                raise LockBusy
            pause = SHORTEST_PAUSE + self._chance.fraction() * (LONGEST_PAUSE - SHORTEST_PAUSE)
            await self._clock.sleep(min(pause, left))
        try:
            yield
        finally:
            _free(held)  # needs no thread: unlocking waits for nothing

    def close(self) -> None:
        """Let the thread end once the locks still held are free."""
        self._worker.stop()

    async def _try(self, connection_id: str) -> int | None:
        trying = self._worker.submit(lambda: self._locked(connection_id))
        try:
            return await asyncio.shield(trying)
        except asyncio.CancelledError:
            trying.add_done_callback(_free_result)
            raise

    def _locked(self, connection_id: str) -> int | None:
        """Return the descriptor of the locked file, None where somebody else has it; raise VaultError.

        On the worker's thread. The kernel's lock is asked for by name: filelock's
        own class would turn to "locked while the file exists" where the kernel has
        no locks, and that would hold for ever after a crash.
        """
        # Imported here: handing out a fresh token takes no lock.
        from filelock import lock_descriptor, unlock_descriptor  # noqa: PLC0415

        path = self._path(connection_id)
        try:
            self._make_folder()
            descriptor = os.open(path, _FLAGS, FILE_MODE)
        except OSError as error:
            self._folder_made = False  # it may have been taken away
            raise vault_error(error) from None
        try:
            if lock_descriptor(descriptor, blocking=False):
                if _is_in_place(descriptor, path):
                    return descriptor
                unlock_descriptor(descriptor)
        except OSError as error:
            os.close(descriptor)
            if error.errno in _NO_LOCKS:
                raise VaultError(VaultFault.OTHER, "this folder's file system has no file locks") from None
            raise vault_error(error) from None
        os.close(descriptor)
        return None

    def _make_folder(self) -> None:
        if not self._folder_made:
            make_private_folder(self._folder)
            self._folder_made = True
            self._take_old_files_away()

    def _take_old_files_away(self) -> None:
        """Remove the files that nobody has locked for long; what cannot be removed (an open file on Windows) stays."""
        from filelock import lock_descriptor  # noqa: PLC0415

        for path in self._folder.glob("*.lock"):
            with suppress(OSError):
                if self._clock.now() - path.stat().st_mtime < UNUSED_SECONDS:
                    continue
                descriptor = os.open(path, _FLAGS & ~os.O_CREAT)
                try:
                    if lock_descriptor(descriptor, blocking=False) and _is_in_place(descriptor, path):
                        path.unlink()
                finally:
                    _free(descriptor)

    def _path(self, connection_id: str) -> Path:
        digest = hashlib.sha256(connection_id.encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / f"{digest[:_NAME_DIGITS]}.lock"


def _is_in_place(descriptor: int, path: Path) -> bool:
    """Tell whether the locked file is the one that others find."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _free(descriptor: int) -> None:
    """Unlock before closing: a child process may have inherited the descriptor."""
    from filelock import unlock_descriptor  # noqa: PLC0415

    with suppress(OSError):
        unlock_descriptor(descriptor)
    os.close(descriptor)


def _free_result(trying: "asyncio.Future[int | None]") -> None:
    """Give back a lock that its caller no longer waits for."""
    with suppress(VaultError):
        descriptor = trying.result()
        if descriptor is not None:
            _free(descriptor)
