"""One kernel lock per connection: ``flock`` or ``LockFileEx`` through filelock (NORMS C105)."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from oauth_desk.adapters.clock import SystemChance, SystemClock
from oauth_desk.adapters.os_errors import vault_error
from oauth_desk.adapters.private_files import FILE_MODE, make_private_folder
from oauth_desk.adapters.worker import Worker
from oauth_desk.services.ports import Chance, Clock, LockBusy, VaultError, VaultFault

if TYPE_CHECKING:
    from filelock import BaseFileLock

SHORTEST_PAUSE: Final = 0.01
LONGEST_PAUSE: Final = 0.05
"""Seconds between two tries; drawn, so that waiting processes do not march in step."""

_NAME_DIGITS: Final = 32


class FileLocks:
    """Lock files in one folder. The kernel frees a lock when its holder dies; the files stay, and mean nothing."""

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
        while (lock := await self._try(connection_id)) is None:
            left = end - self._clock.monotonic()
            if left <= 0:
                raise LockBusy
            pause = SHORTEST_PAUSE + self._chance.fraction() * (LONGEST_PAUSE - SHORTEST_PAUSE)
            await self._clock.sleep(min(pause, left))
        try:
            yield
        finally:
            # Not awaited, so that a cancelled holder frees it too; later tries of
            # this process queue behind it on the same thread.
            self._worker.submit(lock.release)

    def close(self) -> None:
        """Let the thread end once the locks still held are free."""
        self._worker.stop()

    async def _try(self, connection_id: str) -> "BaseFileLock | None":
        trying = self._worker.submit(lambda: self._acquired(connection_id))
        try:
            return await asyncio.wrap_future(trying)
        except asyncio.CancelledError:
            trying.add_done_callback(_free)
            raise

    def _acquired(self, connection_id: str) -> "BaseFileLock | None":
        """Return the lock if it is free now; raise VaultError. On the worker's thread."""
        # Imported here: handing out a fresh token takes no lock.
        from filelock import FileLock, SoftFileLock, Timeout  # noqa: PLC0415

        try:
            self._make_folder()
            lock: BaseFileLock = FileLock(self._path(connection_id), mode=FILE_MODE, thread_local=False)
            lock.acquire(blocking=False)
        except Timeout:
            return None
        except OSError as error:
            self._folder_made = False  # it may have been taken away
            raise vault_error(error) from None
        except NotImplementedError:
            raise _no_locks() from None
        if isinstance(lock, SoftFileLock):
            # filelock turns to "locked while the file exists" where the kernel has no
            # locks: after a crash that would hold for ever.
            lock.release()
            raise _no_locks()
        return lock

    def _make_folder(self) -> None:
        if not self._folder_made:
            make_private_folder(self._folder)
            self._folder_made = True

    def _path(self, connection_id: str) -> Path:
        digest = hashlib.sha256(connection_id.encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / f"{digest[:_NAME_DIGITS]}.lock"


def _free(trying: "Future[BaseFileLock | None]") -> None:
    """Give back a lock that its caller no longer waits for."""
    with suppress(VaultError):
        lock = trying.result()
        if lock is not None:
            lock.release()


def _no_locks() -> VaultError:
    return VaultError(VaultFault.OTHER, "this folder's file system has no file locks")
