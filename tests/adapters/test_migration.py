"""An older vault is brought up to this release's format; proved with a format 0 that never was.

In it a connection has a ``title`` where format 1 has a name, rows carry no revision, and the
log tells no connection.
"""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from oauth_desk.adapters.vault import schema
from oauth_desk.adapters.vault.cipher import Sealer
from oauth_desk.adapters.vault.migration import STEPS, Steps, convert
from oauth_desk.adapters.vault.records import ENTRY, pack
from oauth_desk.adapters.vault.store import SqliteVaultFile
from oauth_desk.services.ports import VaultError, VaultFault
from tests.adapters.vault_on_disk import KEY, OnDisk
from tests.samples import connection, entry, renewed

SEALER = Sealer(KEY, "vault-1")


def renamed(data: dict[str, Any]) -> dict[str, Any]:
    """Turn a record of format 0 into one of format 1."""
    return {("name" if name == "title" else name): value for name, value in data.items()}


def to_1(sql: sqlite3.Connection, sealer: Sealer) -> None:
    """Make the tables and the records of format 1."""
    sql.execute("ALTER TABLE connections ADD COLUMN revision INTEGER NOT NULL DEFAULT 1")
    sql.execute("ALTER TABLE activity ADD COLUMN connection_id TEXT NOT NULL DEFAULT ''")
    sql.execute("CREATE INDEX activity_by_connection ON activity (connection_id, seq)")
    convert(sql, sealer, "connections", renamed)


OLD_STEPS: Steps = {**STEPS, 0: to_1}


async def of_format_0(disk: OnDisk, count: int = 3) -> None:
    """Put a vault of format 0 into place."""
    await disk.filled(count)
    shutil.rmtree(disk.folder / "backups")
    with disk.sql() as sql:
        for row, sealed in sql.execute("SELECT id, sealed FROM connections").fetchall():
            saved = json.loads(SEALER.open("connections", row, sealed))
            saved["version"] = 0
            saved["data"]["title"] = saved["data"].pop("name")
            old = SEALER.seal("connections", row, json.dumps(saved).encode())
            sql.execute("UPDATE connections SET sealed = ? WHERE id = ?", (old, row))
        sql.execute("DROP INDEX activity_by_connection")
        sql.execute("ALTER TABLE activity DROP COLUMN connection_id")
        sql.execute("ALTER TABLE connections DROP COLUMN revision")
        sealed = SEALER.seal("activity", "1", pack(ENTRY, entry()))
        sql.execute("INSERT INTO activity (seq, at, sealed) VALUES (1, 0, ?)", (sealed,))
        sql.execute("PRAGMA user_version = 0")


def file_of(disk: OnDisk, steps: Steps = OLD_STEPS) -> SqliteVaultFile:
    """Return the vault as a release with these steps sees it."""
    return SqliteVaultFile(disk.path, clock=disk.clock, quiet=0, steps=steps)


def format_of(path: Path) -> int:
    """Return what a file says of itself."""
    with closing(sqlite3.connect(path)) as sql:
        return schema.format_of(sql)


@pytest.fixture
async def disk(tmp_path: Path) -> OnDisk:
    """Give a vault of format 0."""
    disk = OnDisk(tmp_path / "data")
    await of_format_0(disk)
    return disk


async def test_an_older_vault_opens_whole(disk: OnDisk) -> None:
    """Every record and entry is there after the move, and the vault is used like any other."""
    vault = await file_of(disk).open(KEY)
    assert await vault.connections() == [connection(number) for number in (1, 2, 3)]
    assert await vault.activity() == [entry()]
    await vault.update("id-1", renewed, entry(2))
    await vault.close()
    assert format_of(disk.path) == schema.FORMAT
    vault = await disk.open()
    assert (await vault.changes(1)).ids == {"id-1", "id-2", "id-3"}
    await vault.close()


async def test_a_copy_is_made_before(disk: OnDisk) -> None:
    """The file as it was is kept beside the day's copies, and opens again."""
    await (await file_of(disk).open(KEY)).close()
    kept = disk.folder / "backups" / "vault-of-format-0-2027-01-15.db"
    assert format_of(kept) == 0
    disk.path.unlink()
    kept.rename(disk.path)
    vault = await file_of(disk).open(KEY)
    assert len(await vault.connections()) == 3
    await vault.close()


async def test_it_moves_once(disk: OnDisk) -> None:
    """A vault that is up to date is opened as it is: no step, no copy."""
    await (await file_of(disk).open(KEY)).close()
    shutil.rmtree(disk.folder / "backups")
    await (await file_of(disk, {}).open(KEY)).close()
    assert not list(disk.folder.glob("backups/*format*"))


async def test_a_step_that_fails_changes_nothing(disk: OnDisk) -> None:
    """All steps are one transaction, and a step of ours that does not fit makes no damaged file."""

    def broken(sql: sqlite3.Connection, sealer: Sealer) -> None:
        to_1(sql, sealer)
        sql.execute("INSERT INTO nowhere VALUES (1)")

    with pytest.raises(VaultError) as caught:
        await file_of(disk, {**STEPS, 0: broken}).open(KEY)
    assert caught.value.fault is VaultFault.OTHER
    assert format_of(disk.path) == 0
    vault = await file_of(disk).open(KEY)
    assert len(await vault.connections()) == 3
    await vault.close()


async def test_a_wrong_key_moves_nothing(disk: OnDisk) -> None:
    """The key is proved first."""
    with pytest.raises(VaultError) as caught:
        await file_of(disk).open(KEY[::-1])
    assert caught.value.fault is VaultFault.WRONG_KEY
    assert format_of(disk.path) == 0


async def test_without_a_copy_nothing_moves(disk: OnDisk) -> None:
    """Where the copy cannot be made, the vault stays as it is."""
    (disk.folder / "backups").write_text("in the way")
    with pytest.raises(VaultError) as caught:
        await file_of(disk).open(KEY)
    assert caught.value.fault is VaultFault.OTHER
    assert format_of(disk.path) == 0


async def test_a_format_without_a_step_is_no_vault_of_ours(disk: OnDisk) -> None:
    """What no release ever made is damage."""
    with pytest.raises(VaultError) as caught:
        await file_of(disk, {}).open(KEY)
    assert caught.value.fault is VaultFault.DAMAGED


async def test_a_later_release_moved_it_meanwhile(tmp_path: Path) -> None:
    """A copy of the program that still runs neither writes nor calls the file damaged."""
    disk = OnDisk(tmp_path / "data")
    vault = await disk.create(2)
    with disk.sql() as sql:
        sql.execute("ALTER TABLE connections RENAME COLUMN sealed TO content")
        sql.execute(f"PRAGMA user_version = {schema.FORMAT + 1}")
    for call in (vault.connections, vault.revision, lambda: vault.update("id-1", renewed), lambda: vault.log(entry())):
        with pytest.raises(VaultError) as caught:
            await call()
        assert caught.value.fault is VaultFault.NEWER
    await vault.close()
    assert disk.path.exists()
    assert format_of(disk.path) == schema.FORMAT + 1
