"""What every shelf of copies and every place for parcels promises."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from oauth_desk.adapters.parcel_files import SealedParcelFiles
from oauth_desk.adapters.vault.copies import SqliteVaultCopies
from oauth_desk.adapters.vault.passphrase_key import Argon2Cost
from oauth_desk.adapters.vault.store import SqliteVaultFile
from oauth_desk.domain.secret import Secret
from oauth_desk.services.ports import (
    Parcel,
    ParcelError,
    ParcelFault,
    ParcelFiles,
    VaultCopies,
    VaultError,
    VaultFault,
    VaultFile,
)
from tests.fakes.clock import FakeClock
from tests.fakes.parcels import MemoryParcelFiles
from tests.fakes.vault import MemoryVaultFile
from tests.fakes.vault_copies import MemoryVaultCopies
from tests.samples import connection, renewed

KEY = bytes(range(32))
PASSPHRASE = Secret("correct horse battery")


@dataclass
class Shelf:
    """A vault file and its copies."""

    file: VaultFile
    copies: VaultCopies
    clock: FakeClock


@pytest.fixture(params=["memory", "disk"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shelf]:
    """Return an empty shelf, of each kind."""
    clock = FakeClock()
    if request.param == "memory":
        file = MemoryVaultFile()
        yield Shelf(file, MemoryVaultCopies(file, clock), clock)
    else:
        path = tmp_path / "data" / "vault.db"
        yield Shelf(SqliteVaultFile(path, clock=clock, quiet=3600), SqliteVaultCopies(path, clock=clock), clock)


@pytest.fixture(params=["memory", "disk"])
def parcels(request: pytest.FixtureRequest) -> ParcelFiles:
    """Return a place for parcels, of each kind."""
    return MemoryParcelFiles() if request.param == "memory" else SealedParcelFiles(cost=Argon2Cost(1, 1, 64))


async def test_a_copy_tells_what_it_is(shelf: Shelf) -> None:
    """A copy made beside the vault is listed, with its time, its vault and how much it holds."""
    vault = await shelf.file.create("vault-1", KEY, None)
    for number in (1, 2):
        await vault.insert(connection(number))
    made = await shelf.copies.make()
    assert made in await shelf.copies.all()
    assert await shelf.copies.look(made.path) == made
    assert (made.connections, made.made_at, made.header.vault_id) == (2, shelf.clock.now(), "vault-1")
    assert await shelf.copies.present() == made.header
    await vault.close()


async def test_going_back_keeps_what_is_newer(shelf: Shelf) -> None:
    """What moved on stays, what went comes back, what came goes; another process sees it as a write."""
    vault = await shelf.file.create("vault-1", KEY, None)
    for number in (1, 2):
        await vault.insert(connection(number))
    made = await shelf.copies.make()
    before = await vault.revision()
    await vault.update("id-1", renewed)
    await vault.delete("id-2")
    await vault.insert(connection(3))
    done = await shelf.copies.put_back(made.path, KEY)
    told = (done.connections, done.kept_newer, done.brought_back, done.left_out)
    assert told == (2, ("Name 1",), ("Name 2",), ("Name 3",))
    assert {each.id: each.generation for each in await vault.connections()} == {"id-1": 2, "id-2": 1}
    assert await vault.revision() > before
    await vault.close()


async def test_nothing_is_overwritten_and_no_other_key_helps(shelf: Shelf, tmp_path: Path) -> None:
    """A file that is there stays, a key that does not fit changes nothing, a missing file is told."""
    vault = await shelf.file.create("vault-1", KEY, None)
    await vault.insert(connection(1))
    made = await shelf.copies.make(tmp_path / "copy.db")
    with pytest.raises(FileExistsError):
        await shelf.copies.make(tmp_path / "copy.db")
    for path, key, fault in ((made.path, bytes(32), VaultFault.WRONG_KEY), (tmp_path / "no.db", KEY, VaultFault.OTHER)):
        with pytest.raises(VaultError) as caught:
            await shelf.copies.put_back(path, key)
        assert caught.value.fault is fault
    assert len(await vault.connections()) == 1
    await vault.close()


async def test_a_copy_behind_a_passphrase(shelf: Shelf) -> None:
    """Its own passphrase gives the key, and no other."""
    vault = await shelf.file.create("vault-1", KEY, PASSPHRASE)
    made = await shelf.copies.make()
    assert await shelf.copies.unwrap(made.path, PASSPHRASE) == KEY
    with pytest.raises(VaultError) as caught:
        await shelf.copies.unwrap(made.path, Secret("wrong"))
    assert caught.value.fault is VaultFault.WRONG_KEY
    await vault.close()


async def test_a_parcel_comes_out_as_it_went_in(parcels: ParcelFiles, tmp_path: Path) -> None:
    """Every connection, the time, the sender; once written it is not overwritten, and opens with one passphrase."""
    path = tmp_path / "parcel"
    parcel = Parcel((connection(1), replace(connection(2), notes=("a",))), 5.5, moved=True, sender="Studio")
    await parcels.write(path, parcel, PASSPHRASE)
    assert await parcels.read(path, PASSPHRASE) == parcel
    for call, fault in (
        (lambda: parcels.write(path, parcel, PASSPHRASE), ParcelFault.EXISTS),
        (lambda: parcels.read(path, Secret("wrong")), ParcelFault.WRONG_PASSPHRASE),
        (lambda: parcels.read(tmp_path / "missing", PASSPHRASE), ParcelFault.MISSING),
    ):
        with pytest.raises(ParcelError) as caught:
            await call()  # type: ignore[no-untyped-call]
        assert caught.value.fault is fault
