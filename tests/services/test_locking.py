"""Locking: what is dropped, what is finished first, and what goes on."""

import asyncio
import gc
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.events import NeededBehindLock, SaveFailed, VaultLocked, VaultOpened
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.status import Status
from oauth_desk.services.ports import VaultError, VaultFault
from oauth_desk.services.vault_session import SessionState
from tests.fakes.clock import settle
from tests.services.copy import Copy, a_copy
from tests.services.world import TOKEN_URL, World, connection, error, granted

FULL = VaultError(VaultFault.FULL, "no space left on device")


@pytest.fixture
async def copy(world: World) -> AsyncIterator[Copy]:
    """Start a copy with one connection."""
    made = a_copy(world)
    await made.put(connection(world.clock))
    yield made
    world.file.fault = None
    await world.clock.advance(5)
    await made.close()


async def test_locking_shows_nothing_at_once(copy: Copy) -> None:
    """C107: from the moment of locking there is nothing to see, and every call is told so."""
    locking = asyncio.ensure_future(copy.session.lock())
    await asyncio.sleep(0)
    assert copy.book.all() == []
    assert copy.book.get("c0") is None
    assert isinstance(copy.events[-1], VaultLocked)
    for call in (copy.crew.renewer.ensure_fresh("c0"), copy.crew.renewer.renew("c0"), copy.book.reread("c0")):
        with pytest.raises(DeskError) as caught:
            await call
        assert (caught.value.code, caught.value.kind) == ("vault_locked", Kind.LOCKED)
    await locking
    assert not copy.session.key_is_kept


async def test_a_locked_program_keeps_no_record(copy: Copy) -> None:
    """C109: locked, no connection is left in memory that Python still knows of."""
    await copy.book.add(connection(copy.world.clock, number=1, name="Only here"))
    copy.world.file.records["c1"] = replace(copy.world.file.records["c1"], name="In the file")
    await copy.session.lock()
    copy.events.clear()
    gc.collect()
    left = [each for each in gc.get_objects() if isinstance(each, Connection) and each.name == "Only here"]
    assert left == []


async def test_a_renewal_under_way_is_saved_before_the_key_is_dropped(copy: Copy) -> None:
    """C61: the new pair that arrives after locking is saved: the old one is spent."""
    gate = copy.world.http.gate(TOKEN_URL)
    renewing = asyncio.ensure_future(copy.crew.renewer.renew("c0"))
    await gate.arrived()
    locking = asyncio.ensure_future(copy.session.lock())
    await settle()
    assert copy.session.state is SessionState.LOCKED
    assert copy.session.key_is_kept
    assert not locking.done()
    gate.open(granted("A1", "R1"))  # type: ignore[arg-type]
    await locking
    assert (await renewing).outcome == "renewed"
    assert not copy.session.key_is_kept
    assert copy.world.file.records["c0"].tokens.refresh_token == Secret("R1")
    await copy.session.open()
    assert copy.book.require("c0").tokens.access_token == Secret("A1")


async def test_a_caller_that_gives_up_stops_no_saving(copy: Copy) -> None:
    """Before a suspend nobody waits for long; what is under way is saved all the same."""
    gate = copy.world.http.gate(TOKEN_URL)
    renewing = asyncio.ensure_future(copy.crew.renewer.renew("c0"))
    await gate.arrived()
    locking = asyncio.ensure_future(copy.session.lock())
    await settle()
    locking.cancel()
    await settle()
    gate.open(granted("A1", "R1"))  # type: ignore[arg-type]
    await renewing
    await settle()
    assert copy.world.file.records["c0"].tokens.refresh_token == Secret("R1")
    assert not copy.session.key_is_kept


async def test_tokens_that_cannot_be_saved_keep_the_key(copy: Copy) -> None:
    """C61: the key stays, and that is told, until the disk takes what only memory holds."""
    gate = copy.world.http.gate(TOKEN_URL)
    renewing = asyncio.ensure_future(copy.crew.renewer.renew("c0"))
    await gate.arrived()
    copy.world.file.fault = FULL
    locking = asyncio.ensure_future(copy.session.lock())
    gate.open(granted("A1", "R1"))  # type: ignore[arg-type]
    await settle()
    with pytest.raises(DeskError):
        await renewing
    await copy.world.clock.advance(200)
    assert not locking.done()
    assert [event for event in copy.events if isinstance(event, SaveFailed)]
    copy.world.file.fault = None
    await copy.world.clock.advance(5)
    await locking
    assert copy.world.file.records["c0"].tokens.refresh_token == Secret("R1")


