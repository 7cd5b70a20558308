"""C104: a damaged vault is noticed, set aside and never overwritten; nothing is restored unasked."""

from collections.abc import Callable
from pathlib import Path

import pytest

from oauth_desk.services.ports import VaultError, VaultFault
from tests.adapters.vault_on_disk import KEY, OnDisk
from tests.samples import entry, renewed


@pytest.fixture
def disk(tmp_path: Path) -> OnDisk:
    """Give a place for a vault."""
    return OnDisk(tmp_path / "data")


def empty(path: Path) -> None:
    """Leave nothing."""
    path.write_bytes(b"")


def rubbish(path: Path) -> None:
    """Put something else there."""
    path.write_bytes(b"This is not a database. " * 500)


def cut(path: Path) -> None:
    """Take the second half away."""
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def zeros(path: Path) -> None:
    """Overwrite all but the first page."""
    content = path.read_bytes()
    path.write_bytes(content[:4096] + bytes(len(content) - 4096))


@pytest.mark.parametrize("spoil", [empty, rubbish, cut, zeros])
async def test_a_damaged_file_is_set_aside(disk: OnDisk, spoil: Callable[[Path], None]) -> None:
    """C104: a damaged file is renamed, not overwritten; the newest copy is named; nothing is restored unasked."""
    await disk.filled(20)
    spoil(disk.path)
    spoiled = disk.path.read_bytes()
    fault = await disk.fault()
    assert fault is not None
    assert fault.fault is VaultFault.DAMAGED
    assert fault.set_aside == disk.folder / "vault.db.damaged-20270115T080000Z"
    assert fault.set_aside.read_bytes() == spoiled
    assert fault.backup == disk.folder / "backups" / "vault-2027-01-15.db"
    assert fault.backup.exists()
    assert not disk.path.exists()
    assert await disk.file.header() is None


async def test_a_copy_put_back_works(disk: OnDisk) -> None:
    """A copy is a whole vault: renamed into place it opens with the same key."""
    await disk.filled(3)
    rubbish(disk.path)
    fault = await disk.fault()
    assert fault is not None
    assert fault.backup is not None
    fault.backup.rename(disk.path)
    vault = await disk.open()
    assert len(await vault.connections()) == 3
    await vault.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE connections SET sealed = zeroblob(200) WHERE id = 'id-2'",
        "UPDATE connections SET sealed = (SELECT sealed FROM connections WHERE id = 'id-1') WHERE id = 'id-2'",
        "UPDATE connections SET id = 'id-9' WHERE id = 'id-2'",
        "UPDATE snapshots SET sealed = zeroblob(200)",
        "UPDATE connections SET sealed = 'text' WHERE id = 'id-2'",
        "DELETE FROM snapshots",
        "DELETE FROM meta WHERE key = 'check'",
        "DELETE FROM meta WHERE key = 'vault_id'",
        "UPDATE meta SET value = 'other' WHERE key = 'protection'",
        "DROP TABLE connections",
        "DROP TABLE meta",
        "PRAGMA application_id = 0",
        "PRAGMA user_version = 0",
        "INSERT INTO activity VALUES (1, 0, 'id-1', zeroblob(60))",
    ],
)
async def test_damage_inside_is_noticed(disk: OnDisk, statement: str) -> None:
    """C103: records that were changed, swapped, moved or removed behind the program's back are damage."""
    await disk.filled(2)
    with disk.sql() as sql:
        sql.execute(statement)
    fault = await disk.fault()
    assert fault is not None
    assert fault.fault is VaultFault.DAMAGED
    assert fault.set_aside is not None
    assert fault.set_aside.exists()


async def test_damage_while_open(disk: OnDisk) -> None:
    """Damage met by an open vault closes it: every later call says the same."""
    vault = await disk.create(2)
    with disk.sql() as sql:
        sql.execute("UPDATE connections SET sealed = zeroblob(200) WHERE id = 'id-2'")
    for call in (vault.connections, lambda: vault.update("id-1", renewed), lambda: vault.log(entry())):
        with pytest.raises(VaultError) as caught:
            await call()
        assert caught.value.fault is VaultFault.DAMAGED
    await vault.close()
    assert not disk.path.exists()


async def test_two_that_see_the_damage(disk: OnDisk) -> None:
    """A vault made anew after damage is not set aside by another process that saw the damage late."""
    first = await disk.create(2)
    second = await disk.open()
    with disk.sql() as sql:
        sql.execute("UPDATE connections SET sealed = zeroblob(200)")
    with pytest.raises(VaultError):
        await first.connections()
    anew = await disk.file.create("vault-2", KEY[::-1], None)
    with pytest.raises(VaultError) as caught:
        await second.connections()
    assert (caught.value.fault, caught.value.set_aside) == (VaultFault.OTHER, None)
    assert await anew.connections() == []
    await anew.close()
    await first.close()
    await second.close()


async def test_two_damaged_in_a_second(disk: OnDisk) -> None:
    """Two damaged files in one second keep names of their own."""
    for _ in range(2):
        await disk.filled()
        rubbish(disk.path)
        assert await disk.fault() is not None
    assert {"vault.db.damaged-20270115T080000Z", "vault.db.damaged-20270115T080000Z-2"} <= disk.names()


async def test_the_log_of_writes_goes_along(disk: OnDisk) -> None:
    """The write-ahead log of a damaged file is kept beside it."""
    vault = await disk.create(2)
    wal = disk.folder / "vault.db-wal"
    kept = wal.read_bytes()
    content = disk.path.read_bytes()
    await vault.close()
    disk.path.write_bytes(b"x" * len(content))
    wal.write_bytes(kept)
    fault = await disk.fault()
    assert fault is not None
    assert fault.set_aside is not None
    assert not wal.exists()


async def test_a_file_that_is_gone_from_beside_its_copies(disk: OnDisk) -> None:
    """C104: a vault that somebody deleted is told as gone, with the newest copy; a first start is no fault."""
    assert await disk.file.left_behind() is None
    await disk.filled(2)
    assert await disk.file.left_behind() is None
    for path in disk.folder.glob("vault.db*"):
        path.unlink()
    gone = await disk.file.left_behind()
    assert gone is not None
    assert (gone.fault, gone.set_aside) == (VaultFault.GONE, None)
    assert gone.backup == disk.folder / "backups" / "vault-2027-01-15.db"
