"""Locking by itself, as the person chose."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.events import Resumed
from oauth_desk.services.choices import Choices, Chosen
from oauth_desk.services.locking import Locking
from oauth_desk.services.ports import Sign
from oauth_desk.services.vault_session import SessionState
from tests.fakes.clock import settle
from tests.fakes.presence import FakePresence, MemoryChoices
from tests.services.copy import Copy, a_copy
from tests.services.world import TOKEN_URL, World, connection, granted


class Watched:
    """A copy whose locking runs."""

    def __init__(self, copy: Copy, **choices: Any) -> None:
        self.copy = copy
        self.presence = FakePresence()
        self.store = MemoryChoices(**choices)
        self.chosen = Chosen(self.store)
        self.returns = 0
        self.locking = Locking(
            session=copy.session,
            chosen=self.chosen,
            presence=self.presence,
            book=copy.book,
            clock=copy.world.clock,
            tasks=copy.crew.tasks,
        )

    @property
    def locked(self) -> bool:
        """Tell whether it is locked."""
        return self.copy.session.state is SessionState.LOCKED

    async def back(self) -> None:
        """Open again, as the agent does."""
        self.returns += 1
        await self.copy.session.open()

    async def pass_time(self, seconds: float) -> None:
        """Let time pass."""
        await self.copy.world.clock.advance(seconds)


@asynccontextmanager
async def watched(world: World, *, agent: bool = False, **choices: Any) -> AsyncIterator[Watched]:
    """Run a copy with these choices."""
    copy = a_copy(world)
    await copy.put(connection(world.clock))
    made = Watched(copy, **choices)
    await made.chosen.load()
    running = asyncio.ensure_future(made.locking.run(made.back if agent else None))
    await settle()
    try:
        yield made
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await copy.close()


async def test_by_default_nothing_locks_and_nobody_listens(world: World) -> None:
    """A locked program renews nothing, so locking is the person's choice."""
    async with watched(world) as it:
        await it.pass_time(86_400)
        assert not it.locked
        assert not it.presence.watched
        assert it.presence.asked == 0


async def test_idle_by_the_systems_word(world: World) -> None:
    """Where the system tells since when nobody touched the computer, that counts, not our window."""
    async with watched(world, lock_after_minutes=5) as it:
        it.presence.idle = 0.0
        await it.pass_time(299)
        it.presence.idle = 200.0
        await it.pass_time(99)
        assert not it.locked
        it.presence.idle = 300.0
        await it.pass_time(2)
        assert it.locked


async def test_idle_is_not_asked_for_all_the_time(world: World) -> None:
    """One look for each time that could have run out."""
    async with watched(world, lock_after_minutes=5) as it:
        it.presence.idle = 0.0
        before = it.presence.asked
        await it.pass_time(3000)
        assert it.presence.asked - before <= 11


async def test_idle_by_our_own_window(world: World) -> None:
    """Where the system does not tell, our own window counts: it may lock too early, never too late."""
    async with watched(world, lock_after_minutes=5) as it:
        await it.pass_time(250)
        it.locking.last_use.touch()
        await it.pass_time(250)
        assert not it.locked
        await it.pass_time(60)
        assert it.locked


async def test_signing_in_elsewhere_counts_as_use(world: World) -> None:
    """Who is busy in the browser for our window is not locked out of it."""
    async with watched(world, lock_after_minutes=1) as it:
        with it.locking.last_use.lasting():
            await it.pass_time(290)
            assert not it.locked
        await it.pass_time(59)
        assert not it.locked
        await it.pass_time(2)
        assert it.locked


async def test_a_sleep_counts_as_idle(world: World) -> None:
    """After a night's sleep nobody was there for eight hours, although no timer ran."""
    async with watched(world, lock_after_minutes=5) as it:
        await world.clock.jumped(8 * 3600)
        it.copy.book.publish(Resumed(8 * 3600))
        await settle()
        assert it.locked


async def test_unlocked_the_time_begins_anew(world: World) -> None:
    """Nobody is locked out again at once."""
    async with watched(world, lock_after_minutes=5) as it:
        await it.pass_time(301)
        assert it.locked
        await it.copy.session.open()
        await it.pass_time(200)
        assert not it.locked
        await it.pass_time(101)
        assert it.locked


