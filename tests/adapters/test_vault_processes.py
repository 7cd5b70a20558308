"""The vault among several processes, killed ones and full disks: nothing saved is lost, nothing lost is claimed."""

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from oauth_desk.adapters.locks import FileLocks
from oauth_desk.services.ports import LockBusy, VaultError, VaultFault
from tests.adapters.vault_on_disk import OnDisk
from tests.e2e.mounts import can_mount, full_disk, read_only
from tests.samples import connection, entry, renewed


@pytest.fixture
def disk(tmp_path: Path) -> OnDisk:
    """Give a place for a vault."""
    return OnDisk(tmp_path / "data")


def story(name: str, folder: Path, *more: str) -> list[str]:
    """Return the command line of a part."""
    return [sys.executable, "-m", "tests.adapters.vault_story", name, str(folder), *more]


@contextlib.contextmanager
def playing(command: list[str]) -> Iterator["subprocess.Popen[str]"]:
    """Run a part, and end it with the test."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


async def generation_of(disk: OnDisk) -> int:
    """Return the generation that is saved."""
    vault = await disk.open()
    record = await vault.read("id-1")
    await vault.close()
    assert record is not None
    return record.generation


@pytest.mark.parametrize(("part", "times"), [("count-up", 40), ("under-lock", 25)])
async def test_processes_take_turns(disk: OnDisk, part: str, times: int) -> None:
    """C60: four processes on one connection, with and without its lock: every write counts, none is lost."""
    await disk.filled()
    with contextlib.ExitStack() as stack:
        parts = [stack.enter_context(playing(story(part, disk.folder, str(times)))) for _ in range(4)]
        told = [line for process in parts for line in process.communicate(timeout=100)[0].split()]
    assert sorted(map(int, told)) == list(range(2, 4 * times + 2))
    assert await generation_of(disk) == 4 * times + 1


async def test_what_was_told_is_saved(disk: OnDisk) -> None:
    """C61: a process killed in the middle of its writes has saved at least what it told."""
    await disk.filled()
    told = 1
    for _ in range(5):
        with playing(story("count-up", disk.folder, "100000")) as process:
            assert process.stdout is not None
            for _ in range(20):
                told = int(process.stdout.readline())
            process.kill()
            told = max([told, *map(int, process.stdout.read().split())])
        saved = await generation_of(disk)
        assert saved in (told, told + 1)
    assert await disk.fault() is None


async def test_a_killed_holder_frees_its_lock(disk: OnDisk) -> None:
    """C105: the kernel frees the lock of a process that dies, at once; the file that stays means nothing."""
    hold = "import asyncio, sys; from pathlib import Path; from oauth_desk.adapters.locks import FileLocks\n"
    hold += "async def main():\n async with FileLocks(Path(sys.argv[1])).hold('c'):\n"
    hold += "  print('held', flush=True); await asyncio.sleep(60)\nasyncio.run(main())"
    locks = FileLocks(disk.folder)
    with playing([sys.executable, "-c", hold, str(disk.folder)]) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(LockBusy):
            async with locks.hold("c", wait=0.05):
                pass
        process.kill()
        process.wait()
        async with locks.hold("c", wait=5):
            pass
    (file,) = disk.folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


async def test_a_writer_waits_for_another(disk: OnDisk) -> None:
    """A write waits for another process's write, while the loop goes on."""
    vault = await disk.create()
    with disk.sql() as sql:
        sql.execute("BEGIN IMMEDIATE")
        writing = asyncio.ensure_future(vault.update("id-1", renewed))
        for _ in range(20):
            await asyncio.sleep(0.005)
        assert not writing.done()
        sql.execute("COMMIT")
    assert (await writing).generation == 2
    await vault.close()


async def test_a_long_write_elsewhere_is_busy(disk: OnDisk) -> None:
    """A write that another process keeps out too long is told as busy, and nothing is set aside."""
    vault = await disk.create()
    await vault._committer.read(lambda rows: rows._db.execute("PRAGMA busy_timeout = 50").fetchall())
    with disk.sql() as sql:
        sql.execute("BEGIN IMMEDIATE")
        with pytest.raises(VaultError) as caught:
            await vault.update("id-1", renewed)
        assert caught.value.fault is VaultFault.BUSY
        sql.execute("COMMIT")
    assert (await vault.update("id-1", renewed)).generation == 2
    await vault.close()


