"""Vaults that earlier releases made, and the promise to keep reading them."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from oauth_desk.adapters.vault.passphrase_key import Argon2Cost
from oauth_desk.adapters.vault.store import SqliteVaultFile
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.events import ActivityEntry
from oauth_desk.services.ports import Protection, VaultError, VaultFault
from tests.adapters import full_vault
from tests.adapters.stored_vaults import FOLDER, KEY, KEYED, PASSPHRASE, SHAPE, VAULT_ID, WRAPPED, shape
from tests.fakes.clock import FakeClock
from tests.samples import renewed


@dataclass(frozen=True)
class Kept:
    """A set of stored vaults, and what they must give; a later shape is told there as well."""

    name: str
    connections: Callable[[], list[Connection]] = full_vault.connections
    entries: Callable[[], list[ActivityEntry]] = full_vault.entries


SETS = [
    Kept("1", full_vault.connections_of_1),
    Kept("2", full_vault.connections_of_2),
    Kept("3", full_vault.connections_of_3),
    Kept("4"),
]
"""Oldest first; the last one is today's."""


def taken_out(kept: Kept, name: str, folder: Path) -> SqliteVaultFile:
    """Return a stored vault, in a place where it may be changed."""
    path = folder / "data" / "vault.db"
    path.parent.mkdir()
    shutil.copyfile(FOLDER / kept.name / name, path)
    return SqliteVaultFile(path, clock=FakeClock(), cost=Argon2Cost(1, 1, 64))


def test_the_saved_form_has_a_stored_vault() -> None:
    """Whoever changes the saved form stores a vault of the new one, and says how the old one is read.

    A new member with a default needs a new set alone. Anything that a copy of the program from
    before would misread, a new word of an enumeration too, also needs another RECORD_VERSION
    and FORMAT, with a step in ``migration``. Then: ``python -m tests.adapters.stored_vaults NAME``.
    """
    stored = json.loads((FOLDER / SETS[-1].name / SHAPE).read_text(encoding="utf-8"))
    assert shape() == stored


def test_every_stored_vault_is_tested() -> None:
    """No set is forgotten."""
    assert {path.name for path in FOLDER.iterdir()} == {kept.name for kept in SETS}


@pytest.mark.parametrize("kept", SETS, ids=lambda kept: kept.name)
async def test_a_vault_of_then_reads_exactly(kept: Kept, tmp_path: Path) -> None:
    """Every field of every record and entry is what was saved, the words of every status too."""
    vault = await taken_out(kept, KEYED, tmp_path).open(KEY)
    found = {record.id: record for record in await vault.connections()}
    entries = await vault.activity()
    await vault.close()
    assert found == {record.id: record for record in kept.connections()}
    assert entries[::-1] == kept.entries()


@pytest.mark.parametrize("kept", SETS, ids=lambda kept: kept.name)
async def test_a_passphrase_of_then_opens(kept: Kept, tmp_path: Path) -> None:
    """The passphrase gives the key that it wrapped, at the cost of its own time."""
    file = taken_out(kept, WRAPPED, tmp_path)
    header = await file.header()
    assert header is not None
    assert (header.vault_id, header.protection) == (VAULT_ID, Protection.PASSPHRASE)
    key = await file.unwrap(PASSPHRASE)
    assert key == KEY
    vault = await file.open(key)
    assert len(await vault.connections()) == len(kept.connections())
    await vault.close()


@pytest.mark.parametrize("kept", SETS, ids=lambda kept: kept.name)
async def test_a_vault_of_then_goes_on(kept: Kept, tmp_path: Path) -> None:
    """It is written to like any other, and a wrong key is told as such."""
    file = taken_out(kept, KEYED, tmp_path)
    with pytest.raises(VaultError) as caught:
        await file.open(KEY[::-1])
    assert caught.value.fault is VaultFault.WRONG_KEY
    vault = await file.open(KEY)
    for record in kept.connections():
        assert (await vault.update(record.id, renewed)).generation == record.generation + 1
    await vault.close()