async def test_a_choice_counts_at_once(world: World) -> None:
    """Chosen while it runs: no restart is needed, in either direction."""
    async with watched(world) as it:
        await it.pass_time(3600)
        it.locking.last_use.touch()
        await it.chosen.change(lock_after_minutes=1, lock_with_screen=True)
        await settle()
        assert it.presence.watched
        await it.pass_time(30)
        await it.chosen.change(lock_after_minutes=0)
        await it.pass_time(3600)
        assert not it.locked
        assert it.store.values["lock_with_screen"]


@pytest.mark.parametrize(
    ("choice", "sign"), [("lock_with_screen", Sign.SCREEN_LOCKED), ("lock_with_sleep", Sign.SLEEPING)]
)
@pytest.mark.parametrize("chosen", [True, False])
async def test_with_the_screen_and_with_sleep(world: World, choice: str, sign: Sign, chosen: bool) -> None:
    """C107: each as chosen, and not the one for the other."""
    other = "lock_with_sleep" if choice == "lock_with_screen" else "lock_with_screen"
    async with watched(world, **{choice: chosen, other: not chosen}) as it:
        await it.presence.say(sign)
        assert it.locked is chosen


async def test_sleep_is_not_held_up_for_long(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A renewal under way may need a minute; the computer sleeps before, and nothing is lost."""
    async with watched(world, lock_with_sleep=True) as it:
        gate = world.http.gate(TOKEN_URL)
        renewing = asyncio.ensure_future(it.copy.crew.renewer.renew("c0"))
        await gate.arrived()
        monkeypatch.setattr("oauth_desk.services.locking.BEFORE_SLEEP", 0.05)
        async with asyncio.timeout(30):
            await it.presence.say(Sign.SLEEPING)
        assert it.locked
        gate.open(granted("A1", "R1"))  # type: ignore[arg-type]
        await renewing
        await settle()
        assert world.file.records["c0"].generation == 2
        assert not it.copy.session.key_is_kept


async def test_a_sleep_nobody_announced(world: World) -> None:
    """Where the system says nothing before it sleeps, the clock says so afterwards."""
    async with watched(world, lock_with_sleep=True) as it:
        it.copy.book.publish(Resumed(600))
        await settle()
        assert it.locked


async def test_the_key_stays_where_renewing_shall_go_on(world: World) -> None:
    """The choice is taken at the moment of locking."""
    async with watched(world, lock_with_screen=True, renew_while_locked=True) as it:
        await it.presence.say(Sign.SCREEN_LOCKED)
        assert it.copy.session.renews_while_locked


async def test_nobody_unlocks_the_window_by_coming_back(world: World) -> None:
    """A window waits for its owner; only what has no window opens again by itself."""
    async with watched(world, lock_with_screen=True) as it:
        await it.presence.say(Sign.SCREEN_LOCKED)
        await it.presence.say(Sign.SCREEN_UNLOCKED)
        assert it.locked
    async with watched(World(), agent=True, lock_with_screen=True, lock_after_minutes=1) as it:
        await it.pass_time(600)
        assert not it.locked
        await it.presence.say(Sign.SCREEN_LOCKED)
        assert it.locked
        await it.presence.say(Sign.SCREEN_UNLOCKED)
        assert (it.locked, it.returns) == (False, 1)


async def test_a_choice_that_cannot_be_saved_is_not_made(world: World) -> None:
    """Nobody believes in a lock that the next start forgets."""
    async with watched(world) as it:
        it.store.fault = DeskError("settings_not_saved", "No.")
        with pytest.raises(DeskError):
            await it.chosen.change(lock_with_screen=True)
        assert it.chosen.now == Choices()


async def test_nonsense_in_the_file(world: World) -> None:
    """Values that make no sense are the default's, the others count."""
    store = MemoryChoices(lock_after_minutes="5", lock_with_screen=True, lock_with_sleep=1, other="x")
    assert await Chosen(store).load() == Choices(lock_with_screen=True)
