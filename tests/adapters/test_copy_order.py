"""C104: which copy is the newest, whatever became of the files' times."""

import os
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from oauth_desk.adapters.vault.backups import KEPT, Backups
from oauth_desk.adapters.vault.copies import KEPT_BY_HAND, SqliteVaultCopies
from oauth_desk.services.ports import VaultCopy, VaultFault
from tests.adapters.vault_on_disk import KEY, OnDisk
from tests.samples import connection

DAY = 86_400.0


@pytest.fixture
def disk(tmp_path: Path) -> OnDisk:
    """Give a place for a vault."""
    return OnDisk(tmp_path / "data")


@pytest.fixture
def copies(disk: OnDisk) -> SqliteVaultCopies:
    """Return the vault's copies."""
    return SqliteVaultCopies(disk.path, clock=disk.clock)


async def grown(disk: OnDisk, copies: SqliteVaultCopies, days: int = 3) -> list[VaultCopy]:
    """Make a copy by hand a day, each with a connection more; return them, newest first, as they were made."""
    vault = await disk.create(1)
    for number in range(2, days + 2):
        await copies.make()
        await vault.insert(connection(number))
        await disk.clock.advance(DAY)
    await vault.close()
    return await copies.all()


def copied_elsewhere(folder: Path) -> None:
    """Give every file of a folder the time of now, the older ones last, as copying it may."""
    now = time.time()
    for number, path in enumerate(sorted(folder.iterdir(), reverse=True)):
        os.utime(path, (now + number, now + number))


async def test_the_vaults_own_count_decides(disk: OnDisk, copies: SqliteVaultCopies) -> None:
    """A folder that was copied has lost its times: the newest copy is still the newest, in every place that says so."""
    before = await grown(disk, copies)
    copied_elsewhere(disk.folder / "backups")
    after = await copies.all()
    assert [copy.revision for copy in after] == [copy.revision for copy in before]
    assert after[0].path == before[0].path
    assert Backups(disk.path).newest() == before[0].path
    disk.path.write_bytes(b"no vault at all")
    error = await disk.fault()
    assert error is not None
    assert (error.fault, error.backup) == (VaultFault.DAMAGED, before[0].path)


async def test_times_that_cannot_be_are_those_of_the_names(disk: OnDisk, copies: SqliteVaultCopies) -> None:
    """By hand the name holds the second; for a day's copy it holds the day, and no hour is made up."""
    before = {copy.path: copy for copy in await grown(disk, copies)}
    copied_elsewhere(disk.folder / "backups")
    for copy in await copies.all():
        was = before[copy.path]
        if "by-hand" in copy.path.name:
            assert (copy.made_at, copy.day_only) == (was.made_at, False)
        else:
            assert copy.day_only
            assert _day(copy.made_at) == _day(was.made_at)


async def test_times_that_can_be_are_kept(disk: OnDisk, copies: SqliteVaultCopies) -> None:
    """Where nothing was copied, a day's copy has its hour and minute."""
    for copy in await grown(disk, copies):
        assert (copy.made_at, copy.day_only) == (copy.path.stat().st_mtime, False)


async def test_a_time_beyond_a_later_copys_is_wrong(disk: OnDisk, copies: SqliteVaultCopies) -> None:
    """Copied on the day it was made, a day's copy would seem newer than one that came after it."""
    await disk.filled(1)
    await disk.clock.advance(1800)
    vault = await disk.open()
    await vault.update("id-1", lambda record: replace(record, name="Other"))
    later = await copies.make()
    await vault.close()
    [daily] = [copy for copy in await copies.all() if copy.path != later.path]
    assert daily.revision < later.revision
    os.utime(daily.path, (later.made_at + 600, later.made_at + 600))
    first, second = await copies.all()
    assert (first.path, first.day_only, second.day_only) == (later.path, False, True)


async def test_other_vaults_copies_come_last(disk: OnDisk, copies: SqliteVaultCopies) -> None:
    """However new they are: going back to one would be going to other connections."""
    await disk.filled(3)
    disk.path.unlink()
    anew = await disk.file.create("vault-2", KEY[::-1], None)
    await anew.insert(connection(9))
    await anew.close()
    for path in (disk.folder / "backups").glob("*-of-*"):
        os.utime(path, (disk.clock.now() + DAY, disk.clock.now() + DAY))
    found = await copies.all()
    assert [copy.header.vault_id for copy in found] == ["vault-2", "vault-1"]
    newest = Backups(disk.path).newest()
    assert newest == found[0].path
    disk.path.unlink()
    assert Backups(disk.path).newest() == newest, "the file is gone, and what was seen last tells whose folder it is"


async def test_the_oldest_by_hand_goes_first(disk: OnDisk, copies: SqliteVaultCopies) -> None:
    """Pruned is what the vault had left behind longest, not what some copying put last."""
    vault = await disk.create(1)
    for number in range(2, KEPT_BY_HAND + 2):
        await copies.make()
        await vault.insert(connection(number))
        await disk.clock.advance(60)
    by_hand = sorted((disk.folder / "backups").glob("*by-hand*"))
    assert len(by_hand) == KEPT_BY_HAND
    copied_elsewhere(disk.folder / "backups")
    await copies.make()
    left = sorted((disk.folder / "backups").glob("*by-hand*"))
    assert left[:-1] == by_hand[1:]
    await vault.close()


async def test_days_of_a_wrong_clock_do_not_push_out_todays(disk: OnDisk, copies: SqliteVaultCopies) -> None:
    """Copies named after days to come are older than today's all the same, and go before it."""
    await disk.filled(1)
    year = 365 * DAY
    await disk.clock.advance(5 * year)
    for number in range(2, KEPT + 3):
        vault = await disk.open()
        await vault.insert(connection(number))
        await vault.close()
        await disk.clock.advance(DAY)
    disk.clock.jump(-5 * year)
    vault = await disk.open()
    await vault.insert(connection(40))
    await vault.close()
    newest = (await copies.all())[0]
    assert newest.connections == KEPT + 3
    assert newest.path.name.startswith(f"vault-{_day(disk.clock.now())}")
    assert len(list((disk.folder / "backups").glob("vault-????-??-??.db"))) == KEPT


async def test_a_damaged_copy_is_not_the_newest(disk: OnDisk, copies: SqliteVaultCopies) -> None:
    """What is offered to go back to can be gone back to."""
    before = await grown(disk, copies)
    before[0].path.write_bytes(b"spoiled")
    assert Backups(disk.path).newest() == before[1].path


def _day(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}"
