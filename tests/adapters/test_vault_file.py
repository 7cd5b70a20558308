"""C104: the vault's file: private, whole, copied, and never overwritten when damaged."""

import asyncio
import gc
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from oauth_desk.adapters.vault.backups import KEPT
from oauth_desk.adapters.vault.database import open_database
from oauth_desk.adapters.vault.schema import FORMAT
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.secret import Secret
from oauth_desk.services.ports import VaultError, VaultFault
from tests.adapters.vault_on_disk import KEY, OnDisk
from tests.samples import connection, entry, renewed

DAY = 86_400.0
FULL = 2
"""SQLite's own number for synchronous=FULL."""


@pytest.fixture
def disk(tmp_path: Path) -> OnDisk:
    """Give a place for a vault."""
    return OnDisk(tmp_path / "data")


def mode(path: Path) -> int:
    """Return a file's permissions."""
    return stat.S_IMODE(path.stat().st_mode)


# --- private ---------------------------------------------------------------------


async def test_looking_makes_nothing(disk: OnDisk) -> None:
    """Asking whether there is a vault makes no folder and no file."""
    assert await disk.file.header() is None
    assert not disk.folder.exists()


async def test_nobody_else_may_read(disk: OnDisk) -> None:
    """C104: files are 0600 in 0700 folders, the companions and the copies too, whatever the umask."""
    before = os.umask(0)
    try:
        vault = await disk.create()
        await vault.update("id-1", renewed)
        companions = {name: mode(disk.folder / name) for name in disk.names() if name.startswith("vault.db")}
        await vault.close()
    finally:
        os.umask(before)
    assert companions == {"vault.db": 0o600, "vault.db-wal": 0o600, "vault.db-shm": 0o600}
    assert [mode(folder) for folder in (disk.folder, disk.folder / "backups")] == [0o700, 0o700]
    assert {mode(path) for path in (disk.folder / "backups").iterdir()} == {0o600}


async def test_an_empty_folder_of_ours_is_closed(disk: OnDisk) -> None:
    """A folder that was made for the program with an open mode is closed; one with other things in it stays."""
    disk.folder.mkdir(mode=0o755)
    disk.folder.chmod(0o755)
    await disk.filled()
    assert mode(disk.folder) == 0o700
    shared = OnDisk(disk.folder.parent / "shared")
    shared.folder.mkdir()
    shared.folder.chmod(0o755)
    (shared.folder / "notes.txt").write_text("mine")
    await shared.filled()
    assert (mode(shared.folder), mode(shared.path)) == (0o755, 0o600)


async def test_a_copy_put_back_is_closed(disk: OnDisk) -> None:
    """A vault file that became readable for others is closed when it is opened."""
    await disk.filled()
    disk.path.chmod(0o644)
    await (await disk.open()).close()
    assert mode(disk.path) == 0o600


async def test_nothing_readable_is_in_the_files(disk: OnDisk) -> None:
    """C90, C103: no name, token, secret, DPoP key or log line stands in any file of the vault."""
    vault = await disk.file.create("vault-1", KEY, Secret("CANARY-passphrase"))
    await vault.insert(
        connection(1, name="CANARY-name", dpop_key=Secret("CANARY-dpop")), replace(entry(), detail="CANARY-detail")
    )
    await vault.update("id-1", lambda record: replace(record, scopes_asked=("CANARY-scope",)))
    contents = [path.read_bytes() for path in disk.folder.rglob("*") if path.is_file()]
    await vault.close()
    contents += [path.read_bytes() for path in disk.folder.rglob("*") if path.is_file()]
    for secret in (b"CANARY", b"access-1", b"refresh-1", b"client-secret-1", b"login.example", KEY):
        assert not any(secret in content for content in contents)


# --- durable ---------------------------------------------------------------------


async def test_a_write_is_on_the_disk_when_it_is_told(disk: OnDisk) -> None:
    """C61, C104: write-ahead log, synchronous=FULL: SQLite waits for fsync before it says that a write is done."""
    await disk.filled()
    database = open_database(disk.path)
    assert database is not None
    pragmas = ("journal_mode", "synchronous", "fullfsync")
    found = [database.connection.execute(f"PRAGMA {name}").fetchone()[0] for name in pragmas]
    database.close()
    assert found == ["wal", FULL, 1]


# --- making it -------------------------------------------------------------------


async def test_a_vault_is_not_made_twice(disk: OnDisk) -> None:
    """Of two programs that make the vault at once one is told so, and the other's vault is whole."""
    results = await asyncio.gather(
        *(disk.file.create(f"vault-{number}", KEY, None) for number in range(4)), return_exceptions=True
    )
    made = [result for result in results if not isinstance(result, BaseException)]
    faults = [result.fault for result in results if isinstance(result, VaultError)]
    assert (len(made), faults) == (1, [VaultFault.BUSY] * 3)
    await made[0].insert(connection(1))
    await made[0].close()
    assert await disk.fault() is None
    assert {name for name in disk.names() if name.startswith(".")} == set()