async def test_writes_gather(disk: OnDisk) -> None:
    """Writes that wait together are one transaction, and a failing one spoils no other."""
    vault = await disk.create(20)
    before = await vault.revision()

    def refuse(_record: object) -> None:
        raise LookupError

    writes = [vault.update(f"id-{number}", renewed, entry(number)) for number in range(1, 21)]
    writes.insert(7, vault.update("id-8", refuse))  # type: ignore[arg-type]
    results = await asyncio.gather(*writes, return_exceptions=True)
    assert sum(isinstance(result, LookupError) for result in results) == 1
    assert [record.generation for record in await vault.connections()] == [2] * 20
    assert len(await vault.activity()) == 20
    assert await vault.revision() - before < 10
    await vault.close()


async def test_a_work_that_fails_late_is_undone(disk: OnDisk) -> None:
    """C104: a write that fails after it has begun to write leaves nothing, and those beside it are saved."""
    vault = await disk.create(3)
    unsayable = replace(entry(), detail=object())  # type: ignore[arg-type]
    results = await asyncio.gather(
        vault.update("id-1", renewed, entry(1)),
        vault.update("id-2", renewed, unsayable),
        vault.delete("id-3", unsayable),
        vault.insert(connection(4), entry(4)),
        return_exceptions=True,
    )
    assert [isinstance(result, TypeError) for result in results] == [False, True, True, False]
    assert {record.id: record.generation for record in await vault.connections()} == {
        "id-1": 2,
        "id-2": 1,
        "id-3": 1,
        "id-4": 1,
    }
    assert [one.outcome for one in await vault.activity()] == ["outcome 4", "outcome 1"]
    await vault.close()


async def test_the_log_is_pruned(disk: OnDisk) -> None:
    """The activity log keeps ten thousand entries, the newest."""
    vault = await disk.create()
    for start in range(0, 10_500, 500):
        await vault.log(*(entry(number) for number in range(start, start + 500)))
    entries = await vault.activity(limit=20_000)
    assert len(entries) == 10_000
    assert (entries[0].outcome, entries[-1].outcome) == ("outcome 10499", "outcome 500")
    await vault.close()


async def test_cancelled_while_opening(disk: OnDisk) -> None:
    """A caller that gives up opening leaves no open file behind."""
    await disk.filled()
    opening = asyncio.ensure_future(disk.open())
    await asyncio.sleep(0)
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    vault = await disk.open()
    await vault.insert(connection(2))
    await vault.close()
    assert "vault.db-wal" not in disk.names()


needs_mounts = pytest.mark.skipif(not can_mount(), reason="this machine lets nobody mount a disk that can be spoiled")


def told(command: list[str]) -> dict[str, str]:
    """Return what trying everything tells, step by step."""
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    return dict(line.rsplit(" ", 1) for line in done.stdout.splitlines())


@needs_mounts
async def test_a_folder_that_cannot_be_written(disk: OnDisk) -> None:
    """C104: in a folder that cannot be written connections are read, and a write says so before anything is sent."""
    await disk.filled()
    assert told(read_only(disk.folder, story("try-everything", disk.folder))) == {
        "header": "ok",
        "open": "ok",
        "read": "ok",
        "write": "read_only",
        "read again": "ok",
        "lock": "read_only",
    }


@needs_mounts
async def test_a_full_disk(disk: OnDisk, tmp_path: Path) -> None:
    """C104: on a full disk connections are read, and a write fails as full and changes nothing."""
    await disk.filled()
    content = disk.folder.rename(tmp_path / "content")
    disk.folder.mkdir()
    assert told(full_disk(disk.folder, content, story("try-everything", disk.folder))) == {
        "header": "ok",
        "open": "ok",
        "read": "ok",
        "write": "full",
        "read again": "ok",
        "lock": "ok",
    }


@needs_mounts
async def test_room_again(disk: OnDisk, tmp_path: Path) -> None:
    """A vault that was opened on a full disk is written to as soon as there is room, without being opened anew."""
    await disk.filled()
    content = disk.folder.rename(tmp_path / "content")
    disk.folder.mkdir()
    steps = told(full_disk(disk.folder, content, story("make-room", disk.folder)))
    assert steps == {"write": "full", "write again": "ok"}
