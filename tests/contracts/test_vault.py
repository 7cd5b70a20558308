"""The Vault port: the same promises in memory and on disk."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from oauth_desk.adapters.vault.passphrase_key import Argon2Cost
from oauth_desk.adapters.vault.store import SqliteVaultFile
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.secret import Secret
from oauth_desk.services.ports import Gone, NameTaken, Protection, Vault, VaultError, VaultFault, VaultFile
from tests.fakes.vault import MemoryVaultFile
from tests.samples import connection, entry, renewed

KEY = os.urandom(32)
CHEAP = Argon2Cost(iterations=1, lanes=1, memory=64)


@pytest.fixture(params=["memory", "sqlite"])
def vault_file(request: pytest.FixtureRequest, tmp_path: Path) -> VaultFile:
    """Give a place without a vault."""
    if request.param == "memory":
        return MemoryVaultFile()
    return SqliteVaultFile(tmp_path / "data" / "vault.db", cost=CHEAP)


@pytest.fixture
async def vault(vault_file: VaultFile) -> AsyncIterator[Vault]:
    """Give an open, empty vault."""
    made = await vault_file.create("vault-1", KEY, None)
    yield made
    await made.close()


@pytest.fixture
async def other(vault: Vault, vault_file: VaultFile) -> AsyncIterator[Vault]:
    """Give the same vault as another process has it open."""
    opened = await vault_file.open(KEY)
    yield opened
    await opened.close()


async def test_no_vault_has_no_header(vault_file: VaultFile) -> None:
    """Where there is no vault, the header is None."""
    assert await vault_file.header() is None


async def test_header_needs_no_key(vault: Vault, vault_file: VaultFile) -> None:
    """The header tells id and protection without a key."""
    header = await vault_file.header()
    assert header is not None
    assert (header.vault_id, header.protection) == ("vault-1", Protection.KEYRING)


async def test_another_key_is_told_as_such(vault: Vault, vault_file: VaultFile) -> None:
    """A key that does not fit is WRONG_KEY, not damage."""
    with pytest.raises(VaultError) as caught:
        await vault_file.open(os.urandom(32))
    assert caught.value.fault is VaultFault.WRONG_KEY
    assert (await vault_file.header()) is not None


async def test_passphrase_gives_the_key_back(vault_file: VaultFile) -> None:
    """A passphrase vault unwraps to the key it was made with, and another passphrase does not fit."""
    await (await vault_file.create("vault-2", KEY, Secret("correct horse"))).close()
    header = await vault_file.header()
    assert header is not None
    assert header.protection is Protection.PASSPHRASE
    assert await vault_file.unwrap(Secret("correct horse")) == KEY
    with pytest.raises(VaultError) as caught:
        await vault_file.unwrap(Secret("wrong horse"))
    assert caught.value.fault is VaultFault.WRONG_KEY


async def test_written_is_read(vault: Vault, other: Vault) -> None:
    """What was inserted is read back equal, by another process too."""
    await vault.insert(connection(1))
    assert await vault.read("id-1") == connection(1)
    assert await other.read("id-1") == connection(1)
    assert await vault.read("id-2") is None


async def test_listed_by_name(vault: Vault) -> None:
    """Connections come by name, without regard to case."""
    for number, name in enumerate(("beta", "Alpha", "gamma")):
        await vault.insert(connection(number, name=name))
    assert [record.name for record in await vault.connections()] == ["Alpha", "beta", "gamma"]


async def test_names_are_unique_without_case(vault: Vault) -> None:
    """A name that differs in case alone is taken, at insertion and at renaming."""
    await vault.insert(connection(1, name="Straße"))
    with pytest.raises(NameTaken):
        await vault.insert(connection(2, name="STRASSE"))
    await vault.insert(connection(2))
    with pytest.raises(NameTaken):
        await vault.update("id-2", lambda record: replace(record, name="strasse"))
    assert (await vault.update("id-1", lambda record: replace(record, name="STRAßE"))).name == "STRAßE"


async def test_ids_are_unique(vault: Vault) -> None:
    """A record is not inserted twice, and the attempt spoils no other write."""
    results = await asyncio.gather(
        *(vault.insert(connection(number)) for number in (1, 2, 2, 3)), return_exceptions=True
    )
    assert [type(result) for result in results] == [type(None), type(None), ValueError, type(None)]
    assert len(await vault.connections()) == 3


async def test_a_freed_name_may_be_used(vault: Vault) -> None:
    """A name is free again after its connection was renamed or removed."""
    await vault.insert(connection(1, name="Work"))
    await vault.update("id-1", lambda record: replace(record, name="Home"))
    await vault.insert(connection(2, name="work"))
    await vault.delete("id-2")
    await vault.insert(connection(3, name="WORK"))


async def test_update_sees_what_others_wrote(vault: Vault, other: Vault) -> None:
    """An update starts from the record as it is in the file now, whoever wrote it."""
    await vault.insert(connection(1))
    await vault.read("id-1")
    await other.update("id-1", renewed)
    assert (await vault.update("id-1", renewed)).generation == 3
    assert (await other.read("id-1")) == (await vault.read("id-1"))


async def test_update_may_change_the_service(vault: Vault, other: Vault) -> None:
    """A changed snapshot of the service is saved like the rest."""
    await vault.insert(connection(1))
    changed = replace(connection(1).service, name="Acme 2")
    await vault.update("id-1", lambda record: replace(record, service=changed))
    read = await other.read("id-1")
    assert read is not None
    assert read.service == changed


async def test_a_change_that_raises_changes_nothing(vault: Vault) -> None:
    """Whatever a change raises reaches the caller, and nothing is written."""
    await vault.insert(connection(1))
    before = await vault.revision()

    def refuse(_record: Connection) -> Connection:
        raise LookupError("not now")

    with pytest.raises(LookupError, match="not now"):
        await vault.update("id-1", refuse, entry())
    assert await vault.read("id-1") == connection(1)
    assert await vault.activity() == []
    assert await vault.revision() == before


async def test_what_is_gone_is_gone(vault: Vault, other: Vault) -> None:
    """Updating or deleting a record that another process removed raises Gone."""
    await vault.insert(connection(1))
    await other.delete("id-1")
    with pytest.raises(Gone):
        await vault.update("id-1", renewed)
    with pytest.raises(Gone):
        await vault.delete("id-1")
    assert await vault.connections() == []


async def test_revision_moves_with_every_write(vault: Vault, other: Vault) -> None:
    """The revision moves with writes of any process, and only with them."""
    seen = [await vault.revision()]
    for write in (
        lambda: vault.insert(connection(1)),
        lambda: other.update("id-1", renewed),
        lambda: other.log(entry()),
        lambda: vault.delete("id-1"),
    ):
        await write()
        seen.append(await vault.revision())
    assert seen == sorted(set(seen))
    await vault.connections()
    assert await vault.revision() == seen[-1]


async def test_changes_since(vault: Vault, other: Vault) -> None:
    """Changes are the records written after a revision, and the ids of all that exist."""
    await vault.insert(connection(1))
    await vault.insert(connection(2))
    first = await vault.changes(0)
    assert {record.id for record in first.written} == {"id-1", "id-2"}
    await other.update("id-2", renewed)
    await other.insert(connection(3))
    await other.delete("id-1")
    second = await vault.changes(first.revision)
    assert {record.id: record.generation for record in second.written} == {"id-2": 2, "id-3": 1}
    assert second.ids == {"id-2", "id-3"}
    third = await vault.changes(second.revision)
    assert (third.written, third.revision) == ((), await vault.revision())


async def test_activity_newest_first(vault: Vault, other: Vault) -> None:
    """Entries come newest first, with those written beside a record, filtered and limited."""
    await vault.insert(connection(1), entry(1))
    await vault.update("id-1", renewed, entry(2), entry(3, "id-2"))
    await vault.log(entry(4))
    assert [one.outcome for one in await other.activity()] == ["outcome 4", "outcome 3", "outcome 2", "outcome 1"]
    assert [one.outcome for one in await other.activity(limit=2)] == ["outcome 4", "outcome 3"]
    assert await other.activity(connection_id="id-2") == [entry(3, "id-2")]


async def test_concurrent_updates_all_count(vault: Vault, other: Vault) -> None:
    """Updates at once, from two processes, are lost by nobody."""
    await vault.insert(connection(1))
    await asyncio.gather(*(side.update("id-1", renewed) for side in (vault, other) for _ in range(20)))
    read = await vault.read("id-1")
    assert read is not None
    assert read.generation == 41


async def test_a_cancelled_caller_does_not_undo_a_write(vault: Vault) -> None:
    """A write that was asked for is done although its caller no longer waits."""
    await vault.insert(connection(1))
    task = asyncio.ensure_future(vault.update("id-1", renewed))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await vault.log(entry())
    read = await vault.read("id-1")
    assert read is not None
    assert read.generation == 2


@pytest.mark.parametrize(
    "call",
    [lambda vault: vault.connections(), lambda vault: vault.insert(connection(1)), lambda vault: vault.revision()],
)
async def test_a_closed_vault_refuses(vault_file: VaultFile, call: Callable[[Vault], object]) -> None:
    """After closing, every call fails as a VaultError; closing twice does no harm."""
    vault = await vault_file.create("vault-1", KEY, None)
    await vault.close()
    await vault.close()
    with pytest.raises(VaultError):
        await call(vault)  # type: ignore[misc]
