"""The background renewer, by a clock that a test moves."""

import asyncio
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

import pytest

from oauth_desk.domain.connection import InFlight
from oauth_desk.domain.events import ReconnectNeeded, Resumed, VaultFailed, VaultRecovered
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.status import Cause, Status
from oauth_desk.services.ports import Clock, TransportFault, VaultError, VaultFault
from oauth_desk.services.storage_trouble import STORAGE_PAUSE
from oauth_desk.services.turns import PROBE_PAUSE
from tests.fakes.http import failure
from tests.fakes.locks import MemoryLocks
from tests.services.world import TOKEN_URL, Process, World, connection, granted

OFFLINE = failure(TransportFault.DNS, sent=False)


def start(process: Process) -> None:
    """Run the keeper until the test ends."""
    process.tasks.start(process.keeper.run(), "keeper")


async def test_renewal_comes_ahead_of_the_end(world: World) -> None:
    """C63: rule 8: 300 s and a jitter before the end of an hour."""
    process = await world.process(connection(world.clock))
    world.http.always(TOKEN_URL, granted())
    start(process)
    await world.clock.advance(3200)
    assert world.sent == 0
    await world.clock.advance(105)
    assert (world.sent, process["c0"].tokens.access_token) == (1, Secret("A1"))


async def test_short_lifetimes_are_renewed_once_each(world: World) -> None:
    """A token of 20 s is renewed about every 15 s, not on every look (NORMS C63)."""
    process = await world.process(connection(world.clock, lifetime=20))
    world.http.always(TOKEN_URL, granted(lifetime=20))
    start(process)
    await world.clock.advance(150)
    assert 9 <= world.sent <= 11


async def test_a_lifetime_of_zero_does_not_loop(world: World) -> None:
    """C48: a lifetime ≤ 0 keeps the 30 s gap."""
    process = await world.process(connection(world.clock, lifetime=0))
    world.http.always(TOKEN_URL, granted(lifetime=0))
    start(process)
    await world.clock.advance(299)
    assert 8 <= world.sent <= 10


async def test_the_keeper_never_sleeps_longer_than_37_seconds(world: World) -> None:
    """Rule 9: a wall clock is read at least that often."""
    process = await world.process()
    start(process)
    await world.clock.advance(1)
    assert world.clock.next_wake is not None
    assert world.clock.next_wake <= 37


async def test_offline_heals_by_itself(world: World) -> None:
    """C57: backoff while the network is away, renewed when it is back, never a sign-in."""
    process = await world.process(connection(world.clock, lifetime=60))
    world.http.reply(TOKEN_URL, *[OFFLINE] * 4)
    world.http.always(TOKEN_URL, granted(lifetime=3600))
    start(process)
    await world.clock.advance(300)
    assert process["c0"].condition.status is Status.VALID
    assert world.sent == 5
    assert not any(isinstance(event, ReconnectNeeded) for event in process.events)


async def test_a_killed_processs_mark_is_replayed_soon(world: World) -> None:
    """C62: one prompt replay after a crash."""
    mark = InFlight(world.clock.now() - 1)
    process = await world.process(connection(world.clock, in_flight=mark))
    world.http.always(TOKEN_URL, granted())
    start(process)
    await world.clock.advance(5)
    assert (world.sent, process["c0"].in_flight) == (1, None)


async def test_at_most_twenty_at_a_time(world: World) -> None:
    """Five hundred due at once go out twenty by twenty."""
    process = await world.process(*(connection(world.clock, lifetime=60, number=number) for number in range(100)))
    peak, running = 0, 0

    async def slow(_request: object) -> object:
        nonlocal peak, running
        running += 1
        peak = max(peak, running)
        await world.clock.sleep(0.1)
        running -= 1
        return granted()

    world.http.always(TOKEN_URL, slow)  # type: ignore[arg-type]
    start(process)
    await world.clock.advance(60)
    assert (peak, world.sent) == (20, 100)


async def test_after_a_resume_one_goes_ahead_and_the_rest_is_spread(world: World) -> None:
    """Rule 9: no storm at wake; the first answer opens the way for the others."""
    process = await world.process(*(connection(world.clock, lifetime=600, number=number) for number in range(50)))
    moments: list[float] = []

    def answer(_request: object) -> object:
        moments.append(world.clock.monotonic())
        if len(moments) <= 3:
            raise OFFLINE
        return granted(lifetime=36000)

    world.http.always(TOKEN_URL, answer)  # type: ignore[arg-type]
    start(process)
    await world.clock.advance(1)
    await world.clock.jumped(8 * 3600)
    await world.clock.advance(40)
    assert any(isinstance(event, Resumed) for event in process.events)
    await world.clock.advance(200)
    assert all(item.condition.status is Status.VALID for item in process.book.all())
    assert moments[1] - moments[0] >= 1
    assert moments[2] - moments[1] >= 1


