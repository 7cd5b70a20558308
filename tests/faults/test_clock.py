"""Clocks that are set, computers that sleep, networks that come late: by a clock that a test moves."""

from dataclasses import replace

import pytest

from oauth_desk.domain.connection import InFlight
from oauth_desk.domain.events import ReconnectNeeded
from oauth_desk.domain.status import Status
from tests.fakes.clock import FakeClock
from tests.faults.accounts import TimedServer, kept
from tests.faults.conftest import Effort, Record
from tests.services.conftest import world
from tests.services.world import Process, World, connection

__all__ = ["world"]

HOUR = 3600.0
DAY = 24 * HOUR
MANY = 200


def long(value: float) -> object:
    """Leave a case to the long runs."""
    return pytest.param(value, marks=pytest.mark.long)


def asked_to_sign_in(process: Process) -> int:
    """Count the notices that somebody has to sign in."""
    return sum(isinstance(event, ReconnectNeeded) for event in process.events)


async def seconds_dead(clock: FakeClock, process: Process, server: TimedServer, *, lives: float) -> float:
    """Let some lives of a token pass; return for how many seconds the server would have refused an access token."""
    dead, step = 0.0, server.lifetime / 200
    for _ in range(int(lives * 200)):
        await clock.advance(step)
        dead += step * any(not server.accepts(each.tokens.access_token) for each in process.book.all())
    return dead


@pytest.mark.parametrize("shift", [4 * HOUR, -4 * HOUR, DAY, -DAY, *(long(each) for each in (HOUR, -HOUR, -60.0))])
@pytest.mark.parametrize("lifetime", [HOUR, long(10 * HOUR)], ids=["an hour", "ten hours"])
async def test_a_clock_that_is_set_costs_no_connection(
    world: World, figure: Record, effort: Effort, shift: float, lifetime: float
) -> None:
    """C49: whichever way the clock is moved, and back: by the server's time no token runs out, and nobody signs in."""
    number = effort(4, 40)
    process, server = await kept(world, number, lifetime=lifetime)
    worst = 0.0
    for moved in (shift, -shift):
        began = world.clock.monotonic()
        await world.clock.jumped(moved)
        await world.clock.advance(40)
        plans = [process.keeper.next_renewal_at(each) for each in process.book.all()]
        true_ends = [
            server.ends[str(each.tokens.access_token and each.tokens.access_token.reveal())]
            for each in process.book.all()
        ]
        # Forty seconds later the plan is right: ahead of the end, as the server counts.
        in_time = [
            plan is not None and plan - world.clock.now() <= end - world.clock.monotonic()
            for plan, end in zip(plans, true_ends, strict=True)
        ]
        worst += await seconds_dead(world.clock, process, server, lives=1.3)
        assert all(in_time), moved
        assert server.busiest_second(began) <= max(4, number / 3)
    told = asked_to_sign_in(process)
    figure(
        f"clock set {shift / HOUR:+.2g} h and back, tokens of {lifetime / HOUR:.0f} h",
        tried=2 * number,
        held=2 * number if worst == told == 0 else 0,
        saw=f"{worst:.0f} s without a live token, {len(server.renewed)} renewals",
    )
    assert (worst, told, server.reused) == (0, 0, 0)
    assert all(each.condition.status is Status.VALID for each in process.book.all())


async def test_a_clock_that_was_wrong_for_a_while_gives_back_what_cannot_renew(world: World, figure: Record) -> None:
    """A connection without a renewal key counts as over while the clock is a day ahead, and as alive afterwards."""
    process, _ = await kept(world, 1)
    made = connection(world.clock, lifetime=12 * HOUR, number=7)
    await process.book.add(replace(made, tokens=replace(made.tokens, refresh_token=None)))
    await world.clock.jumped(DAY)
    await world.clock.advance(40)
    over = process["c7"].condition_at(world.clock.now()).status
    await world.clock.jumped(-DAY)
    await world.clock.advance(40)
    back = process["c7"]
    alive = back.condition_at(world.clock.now()).status is Status.VALID and back.tokens.lives(world.clock.now())
    stored = back.condition.status is Status.VALID
    figure("clock a day ahead for 40 s, nothing to renew with", tried=1, held=int(alive and stored), saw=str(over))
    assert (over, alive, stored) == (Status.SIGN_IN_NEEDED, True, True)
    await world.clock.advance(12 * HOUR)
    assert process["c7"].condition.status is Status.SIGN_IN_NEEDED