async def test_a_half_made_vault_is_none(disk: OnDisk) -> None:
    """A program that died while making the vault leaves no vault behind."""
    disk.folder.mkdir()
    (disk.folder / ".vault.db.1.new").write_bytes(b"SQLite format 3\0half")
    assert await disk.file.header() is None
    await disk.filled()


# --- other releases ---------------------------------------------------------------


async def test_a_newer_format_is_left_alone(disk: OnDisk) -> None:
    """C104: a file of a newer release is not touched."""
    await disk.filled()
    with disk.sql() as sql:
        sql.execute(f"PRAGMA user_version = {FORMAT + 1}")
    before = disk.path.read_bytes()
    for call in (disk.file.header, disk.open):
        with pytest.raises(VaultError) as caught:
            await call()
        assert caught.value.fault is VaultFault.NEWER
    assert disk.path.read_bytes() == before
    assert {name for name in disk.names() if "damaged" in name} == set()


# --- moved under us ---------------------------------------------------------------


async def test_a_file_taken_away_is_not_written_to(disk: OnDisk) -> None:
    """A write to a file that no longer stands at its place is refused: it would be lost."""
    vault = await disk.create()
    disk.path.rename(disk.folder / "elsewhere.db")
    with pytest.raises(VaultError) as caught:
        await vault.update("id-1", renewed)
    assert caught.value.fault is VaultFault.OTHER
    await vault.close()


# --- copies -----------------------------------------------------------------------


def copies(disk: OnDisk) -> list[str]:
    """Return the names of the copies."""
    return sorted(path.name for path in (disk.folder / "backups").glob("*"))


async def test_one_copy_a_day(disk: OnDisk) -> None:
    """C104: each day that something is written makes one copy, and seven are kept."""
    for _ in range(KEPT + 3):
        vault = await disk.create() if not disk.path.exists() else await disk.open()
        await vault.update("id-1", renewed)
        await vault.close()
        disk.clock.jump(DAY)
    assert copies(disk) == [f"vault-2027-01-{day}.db" for day in range(18, 25)]


async def test_reading_makes_no_copy(disk: OnDisk) -> None:
    """A process that only reads copies nothing, and an empty vault is not worth a copy."""
    await disk.filled(0)
    assert not (disk.folder / "backups").exists()
    vault = await disk.open()
    await vault.insert(connection(1))
    await vault.close()
    assert copies(disk) == ["vault-2027-01-15.db"]
    disk.clock.jump(DAY)
    vault = await disk.open()
    await vault.connections()
    await vault.close()
    assert copies(disk) == ["vault-2027-01-15.db"]


async def test_a_new_connection_is_copied(disk: OnDisk) -> None:
    """A copy of the day that lacks a new connection is made anew, whatever its age."""
    await disk.filled(1)
    vault = await disk.open()
    await vault.insert(connection(2))
    await vault.close()
    copy = OnDisk(disk.folder.parent / "copy")
    copy.folder.mkdir()
    (disk.folder / "backups" / "vault-2027-01-15.db").rename(copy.path)
    vault = await copy.open()
    assert len(await vault.connections()) == 2
    await vault.close()


async def test_a_days_copy_is_kept_fresh(disk: OnDisk) -> None:
    """The copy of the day is made anew within hours, not with every write."""
    await disk.filled(1)
    copy = disk.folder / "backups" / "vault-2027-01-15.db"
    first = copy.stat().st_ino
    for seconds, anew in ((600.0, False), (7200.0, True)):
        disk.clock.jump(seconds)
        vault = await disk.open()
        await vault.update("id-1", renewed)
        await vault.close()
        assert (copy.stat().st_ino != first) is anew


async def test_a_copy_that_cannot_be_made_harms_nothing(disk: OnDisk, caplog: pytest.LogCaptureFixture) -> None:
    """Where the copies' folder cannot be made the vault works on, and the log says so."""
    disk.folder.mkdir()
    (disk.folder / "backups").write_text("in the way")
    vault = await disk.create(1)
    await vault.close()
    assert await disk.fault() is None
    assert "could not be copied" in caplog.text


async def test_what_another_process_deleted_leaves_memory(disk: OnDisk) -> None:
    """A vault that stays open for weeks holds no tokens of connections that are gone."""
    here, there = await disk.create(2), await disk.open()
    revision = (await here.changes(0)).revision
    await there.delete("id-1")
    assert (await here.changes(revision)).ids == {"id-2"}
    gc.collect()
    assert [record.id for record in gc.get_objects() if isinstance(record, Connection)].count("id-1") == 0
    await here.close()
    await there.close()
