"""When a lifetime begins, when new tokens may be seen, and when it is tried again."""

import asyncio
from itertools import pairwise

import pytest

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.status import Cause, Status
from tests.fakes.clock import settle
from tests.fakes.http import text_response
from tests.services.stage import Stage, answer
from tests.services.world import TOKEN_URL, World, connection, granted


async def test_a_lifetime_counts_from_before_the_renewal_was_sent(world: World) -> None:
    """C49: an answer that took 20 s on its way leaves 20 s less."""
    process = await world.process(connection(world.clock))
    gate = world.http.gate(TOKEN_URL)
    began = world.clock.now()
    renewal = asyncio.create_task(process.renewer.renew("c0"))
    await gate.arrived()
    await world.clock.advance(20)
    gate.open(granted(lifetime=600))  # type: ignore[arg-type]
    await renewal
    tokens = world.file.records["c0"].tokens
    assert (tokens.obtained_at, tokens.expires_at) == (began, began + 600)


async def test_a_lifetime_counts_from_before_the_code_was_sent(stage: Stage) -> None:
    """C49: the same holds for a sign-in's first tokens."""
    exchange = stage.http.gate(TOKEN_URL)
    session = await stage.begin()
    waiting = asyncio.create_task(session.wait())
    stage.loopback.last.hit(answer(session))
    await exchange.arrived()
    sent = stage.clock.now()
    await stage.clock.advance(20)
    exchange.open(granted(lifetime=600))  # type: ignore[arg-type]
    tokens = (await waiting).tokens
    assert (tokens.obtained_at, tokens.expires_at) == (sent, sent + 600)


async def test_a_clock_that_was_set_is_judged_by_anew(world: World) -> None:
    """C49: the end is a moment of the wall clock: slept through, the token is over at the next look."""
    process = await world.process(connection(world.clock))
    world.http.reply(TOKEN_URL, granted())
    assert (await process.renewer.ensure_fresh("c0")).tokens.access_token == Secret("A0")
    await world.clock.jumped(3600)
    assert (await process.renewer.ensure_fresh("c0")).tokens.access_token == Secret("A1")


async def test_nobody_sees_the_new_token_before_it_is_on_the_disk(world: World) -> None:
    """C61: while the commit is under way, neither a caller nor the window nor another process has the new token."""
    process = await world.process(connection(world.clock, lifetime=60))
    other = await world.process()
    gate = world.http.gate(TOKEN_URL)
    await world.clock.advance(61)
    callers = [asyncio.create_task(process.renewer.ensure_fresh("c0")) for _ in range(3)]
    await gate.arrived()
    world.file.writes_held = asyncio.Event()
    gate.open(granted())  # type: ignore[arg-type]
    await settle()
    assert not any(caller.done() for caller in callers)
    assert process["c0"].tokens.access_token == Secret("A0")
    assert other["c0"].tokens.access_token == Secret("A0")
    assert world.file.records["c0"].tokens.refresh_token == Secret("R0")
    world.file.writes_held.set()
    served = await asyncio.gather(*callers)
    assert {item.tokens.access_token for item in served} == {Secret("A1")}
    assert world.file.records["c0"].tokens.refresh_token == Secret("R1")


async def test_a_refusal_without_a_reason_is_tried_again_at_a_distance(world: World) -> None:
    """C58: three tries of the background, half a minute and two minutes apart, and none after that."""
    process = await world.process(connection(world.clock, lifetime=60))
    moments: list[float] = []

    def refuse(_request: object) -> object:
        moments.append(world.clock.monotonic())
        return text_response("", 400, "text/plain")

    world.http.always(TOKEN_URL, refuse)  # type: ignore[arg-type]
    process.tasks.start(process.keeper.run(), "keeper")
    await world.clock.advance(1000)
    assert [later - earlier for earlier, later in pairwise(moments)] == [
        pytest.approx(30, abs=1),
        pytest.approx(120, abs=1),
    ]
    stored = world.file.records["c0"]
    assert (stored.condition.status, stored.condition.cause) == (Status.SIGN_IN_NEEDED, Cause.REFUSED)
    assert (stored.tokens.access_token, stored.tokens.refresh_token) == (Secret("A0"), Secret("R0"))


async def test_an_exception_leaves_nothing_stuck(world: World) -> None:
    """C64: an error of our own reaches who waits, frees the lock, and the next call tries again."""
    process = await world.process(connection(world.clock))

    def breaks(_request: object) -> object:
        raise ZeroDivisionError

    world.http.reply(TOKEN_URL, breaks, granted())  # type: ignore[arg-type]
    results = await asyncio.gather(*(process.renewer.renew("c0") for _ in range(3)), return_exceptions=True)
    assert len(results) == 3
    assert all(isinstance(result, Exception) for result in results)
    assert not world.locks.is_held("c0")
    assert (await process.renewer.renew("c0")).outcome == "renewed"
