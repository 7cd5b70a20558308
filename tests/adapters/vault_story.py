"""Plays one process's part in a vault: ``python -m tests.adapters.vault_story STORY FOLDER …``."""

import asyncio
import sys
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from pathlib import Path

from oauth_desk.adapters.locks import FileLocks
from oauth_desk.adapters.vault.store import SqliteVault
from oauth_desk.services.ports import VaultError
from tests.adapters.vault_on_disk import OnDisk
from tests.samples import entry, renewed


def tell(*words: object) -> None:
    """Say something to the test, at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


async def count_up(vault: SqliteVault, times: int) -> None:
    """Renew one connection many times, telling each generation once it is saved."""
    for _ in range(times):
        record = await vault.update("id-1", renewed, entry())
        tell(record.generation)


async def under_lock(vault: SqliteVault, folder: Path, times: int) -> None:
    """Read, wait and write under the connection's lock, as a renewal does."""
    locks = FileLocks(folder / "locks")
    for _ in range(times):
        async with locks.hold("id-1", wait=60):
            before = await vault.read("id-1")
            await asyncio.sleep(0)
            after = await vault.update("id-1", renewed)
            assert before is not None
            assert after.generation == before.generation + 1
            tell(after.generation)


async def try_everything(disk: OnDisk) -> None:
    """Tell the fault of looking, opening, reading, writing and locking."""
    async with AsyncExitStack() as stack:
        await attempt("header", disk.file.header())
        vault = await attempt("open", disk.open())
        if isinstance(vault, SqliteVault):
            stack.push_async_callback(vault.close)
            await attempt("read", vault.connections())
            await attempt("write", vault.update("id-1", renewed))
            await attempt("read again", vault.read("id-1"))
    await attempt("lock", hold_a_lock(disk.folder))


async def make_room(vault: SqliteVault, folder: Path) -> None:
    """Write on a full disk, and again when there is room."""
    await attempt("write", vault.update("id-1", renewed))
    (folder / "filling").unlink()
    await attempt("write again", vault.update("id-1", renewed))


async def attempt(name: str, step: Awaitable[object]) -> object:
    """Tell how a step went, and return what it gave."""
    try:
        result = await step
    except VaultError as error:
        tell(name, error.fault)
        return None
    tell(name, "ok")
    return result


async def hold_a_lock(folder: Path) -> None:
    """Take a lock and give it back."""
    async with FileLocks(folder / "locks").hold("id-1", wait=1):
        pass


async def main(story: str, folder: Path, times: int = 1) -> None:
    """Play the part."""
    disk = OnDisk(folder)
    if story == "try-everything":
        await try_everything(disk)
        return
    vault = await disk.open()
    if story == "count-up":
        await count_up(vault, times)
    elif story == "under-lock":
        await under_lock(vault, folder, times)
    elif story == "make-room":
        await make_room(vault, folder)
    await vault.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), *map(int, sys.argv[3:])))