async def test_a_clock_that_is_set_while_the_background_is_busy_is_noticed(world: World) -> None:
    """Not only in its sleep: set back in the middle of a round, and no token runs out unseen."""
    process, server = await kept(world, 2, lifetime=10 * HOUR)
    made = connection(world.clock, lifetime=60, number=7)
    await process.book.add(replace(made, tokens=replace(made.tokens, refresh_token=None)))

    def set_back(event: object) -> None:
        if isinstance(event, ReconnectNeeded):
            world.clock.jump(-4 * HOUR)

    process.book.subscribe(set_back)
    await world.clock.advance(120)
    assert asked_to_sign_in(process) == 1
    await process.book.remove("c7")
    assert await seconds_dead(world.clock, process, server, lives=1.3) == 0


@pytest.mark.parametrize("found", ["waiting to try again", "cut off by a crash"])
async def test_what_was_written_by_a_clock_that_ran_ahead_is_not_waited_for(world: World, found: str) -> None:
    """A program that starts after the clock was set back does not wait for hours that never come."""
    first, server = await kept(world, 1)
    world.clock.jump(4 * HOUR)
    if found == "waiting to try again":
        server.offline = True
        await world.clock.advance(60)
        assert first["c0"].condition.status is Status.RETRYING
        server.offline = False
    await first.tasks.close()
    if found == "cut off by a crash":
        marked = replace(world.file.records["c0"], in_flight=InFlight(world.clock.now()))
        world.file.put(marked)
        world.file.committed()
    world.clock.jump(-4 * HOUR)
    before = len(server.renewed)
    second = await world.process()
    second.tasks.start(second.keeper.run(), "keeper")
    await world.clock.advance(40)
    assert len(server.renewed) == before + 1
    assert second["c0"].condition.status is Status.VALID


@pytest.mark.parametrize("seconds", [8 * HOUR, long(3 * DAY)])
async def test_a_sleep_ends_in_no_storm(world: World, figure: Record, seconds: float) -> None:
    """Two hundred connections that ran out in the night: one goes ahead, the rest is spread, all within 40 s."""
    process, server = await kept(world, MANY)
    woke = world.clock.monotonic()
    await world.clock.jumped(seconds)
    await world.clock.advance(37 + 40)
    detected = server.renewed[0] - woke
    alive = sum(server.accepts(each.tokens.access_token) for each in process.book.all())
    peak = server.busiest_second()
    figure(
        f"asleep for {seconds / HOUR:.0f} h with {MANY} connections",
        tried=MANY,
        held=alive,
        saw=f"first after {detected:.0f} s, last after {server.renewed[-1] - woke:.0f} s, at most {peak} in one second",
    )
    assert alive == MANY
    assert detected <= 40
    assert peak <= MANY / 10
    assert (asked_to_sign_in(process), server.reused) == (0, 0)


@pytest.mark.parametrize("minutes", [2, long(30)])
async def test_a_wake_without_network_is_patient(world: World, figure: Record, minutes: int) -> None:
    """No network for minutes after the wake: few look for it, none is lost, and all are back soon after it."""
    process, server = await kept(world, MANY)
    server.offline = True
    woke = world.clock.monotonic()
    await world.clock.jumped(8 * HOUR)
    await world.clock.advance(60 * minutes)
    tried = len(server.tried)
    server.offline = False
    back = world.clock.monotonic()
    await world.clock.advance(37 + 40)
    alive = sum(server.accepts(each.tokens.access_token) for each in process.book.all())
    peak = server.busiest_second()
    figure(
        f"woken without network for {minutes} min with {MANY} connections",
        tried=MANY,
        held=alive,
        saw=f"{tried} tries meanwhile; back: first after {server.renewed[0] - back:.0f} s, "
        f"all after {server.renewed[-1] - back:.0f} s, at most {peak} in one second",
    )
    assert server.tried[0] - woke >= 1
    assert tried <= 6 + 2 * minutes
    assert alive == MANY
    assert server.renewed[0] - back <= 40
    assert peak <= MANY / 10
    assert (asked_to_sign_in(process), server.reused) == (0, 0)


async def test_an_outage_without_sleep_heals_as_soon(world: World, figure: Record) -> None:
    """After two hours without network the first that gets through brings the others along."""
    process, server = await kept(world, 40)
    server.offline = True
    await world.clock.advance(2 * HOUR)
    server.offline = False
    back = world.clock.monotonic()
    while not server.renewed:
        await world.clock.advance(1)
    first = server.renewed[0]
    await world.clock.advance(40)
    alive = sum(server.accepts(each.tokens.access_token) for each in process.book.all())
    saw = f"first after {first - back:.0f} s, all {server.renewed[-1] - first:.0f} s later"
    figure("two hours without network, 40 connections", tried=40, held=alive, saw=saw)
    assert alive == 40
    assert (asked_to_sign_in(process), server.reused) == (0, 0)
