"""The one writer of connection state."""

import pytest

from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.events import (
    ActivityEntry,
    ActivityKind,
    ConnectionAdded,
    ConnectionChanged,
    ConnectionRemoved,
    VaultLocked,
)
from oauth_desk.services.ports import VaultError, VaultFault
from tests.services.world import World, connection


async def test_names_are_unique_whatever_the_case(world: World) -> None:
    """An existing name is an error that points to reconnect."""
    process = await world.process(connection(world.clock), connection(world.clock, number=1))
    with pytest.raises(DeskError) as caught:
        await process.book.rename("c1", "ACME")
    assert (caught.value.code, caught.value.kind) == ("name_taken", Kind.USAGE)
    assert "reconnect" in caught.value.terminal_advice
    assert process["c1"].name == "Acme 1"


async def test_a_free_name_is_numbered(world: World) -> None:
    """A second account of a service gets a name of its own."""
    process = await world.process(connection(world.clock))
    assert (process.book.free_name("Acme"), process.book.free_name("Other")) == ("Acme 2", "Other")


@pytest.mark.parametrize("name", ["", "  ", "\n"])
async def test_a_name_is_needed(world: World, name: str) -> None:
    """An empty name changes nothing."""
    process = await world.process(connection(world.clock))
    with pytest.raises(DeskError):
        await process.book.rename("c0", name)
    assert process["c0"].name == "Acme"


async def test_what_another_process_did_is_seen(world: World) -> None:
    """Added, changed and removed elsewhere become events here."""
    here = await world.process(connection(world.clock))
    there = await world.process()
    await there.book.add(connection(world.clock, number=1))
    await there.book.rename("c0", "Work")
    await here.book.sync()
    await there.book.remove("c1")
    await here.book.sync()
    kinds = [type(event) for event in here.events]
    assert kinds.count(ConnectionAdded) == 2
    assert kinds.count(ConnectionChanged) == 1
    assert kinds.count(ConnectionRemoved) == 1
    assert [item.name for item in here.book.all()] == ["Work"]


async def test_a_listener_that_left_hears_nothing(world: World) -> None:
    """Unsubscribing is final."""
    process = await world.process(connection(world.clock))
    heard: list[object] = []
    leave = process.book.subscribe(heard.append)
    leave()
    await process.book.rename("c0", "Work")
    assert heard == []


async def test_locking_forgets_every_record(world: World) -> None:
    """Locked means that the decrypted records are dropped."""
    process = await world.process(connection(world.clock))
    await process.book.detach()
    assert process.book.all() == []
    assert isinstance(process.events[-1], VaultLocked)
    with pytest.raises(DeskError) as caught:
        process.book.require("c0")
    assert caught.value.kind is Kind.LOCKED


async def test_a_log_that_cannot_be_written_stops_nothing(world: World) -> None:
    """A full disk must not fail the call that the log tells about."""
    process = await world.process(connection(world.clock))
    world.file.fault = VaultError(VaultFault.FULL, "no space")
    await process.book.log(ActivityEntry(world.clock.now(), "c0", "Acme", ActivityKind.PROGRAM, "woke"))
    world.file.fault = None
    assert await process.book.activity(connection_id=None, limit=9) == []


@pytest.mark.parametrize("fault", [fault for fault in VaultFault if fault is not VaultFault.WRONG_KEY])
async def test_every_fault_of_the_vault_has_words_and_a_way_out(world: World, fault: VaultFault) -> None:
    """A clear sentence with a remedy, and everything kept."""
    process = await world.process(connection(world.clock))
    world.file.fault = VaultError(fault, "seen")
    with pytest.raises(DeskError) as caught:
        await process.book.rename("c0", "Work")
    assert caught.value.title.endswith(".")
    assert caught.value.advice
    assert process["c0"].name == "Acme"
