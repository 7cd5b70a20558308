"""C104: copies of the vault: made, listed and put back, and nothing newer is lost by it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from oauth_desk.adapters.vault.copies import KEPT_BY_HAND, SqliteVaultCopies
from oauth_desk.adapters.vault.putting_back import PuttingBack
from oauth_desk.adapters.vault.store import SqliteVault
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.secret import Secret
from oauth_desk.services.ports import Protection, PutBack, VaultError, VaultFault
from tests.adapters.vault_on_disk import KEY, OnDisk
from tests.samples import connection, renewed


@pytest.fixture
def disk(tmp_path: Path) -> OnDisk:
    """Give a place for a vault."""
    return OnDisk(tmp_path / "data")


@pytest.fixture
def copies(disk: OnDisk) -> SqliteVaultCopies:
    """Return the vault's copies."""
    return SqliteVaultCopies(disk.path, clock=disk.clock)


async def saved(disk: OnDisk) -> dict[str, tuple[str, int]]:
    """Return name and generation of every connection in the file."""
    vault = await disk.open()
    found = {each.id: (each.name, each.generation) for each in await vault.connections()}
    await vault.close()
    return found


def rename(name: str) -> Callable[[Connection], Connection]:
    """Return a change of name."""
    return lambda record: replace(record, name=name)


async def test_a_copy_by_hand_is_kept_and_listed(disk: OnDisk, copies: SqliteVaultCopies) -> None:
    """A copy is made beside an open vault, private, and told with what is in it."""
    vault = await disk.create(3)
    made = await copies.make()
    assert made in await copies.all()
    assert (made.connections, made.header.vault_id, made.made_at) == (3, "vault-1", disk.clock.now())
    assert made.header.protection is Protection.KEYRING
    assert made.path.stat().st_mode & 0o777 == 0o600
    await vault.close()