async def test_nothing_is_renewed_in_the_first_moments_after_a_wake(world: World) -> None:
    """C62: a network that is not up yet would lose answers: one look after some seconds, the others once it is back."""
    process = await world.process(*(connection(world.clock, lifetime=600, number=number) for number in range(10)))
    at: list[float] = []

    def answer(_request: object) -> object:
        at.append(world.clock.monotonic())
        if len(at) == 1:
            raise OFFLINE
        return granted(lifetime=36000)

    world.http.always(TOKEN_URL, answer)  # type: ignore[arg-type]
    start(process)
    await world.clock.advance(1)
    await world.clock.jumped(8 * 3600)
    while not any(isinstance(event, Resumed) for event in process.events):
        await world.clock.advance(0.1)
    woken = world.clock.monotonic()
    await world.clock.advance(PROBE_PAUSE - 0.2)
    assert at == []
    await world.clock.advance(0.3)
    assert len(at) == 1
    await world.clock.advance(4)
    assert len(at) == 1
    await world.clock.advance(60)
    assert len(at) == 11
    assert at[0] - woken == pytest.approx(2.5, abs=0.2)


async def test_what_nobody_uses_is_kept_alive(world: World) -> None:
    """Where the service ends idle connections, one without a known lifetime is renewed halfway there."""
    idle = connection(world.clock, lifetime=None)
    quirks = replace(idle.service.quirks, refresh_idle_seconds=7200)
    process = await world.process(replace(idle, service=replace(idle.service, quirks=quirks)))
    world.http.always(TOKEN_URL, granted(lifetime=None))
    start(process)
    await world.clock.advance(3590)
    assert world.sent == 0
    await world.clock.advance(3700)
    assert world.sent == 2
    assert process["c0"].condition.status is Status.VALID


async def test_a_pause_stops_renewing_and_resume_catches_up(world: World) -> None:
    """Pause renewing, from the tray."""
    process = await world.process(connection(world.clock, lifetime=60))
    world.http.always(TOKEN_URL, granted())
    process.keeper.pause()
    start(process)
    await world.clock.advance(100)
    assert world.sent == 0
    process.keeper.resume()
    await world.clock.advance(1)
    assert world.sent == 1


async def test_what_cannot_renew_ends_with_a_notice(world: World) -> None:
    """Connected until…, then you sign in again."""
    ends = connection(world.clock, lifetime=60)
    process = await world.process(replace(ends, tokens=replace(ends.tokens, refresh_token=None)))
    start(process)
    await world.clock.advance(100)
    assert (process["c0"].condition.status, process["c0"].condition.cause) == (Status.SIGN_IN_NEEDED, Cause.EXPIRED)
    assert sum(isinstance(event, ReconnectNeeded) for event in process.events) == 1


async def test_another_processs_renewal_is_taken_over(world: World) -> None:
    """What a second copy renewed is seen, and not renewed again."""
    first = await world.process(connection(world.clock, lifetime=60))
    second = await world.process(draw=0.0)
    world.http.always(TOKEN_URL, granted(lifetime=3600))
    start(first)
    start(second)
    await world.clock.advance(120)
    assert world.sent == 1
    assert second["c0"].tokens.access_token == Secret("A1")


async def test_cancelling_the_keeper_leaves_no_task(world: World) -> None:
    """Tasks end with their scope."""
    process = await world.process(connection(world.clock))
    start(process)
    await world.clock.advance(1)
    await process.tasks.close()
    await asyncio.sleep(0)
    assert len(process.tasks) == 0


class UnwritableFolder(MemoryLocks):
    """Locks in a folder that cannot be written, until ``fault`` is taken away; counts the tries."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.fault = VaultError(VaultFault.READ_ONLY, "Read-only file system")
        self.tries = 0

    def hold(self, connection_id: str, *, wait: float = 60.0) -> AbstractAsyncContextManager[None]:
        """Count, then hold."""
        self.tries += 1
        return super().hold(connection_id, wait=wait)


async def test_a_folder_that_cannot_be_written_is_told_once_and_tried_calmly(world: World) -> None:
    """C104: nothing is sent, nobody spins, and it heals by itself within seconds."""
    world.locks = locks = UnwritableFolder(world.clock)
    process = await world.process(*(connection(world.clock, lifetime=60, number=number) for number in range(3)))
    world.http.always(TOKEN_URL, granted(lifetime=3600))
    start(process)
    await world.clock.advance(180)
    assert 0 < locks.tries <= 3 * (135 / STORAGE_PAUSE + 1)
    [told] = [event for event in process.events if isinstance(event, VaultFailed)]
    assert told.error.code == "vault_read_only"
    assert world.sent == 0
    locks.fault = None
    await world.clock.advance(STORAGE_PAUSE + 1)
    assert world.sent == 3
    assert [type(event) for event in process.events].count(VaultRecovered) == 1
