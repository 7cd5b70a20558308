"""Changing what protects a vault's key: the same promises in memory and on disk."""

import os
from pathlib import Path

import pytest

from oauth_desk.adapters.vault.passphrase_key import Argon2Cost
from oauth_desk.adapters.vault.store import SqliteVaultFile
from oauth_desk.domain.secret import Secret
from oauth_desk.services.ports import Protection, Unsettled, VaultError, VaultFault, VaultFile
from tests.fakes.vault import MemoryVaultFile
from tests.samples import connection

KEY = os.urandom(32)
CHEAP = Argon2Cost(iterations=1, lanes=1, memory=64)
OLD, NEW = Secret("old passphrase"), Secret("new passphrase")


@pytest.fixture(params=["memory", "sqlite"])
def vault_file(request: pytest.FixtureRequest, tmp_path: Path) -> VaultFile:
    """Give a place without a vault."""
    if request.param == "memory":
        return MemoryVaultFile()
    return SqliteVaultFile(tmp_path / "data" / "vault.db", cost=CHEAP)


async def protection(file: VaultFile) -> Protection:
    """Return what protects the vault."""
    header = await file.header()
    assert header is not None
    return header.protection


@pytest.mark.parametrize("before", [None, OLD])
@pytest.mark.parametrize("after", [None, NEW])
async def test_from_each_to_each(vault_file: VaultFile, before: Secret | None, after: Secret | None) -> None:
    """The new protection opens, the old passphrase does not, the key and the records are the same."""
    vault = await vault_file.create("vault-1", KEY, before)
    await vault.insert(connection(1))
    await vault_file.protect(KEY, after, Unsettled.COPIES)
    assert await protection(vault_file) is (Protection.KEYRING if after is None else Protection.PASSPHRASE)
    assert await vault_file.unsettled() is Unsettled.COPIES
    if after is not None:
        assert await vault_file.unwrap(NEW) == KEY
    with pytest.raises(VaultError) as caught:
        await vault_file.unwrap(OLD)
    assert caught.value.fault is VaultFault.WRONG_KEY
    again = await vault_file.open(KEY)
    assert [each.id for each in await again.connections()] == ["id-1"]
    await vault.insert(connection(2))
    assert len(await again.connections()) == 2
    await vault.close()
    await again.close()


async def test_another_key_changes_nothing(vault_file: VaultFile) -> None:
    """A key that is not the vault's cannot be put under a new passphrase."""
    await (await vault_file.create("vault-1", KEY, OLD)).close()
    with pytest.raises(VaultError) as caught:
        await vault_file.protect(os.urandom(32), NEW, Unsettled.COPIES)
    assert caught.value.fault is VaultFault.WRONG_KEY
    assert await vault_file.unwrap(OLD) == KEY
    assert await vault_file.unsettled() is None


async def test_the_note_stays_until_it_is_taken_back(vault_file: VaultFile) -> None:
    """What is still to be done is known to every later process."""
    await (await vault_file.create("vault-1", KEY, None)).close()
    assert await vault_file.unsettled() is None
    await vault_file.note_unsettled(Unsettled.KEYRING)
    assert await vault_file.unsettled() is Unsettled.KEYRING
    assert await vault_file.protect_copies() == 0
    await vault_file.note_unsettled(None)
    assert await vault_file.unsettled() is None
