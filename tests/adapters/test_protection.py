"""What changes in the file and in its copies when another protection is chosen."""

import os
from pathlib import Path

import pytest

from oauth_desk.adapters.vault import protection
from oauth_desk.adapters.vault.backups import Backups
from oauth_desk.adapters.vault.ledger import peek
from oauth_desk.adapters.vault.passphrase_key import Argon2Cost
from oauth_desk.adapters.vault.store import SqliteVaultFile
from oauth_desk.domain.secret import Secret
from oauth_desk.services.ports import Protection, Unsettled, VaultError, VaultFault
from tests.fakes.clock import FakeClock
from tests.samples import connection

KEY = os.urandom(32)
CHEAP = Argon2Cost(iterations=1, lanes=1, memory=64)
DAY = 86_400.0
OLD, NEW = Secret("old passphrase"), Secret("new passphrase")


async def with_copies(folder: Path, passphrase: Secret | None, days: int = 3) -> SqliteVaultFile:
    """Make a vault with a connection and a copy of each day."""
    clock = FakeClock()
    file = SqliteVaultFile(folder / "vault.db", clock=clock, cost=CHEAP)
    await (await file.create("vault-1", KEY, passphrase)).close()
    for day in range(days):
        vault = await file.open(KEY)
        await vault.insert(connection(day))
        await vault.close()  # makes the day's copy
        clock.jump(DAY)
    return file


def copies(folder: Path) -> list[Path]:
    """Return the copies beside the vault."""
    return sorted(Backups(folder / "vault.db").folder.glob("*.db"))


def protections(folder: Path) -> list[Protection]:
    """Return what protects each copy."""
    return [header.vault.protection for path in copies(folder) if (header := peek(path)) is not None]


async def test_copies_follow(tmp_path: Path) -> None:
    """Every backup opens the new way and no more the old, with what it held and its age."""
    file = await with_copies(tmp_path, OLD)
    ages = [path.stat().st_mtime for path in copies(tmp_path)]
    await file.protect(KEY, NEW, Unsettled.COPIES)
    assert await file.protect_copies() == 0
    assert [path.stat().st_mtime for path in copies(tmp_path)] == ages
    assert len(ages) == 3
    for number, path in enumerate(copies(tmp_path), start=1):
        copy = SqliteVaultFile(path, cost=CHEAP)
        assert await copy.unwrap(NEW) == KEY
        with pytest.raises(VaultError):
            await copy.unwrap(OLD)
        vault = await copy.open(KEY)
        assert len(await vault.connections()) == number
        await vault.close()


async def test_copies_follow_to_the_keyring_and_back(tmp_path: Path) -> None:
    """No backup keeps a wrapped key that is not wanted any more."""
    file = await with_copies(tmp_path, OLD)
    await file.protect(KEY, None, Unsettled.COPIES)
    await file.protect_copies()
    assert protections(tmp_path) == [Protection.KEYRING] * 3
    await file.protect(KEY, NEW, Unsettled.KEYRING)
    await file.protect_copies()
    assert protections(tmp_path) == [Protection.PASSPHRASE] * 3


async def test_the_older_wrapping_is_overwritten(tmp_path: Path) -> None:
    """After a change, what an older passphrase opened is found in no file of the folder."""
    file = await with_copies(tmp_path, OLD)
    header = peek(tmp_path / "vault.db")
    assert header is not None
    assert header.wrapped is not None
    traces = (header.wrapped.sealed, header.wrapped.salt)
    await file.protect(KEY, NEW, Unsettled.COPIES)
    await file.protect_copies()
    found = [path for path in tmp_path.rglob("*") if path.is_file() for trace in traces if trace in path.read_bytes()]
    assert found == []


async def test_another_vaults_copy_is_left_alone(tmp_path: Path) -> None:
    """A file that somebody put among the backups is not ours to change."""
    file = await with_copies(tmp_path, None)
    await (await SqliteVaultFile(tmp_path / "other.db", cost=CHEAP).create("vault-2", os.urandom(32), OLD)).close()
    stranger = (tmp_path / "other.db").rename(tmp_path / "backups" / "stranger.db")
    before = stranger.read_bytes()
    await file.protect(KEY, NEW, Unsettled.COPIES)
    assert await file.protect_copies() == 0
    assert stranger.read_bytes() == before


async def test_a_damaged_copy_stops_nothing(tmp_path: Path) -> None:
    """A copy that is no database opens with nothing, so it does not count as left behind."""
    file = await with_copies(tmp_path, OLD)
    copies(tmp_path)[0].write_bytes(b"no database at all" * 100)
    await file.protect(KEY, NEW, Unsettled.COPIES)
    assert await file.protect_copies() == 0
    assert peek(copies(tmp_path)[1]) is not None


async def test_a_copy_that_cannot_be_written_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others follow, and the number left is told."""
    file = await with_copies(tmp_path, OLD)
    await file.protect(KEY, NEW, Unsettled.COPIES)
    stubborn = copies(tmp_path)[1]
    replace = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if target == stubborn:
            raise PermissionError(13, "Permission denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    assert await file.protect_copies() == 1
    monkeypatch.undo()
    assert await file.protect_copies() == 0
    assert not list((tmp_path / "backups").glob(".*"))


async def test_what_a_killed_process_left_half_made_is_swept(tmp_path: Path) -> None:
    """An old draft goes, one that another process may be writing stays."""
    await with_copies(tmp_path, OLD)
    abandoned, busy = (tmp_path / "backups" / f".vault.db.{name}.new" for name in ("aa", "bb"))
    for draft in (abandoned, busy):
        draft.write_bytes(b"x")
    os.utime(abandoned, (0, 0))
    protection.move_copies(tmp_path / "vault.db")
    assert not abandoned.exists()
    assert busy.exists()


async def test_without_a_vault_there_is_nothing_to_note(tmp_path: Path) -> None:
    """The error is the vault's own."""
    with pytest.raises(VaultError) as caught:
        await SqliteVaultFile(tmp_path / "vault.db").note_unsettled(Unsettled.COPIES)
    assert caught.value.fault is VaultFault.OTHER