async def test_a_copy_to_a_file_overwrites_nothing(disk: OnDisk, copies: SqliteVaultCopies, tmp_path: Path) -> None:
    """A file that is there stays as it is."""
    await disk.filled()
    await copies.make(tmp_path / "copy.db")
    before = (tmp_path / "copy.db").read_bytes()
    with pytest.raises(FileExistsError):
        await copies.make(tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_bytes() == before


async def test_copies_by_hand_are_bounded(disk: OnDisk, copies: SqliteVaultCopies) -> None:
    """The newest stay; the day's copies are not counted among them."""
    await disk.filled()
    for _ in range(KEPT_BY_HAND + 3):
        await copies.make()
        await disk.clock.advance(1)
    names = [path.name for path in (disk.folder / "backups").iterdir()]
    assert sum("by-hand" in name for name in names) == KEPT_BY_HAND
    assert "vault-2027-01-15.db" in names


async def test_looking_changes_nothing(disk: OnDisk, copies: SqliteVaultCopies) -> None:
    """A copy is the same, byte by byte, after it was looked into, and nothing is left beside it."""
    await disk.filled(2)
    made = await copies.make()
    before, beside = made.path.read_bytes(), sorted(made.path.parent.iterdir())
    await copies.look(made.path)
    await copies.all()
    assert made.path.read_bytes() == before
    assert sorted(made.path.parent.iterdir()) == beside


async def test_putting_back_where_no_vault_is(disk: OnDisk, copies: SqliteVaultCopies) -> None:
    """A lost vault is there again with all its connections."""
    await disk.filled(3)
    made = await copies.make()
    disk.path.unlink()
    done = await copies.put_back(made.path, KEY)
    assert (done.connections, done.set_aside, done.rescued) == (3, None, ())
    assert len(await saved(disk)) == 3


async def test_putting_back_under_an_open_vault(disk: OnDisk, copies: SqliteVaultCopies) -> None:
    """Another process sees it as any write; newer tokens stay, what is not in the copy is only set aside."""
    vault = await disk.create(3)
    made = await copies.make()
    seen = (await vault.changes(0)).revision
    await vault.update("id-1", renewed)
    await vault.update("id-2", rename("Two"))
    await vault.delete("id-3")
    await vault.insert(connection(4))
    done = await copies.put_back(made.path, KEY)
    assert (done.connections, done.kept_newer, done.left_out) == (3, ("Name 1",), ("Name 4",))
    assert done.brought_back == ("Name 3",)
    changes = await vault.changes(seen)
    assert {each.id: each.generation for each in changes.written} == {"id-1": 2, "id-2": 1, "id-3": 1}
    assert changes.ids == {"id-1", "id-2", "id-3"}
    assert (await vault.update("id-3", renewed)).generation == 2
    await vault.close()
    assert done.set_aside is not None
    assert {each.id for each in await _inside(disk, done.set_aside)} == {"id-1", "id-2", "id-4"}


async def test_a_name_that_is_taken_by_now(disk: OnDisk, copies: SqliteVaultCopies) -> None:
    """A connection that comes back finds another under its name, and gets a free one."""
    vault = await disk.create(2)
    made = await copies.make()
    await vault.delete("id-2")
    await vault.update("id-1", lambda record: replace(renewed(record), name="NAME 2"))
    await copies.put_back(made.path, KEY)
    assert {each.name for each in await vault.connections()} == {"NAME 2", "Name 2 2"}
    await vault.close()


async def test_another_vaults_copy_is_refused(disk: OnDisk, copies: SqliteVaultCopies, tmp_path: Path) -> None:
    """A healthy vault is not replaced by another one."""
    other = OnDisk(tmp_path / "other")
    await (await other.file.create("vault-9", KEY, None)).close()
    theirs = await SqliteVaultCopies(other.path).make()
    await disk.filled(2)
    with pytest.raises(VaultError) as caught:
        await copies.put_back(theirs.path, KEY)
    assert caught.value.fault is VaultFault.ANOTHER
    assert len(await saved(disk)) == 2


async def test_a_key_that_does_not_fit(disk: OnDisk, copies: SqliteVaultCopies) -> None:
    """A copy that the key does not open is refused, and the vault stays."""
    await disk.filled(2)
    made = await copies.make()
    with pytest.raises(VaultError) as caught:
        await copies.put_back(made.path, bytes(32))
    assert caught.value.fault is VaultFault.WRONG_KEY
    assert len(await saved(disk)) == 2


@pytest.mark.parametrize("content", [b"", b"nonsense " * 2000])
async def test_a_damaged_copy(disk: OnDisk, copies: SqliteVaultCopies, tmp_path: Path, content: bytes) -> None:
    """A copy that is damaged is told, and neither it nor the vault is touched."""
    await disk.filled(2)
    bad = tmp_path / "bad.db"
    bad.write_bytes(content)
    with pytest.raises(VaultError) as caught:
        await copies.put_back(bad, KEY)
    assert (caught.value.fault, caught.value.set_aside) == (VaultFault.DAMAGED, None)
    assert bad.read_bytes() == content
    assert len(await saved(disk)) == 2
    assert not [name for name in disk.names() if "draft" in name]


class CannotBePut(PuttingBack):
    """Finds the disk full at the last step."""

    def _put(self, source: object, aside: Path | None) -> PutBack:
        raise VaultError(VaultFault.FULL, "no space left")


async def test_a_newer_vault_stays_where_the_copy_cannot_be_put(disk: OnDisk, copies: SqliteVaultCopies) -> None:
    """What was set aside only to make way comes back; a damaged file stays aside."""
    await disk.filled(2)
    made = await copies.make()
    with disk.sql() as sql:
        sql.execute("PRAGMA user_version = 99")
    before = disk.path.read_bytes()
    with pytest.raises(VaultError) as caught:
        CannotBePut(disk.path, made.path, KEY, disk.clock).run()
    assert caught.value.fault is VaultFault.FULL
    assert disk.path.read_bytes() == before
    disk.path.write_bytes(b"rubbish" * 1000)
    with pytest.raises(VaultError):
        CannotBePut(disk.path, made.path, KEY, disk.clock).run()
    assert not disk.path.exists()
    assert [path.read_bytes() for path in disk.folder.glob("*.damaged-*")] == [b"rubbish" * 1000]


async def test_what_a_damaged_file_still_gives_is_newer_than_the_copy(disk: OnDisk, copies: SqliteVaultCopies) -> None:
    """Records that open are whole and their own: their newer tokens are taken, new connections too."""
    vault = await disk.create(3)
    made = await copies.make()
    for _ in range(2):
        await vault.update("id-1", renewed)
        await vault.update("id-2", renewed)
    await vault.insert(connection(4))
    await vault.close()
    with disk.sql() as sql:
        sql.execute("UPDATE connections SET sealed = zeroblob(200) WHERE id = 'id-2'")
    fault = await disk.fault()
    assert fault is not None
    done = await copies.put_back(made.path, KEY)
    assert done.rescued == ("Name 1", "Name 4")
    assert await saved(disk) == {
        "id-1": ("Name 1", 3),
        "id-2": ("Name 2", 1),
        "id-3": ("Name 3", 1),
        "id-4": ("Name 4", 1),
    }
    assert fault.set_aside is not None
    assert fault.set_aside.exists()


async def test_a_process_that_saw_the_damage_goes_on_with_the_copy(disk: OnDisk, copies: SqliteVaultCopies) -> None:
    """Two processes had the vault open: both go over to the copy that stands in its place, and read all of it."""
    first = await disk.create(2)
    made = await copies.make()
    second = await disk.open()
    seen = (await second.changes(0)).revision
    with disk.sql() as sql:
        sql.execute("UPDATE connections SET sealed = zeroblob(200) WHERE id = 'id-2'")
    with pytest.raises(VaultError):
        await first.connections()
    await copies.put_back(made.path, KEY)
    assert len(await first.connections()) == 2
    changes = await second.changes(seen)
    assert changes.revision > seen
    assert {each.id for each in changes.written} == {"id-1", "id-2"}
    assert (await second.update("id-1", renewed)).generation == 2
    assert (await first.update("id-1", renewed)).generation == 3
    await first.close()
    await second.close()
    assert await disk.fault() is None


async def test_a_stray_log_of_a_lost_vault_spoils_nothing(disk: OnDisk, copies: SqliteVaultCopies) -> None:
    """SQLite would write a log left behind into whatever vault comes to stand beside it."""
    vault = await disk.create(3)
    made = await copies.make()
    for _ in range(5):
        await vault.update("id-1", renewed)
    log = disk.folder / "vault.db-wal"
    kept = log.read_bytes()
    await vault.close()
    disk.path.unlink()
    log.write_bytes(kept)
    await copies.put_back(made.path, KEY)
    assert len(await saved(disk)) == 3
    assert await disk.fault() is None


async def test_a_new_vault_beside_a_stray_log(disk: OnDisk) -> None:
    """A new vault is empty and whole, whatever a lost one left behind."""
    vault = await disk.create(3)
    log = disk.folder / "vault.db-wal"
    kept = log.read_bytes()
    await vault.close()
    disk.path.unlink()
    log.write_bytes(kept)
    anew = await disk.file.create("vault-2", KEY, None)
    assert await anew.connections() == []
    await anew.close()
    assert [path.read_bytes() == kept for path in disk.folder.glob("vault.db-wal.stray-*")] == [True]


async def test_an_older_copy_put_back_by_hand_is_noticed_once(disk: OnDisk, copies: SqliteVaultCopies) -> None:
    """The file opens, is told to be an older copy, once, and counts on from where the newer one had come."""
    vault = await disk.create(2)
    made = await copies.make()
    for _ in range(3):
        await vault.update("id-1", renewed)
    before = await vault.revision()
    await vault.close()
    disk.path.write_bytes(made.path.read_bytes())
    again = await disk.open()
    changes = await again.changes(0)
    assert changes.older_copy
    assert changes.revision > before
    assert not (await again.changes(0)).older_copy
    assert [entry.outcome for entry in await again.activity()] == ["older_copy"]
    await again.close()
    third = await disk.open()
    assert not (await third.changes(0)).older_copy
    await third.close()


async def test_an_older_copy_under_a_running_program(disk: OnDisk, copies: SqliteVaultCopies) -> None:
    """A program that has the vault open notices the file in its place, says so and reads everything anew."""
    vault = await disk.create(2)
    made = await copies.make()
    await vault.update("id-1", renewed)
    seen = (await vault.changes(0)).revision
    (disk.folder / "vault.db-wal").unlink()
    made.path.rename(disk.path)
    assert await vault.revision() > seen
    changes = await vault.changes(seen)
    assert changes.older_copy
    assert {each.id: each.generation for each in changes.written} == {"id-1": 1, "id-2": 1}
    await vault.close()


async def test_no_false_alarm(disk: OnDisk) -> None:
    """Many processes that write by turns are no older copy; nor is a vault whose memory of it was lost."""
    vaults: list[SqliteVault] = [await disk.create(1)]
    for turn in range(6):
        vaults.append(await disk.open())
        await vaults[turn].update("id-1", renewed)
        assert not (await vaults[-1].changes(0)).older_copy
    for vault in vaults:
        await vault.close()
    (disk.folder / "vault.seen").write_bytes(b"\xff\x00 rubbish")
    again = await disk.open()
    assert not (await again.changes(0)).older_copy
    await again.close()


async def test_a_passphrases_copy(disk: OnDisk, copies: SqliteVaultCopies) -> None:
    """A copy of a passphrase vault opens with its passphrase, and with no other."""
    vault = await disk.file.create("vault-3", KEY, Secret("correct horse"))
    made = await copies.make()
    await vault.close()
    assert await copies.unwrap(made.path, Secret("correct horse")) == KEY
    with pytest.raises(VaultError) as caught:
        await copies.unwrap(made.path, Secret("wrong"))
    assert caught.value.fault is VaultFault.WRONG_KEY


async def _inside(disk: OnDisk, path: Path) -> list[Connection]:
    copy = OnDisk(disk.folder.parent / "inside")
    copy.folder.mkdir()
    copy.path.write_bytes(path.read_bytes())
    vault = await copy.open()
    found = await vault.connections()
    await vault.close()
    return found


async def test_a_new_vault_leaves_the_copies_of_a_lost_one(disk: OnDisk, copies: SqliteVaultCopies) -> None:
    """Who starts anew after damage can still go back: the new vault's copy of the day overwrites no other vault's."""
    await disk.filled(3)
    disk.path.unlink()
    anew = await disk.file.create("vault-2", KEY[::-1], None)
    await anew.insert(connection(9))
    await anew.close()
    assert {(copy.header.vault_id, copy.connections) for copy in await copies.all()} == {("vault-2", 1), ("vault-1", 3)}


async def test_a_torn_index_is_damage(disk: OnDisk) -> None:
    """A row that only the index lost would look deleted: it is noticed when the vault is opened."""
    await disk.filled(3)
    with disk.sql() as sql:
        sql.execute("PRAGMA writable_schema = ON")
        sql.execute("DELETE FROM sqlite_schema WHERE name = 'activity_by_connection'")
        (page,) = sql.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_connections_1'"
        ).fetchone()
    with disk.path.open("r+b") as file:
        file.seek((page - 1) * 4096 + 3)
        file.write(b"\x00\x02")
    fault = await disk.fault()
    assert fault is not None
    assert fault.fault is VaultFault.DAMAGED