async def test_unlocking_while_a_renewal_is_being_saved(copy: Copy) -> None:
    """Unlocked before the old key was dropped: everything is there, and the renewal still counts."""
    gate = copy.world.http.gate(TOKEN_URL)
    renewing = asyncio.ensure_future(copy.crew.renewer.renew("c0"))
    await gate.arrived()
    locking = asyncio.ensure_future(copy.session.lock())
    await settle()
    await copy.session.open()
    assert [each.name for each in copy.book.all()] == ["Acme"]
    gate.open(granted("A1", "R1"))  # type: ignore[arg-type]
    await asyncio.gather(renewing, locking)
    assert copy.book.require("c0").tokens.access_token == Secret("A1")
    await copy.book.rename("c0", "Still open")


async def test_locking_while_it_opens(world: World) -> None:
    """A screen that locks while the vault opens leaves it locked."""
    copy = a_copy(world)
    await copy.put(connection(world.clock))
    await copy.session.lock()
    opening = asyncio.ensure_future(copy.session.open())
    await asyncio.sleep(0)
    await copy.session.lock()
    with pytest.raises(DeskError) as caught:
        await opening
    assert caught.value.code == "vault_locked"
    assert copy.session.state is SessionState.LOCKED
    assert copy.book.all() == []
    await copy.close()


async def test_locked_by_default_nothing_is_renewed(copy: Copy) -> None:
    """C107: locked means that the background stops."""
    keeping = asyncio.ensure_future(copy.crew.keeper.run())
    await copy.session.lock()
    await copy.world.clock.advance(4000)
    assert copy.world.sent == 0
    copy.world.http.reply(TOKEN_URL, granted())
    await copy.session.open()
    await copy.world.clock.advance(40)
    assert copy.world.sent == 1
    keeping.cancel()


async def test_renewing_may_go_on_behind_the_lock(copy: Copy) -> None:
    """Where the person chose so, the background renews, and the window still has nothing to show."""
    keeping = asyncio.ensure_future(copy.crew.keeper.run())
    copy.world.http.reply(TOKEN_URL, granted("A1", "R1"))
    await copy.session.lock(keep_renewing=True)
    copy.events.clear()
    assert (copy.session.renews_while_locked, copy.session.key_is_kept) == (True, True)
    await copy.world.clock.advance(3500)
    assert copy.world.file.records["c0"].tokens.access_token == Secret("A1")
    assert (copy.book.all(), copy.events) == ([], [])
    await copy.session.open()
    await settle()
    assert [type(event) for event in copy.events if isinstance(event, VaultOpened)] == [VaultOpened]
    assert copy.book.require("c0").generation == 2
    assert not copy.night.on
    assert copy.nights[0].book.all() == []
    keeping.cancel()


async def test_taking_over_from_the_night_renews_once(copy: Copy) -> None:
    """C60: unlocked in the middle of a renewal, the same refresh token is not sent twice."""
    keeping = asyncio.ensure_future(copy.crew.keeper.run())
    gate = copy.world.http.gate(TOKEN_URL)
    await copy.session.lock(keep_renewing=True)
    await copy.world.clock.advance(3500)
    await gate.arrived()
    await copy.session.open()
    renewing = asyncio.ensure_future(copy.crew.renewer.renew("c0"))
    await copy.world.clock.advance(1)
    gate.open(granted("A1", "R1"))  # type: ignore[arg-type]
    await copy.world.clock.advance(2)
    assert (await renewing).connection.tokens.access_token == Secret("A1")
    assert copy.world.sent == 1
    assert not copy.night.on
    keeping.cancel()


async def test_somebody_is_needed_behind_the_lock(copy: Copy) -> None:
    """Who is needed is not told while it is locked, but that somebody is; unlocked, it is seen who."""
    keeping = asyncio.ensure_future(copy.crew.keeper.run())
    copy.world.http.reply(TOKEN_URL, error("invalid_grant"))
    await copy.session.lock(keep_renewing=True)
    copy.events.clear()
    await copy.world.clock.advance(3500)
    assert copy.events == [NeededBehindLock()]
    await copy.session.open()
    assert copy.book.require("c0").condition.status is Status.SIGN_IN_NEEDED
    keeping.cancel()


async def test_paused_by_hand_stays_paused_behind_the_lock(copy: Copy) -> None:
    """Who paused renewing and locks, has it paused."""
    copy.crew.keeper.pause()
    await copy.session.lock(keep_renewing=True)
    await copy.world.clock.advance(4000)
    assert copy.world.sent == 0
    copy.world.http.reply(TOKEN_URL, granted())
    copy.night.set_paused(paused=False)
    await copy.world.clock.advance(40)
    assert copy.world.sent == 1


async def test_ending_ends_the_night(copy: Copy) -> None:
    """The end of the program ends what goes on behind the lock."""
    await copy.session.lock(keep_renewing=True)
    await copy.session.end()
    assert not copy.night.on
    assert len(copy.nights[0].tasks) == 0
