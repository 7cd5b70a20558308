"""Files of locks: those that nobody needs any more go, and never a lock with them."""

import asyncio
import os
from pathlib import Path

import pytest
from filelock import lock_descriptor

from oauth_desk.adapters.locks import UNUSED_SECONDS, FileLocks
from oauth_desk.services.ports import LockBusy

AGED = UNUSED_SECONDS + 60


def age(folder: Path) -> None:
    """Let every file of a lock be old."""
    for path in folder.glob("*.lock"):
        then = path.stat().st_mtime - AGED
        os.utime(path, (then, then))


async def use(folder: Path, *names: str) -> None:
    """Take locks once, as a program that was just started."""
    locks = FileLocks(folder)
    for name in names:
        async with locks.hold(name, wait=5):
            pass
    locks.close()


async def test_old_files_go_with_the_next_start(tmp_path: Path) -> None:
    """Connections come and go over the years; their files do not gather."""
    await use(tmp_path, "a", "b", "c")
    age(tmp_path)
    await use(tmp_path, "d")
    assert len(list(tmp_path.glob("*.lock"))) == 1


async def test_what_is_held_or_new_stays(tmp_path: Path) -> None:
    """A file that is locked, or that was used lately, is left alone, and so is what is no lock."""
    mine = FileLocks(tmp_path)
    (tmp_path / "other").touch()
    async with mine.hold("a"):
        age(tmp_path)
        await use(tmp_path, "b")
        await use(tmp_path, "c")
        assert len(list(tmp_path.glob("*.lock"))) == 3
    mine.close()
    assert (tmp_path / "other").exists()


async def test_a_file_that_is_there_keeps_nobody_out(tmp_path: Path) -> None:
    """C105: a lock's file that a dead process left, new or old, is no lock; the lock is taken at once."""
    await use(tmp_path, "a")
    (left,) = tmp_path.glob("*.lock")
    for seconds in (0.0, AGED):
        os.utime(left, (left.stat().st_mtime - seconds,) * 2)
        locks = FileLocks(tmp_path)
        async with locks.hold("a", wait=0):
            assert left.exists()
        locks.close()


async def test_a_file_that_went_meanwhile_locks_nobody_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """C105: a file that went between opening and locking is not taken for the lock: the one in its place is locked."""
    await use(tmp_path, "a")
    (file,) = tmp_path.glob("*.lock")
    gone = []

    def lock(descriptor: int, *, blocking: bool) -> bool:
        if not gone:
            gone.append(file.stat().st_ino)
            file.unlink()
        return lock_descriptor(descriptor, blocking=blocking)

    monkeypatch.setattr("filelock.lock_descriptor", lock)
    mine, theirs = FileLocks(tmp_path), FileLocks(tmp_path)
    async with mine.hold("a", wait=5):
        assert gone
        with pytest.raises(LockBusy):
            async with theirs.hold("a", wait=0):
                pass
    mine.close()
    theirs.close()


async def test_taking_files_away_lets_nobody_in(tmp_path: Path) -> None:
    """However often files are taken away while others wait for them, one holder is alone."""
    inside = most = rounds = 0

    async def take_turns() -> None:
        nonlocal inside, most, rounds
        while rounds < 300:
            locks = FileLocks(tmp_path)
            async with locks.hold("a", wait=30):
                inside += 1
                rounds += 1
                most = max(most, inside)
                age(tmp_path)
                await asyncio.sleep(0)
                inside -= 1
            locks.close()

    await asyncio.gather(*(take_turns() for _ in range(4)))
    assert most == 1
