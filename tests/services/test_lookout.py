"""Somebody is told of an end a day ahead, once."""

from dataclasses import replace

from oauth_desk.domain.connection import Connection, History
from oauth_desk.domain.ends import EndOf
from oauth_desk.domain.service import Security
from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.services.lookout import Lookout
from oauth_desk.services.phrases import DAY, HOUR
from tests.services.world import World, connection, service


def ending(world: World, days: float, number: int = 0, **changes: object) -> Connection:
    """Return a connection whose sign-in of three months ends in so many days."""
    now = world.clock.now()
    made = connection(world.clock, number=number, signed_in_at=now - 90 * DAY, history=History(end_moves=False))
    return replace(made, tokens=replace(made.tokens, refresh_expires_at=now + days * DAY), **changes)


async def test_a_day_ahead_and_not_before(world: World) -> None:
    """What ends within a day is to be told, the soonest first; what is over, or ends later, is not."""
    made = [ending(world, days, number) for number, days in enumerate((0.9, 1.1, -0.1, 0.5))]
    process = await world.process(*made)
    lookout = Lookout(process.book, world.clock)
    assert [each.connection.id for each in lookout.due()] == ["c3", "c0"]
    assert [lookout.concerns(each) for each in made] == [True, False, False, True]


async def test_what_needs_somebody_already_is_not_told(world: World) -> None:
    """The dialog has the word then."""
    over = ending(world, 0.5, condition=Condition(Status.SIGN_IN_NEEDED, Cause.REVOKED))
    assert Lookout((await world.process(over)).book, world.clock).due() == []


async def test_each_end_is_told_once_also_after_a_new_start(world: World) -> None:
    """What was told is remembered by its moment, which a service may tell anew, a little off, with each renewal."""
    process = await world.process(ending(world, 0.5))
    lookout = Lookout(process.book, world.clock)
    [ahead] = lookout.due()
    assert not lookout.is_told(ahead)
    lookout.remember([ahead])
    tokens = replace(ahead.connection.tokens, refresh_expires_at=ahead.end.at + 3)
    await process.book.change("c0", lambda current: replace(current, tokens=tokens))
    [later] = Lookout(process.book, world.clock, lookout.told).due()
    assert Lookout(process.book, world.clock, lookout.told).is_told(later)


async def test_two_ends_of_one_connection_are_two_notices(world: World) -> None:
    """Telling of one does not make the other forgotten, nor told."""
    now = world.clock.now()
    both = ending(world, 0.5, service=service(security=Security(certificate_ends_at=now + 2 * DAY)))
    process = await world.process(both)
    lookout = Lookout(process.book, world.clock)
    first, second = lookout.due()
    assert [first.end.what, second.end.what] == [EndOf.SIGN_IN, EndOf.CERTIFICATE]
    lookout.remember([first])
    assert (lookout.is_told(first), lookout.is_told(second)) == (True, False)
    lookout.remember([second])
    assert (lookout.is_told(first), lookout.is_told(second)) == (True, True)


async def test_what_was_mended_or_is_gone_is_forgotten(world: World) -> None:
    """After signing in again the next end is a new one, and nothing piles up."""
    process = await world.process(ending(world, 0.5), ending(world, 0.5, 1))
    lookout = Lookout(process.book, world.clock)
    lookout.remember(lookout.due())
    assert set(lookout.told) == {"c0", "c1"}
    mended = replace(process["c0"].tokens, refresh_expires_at=world.clock.now() + 90 * DAY)
    await process.book.change("c0", lambda current: replace(current, tokens=mended))
    await process.book.remove("c1")
    lookout.remember([])
    assert lookout.told == {}


async def test_a_sign_in_for_a_working_day_is_no_notice(world: World) -> None:
    """What ends every day is read of in the list alone."""
    made = ending(world, 0.2, signed_in_at=world.clock.now() - 4 * HOUR)
    assert Lookout((await world.process(made)).book, world.clock).due() == []
