"""Whose turn it is when many wait for one network."""

from dataclasses import replace

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.services.turns import LONGEST_PROBE_PAUSE, LONGEST_SPREAD, PROBE_PAUSE, Turns
from tests.fakes.chance import FakeChance
from tests.fakes.clock import FakeClock
from tests.services.world import connection

NOW = 1_000.0


def standing(number: int, cause: Cause | None = None) -> Connection:
    """Return a connection that is well, or waits for the reason given."""
    condition = Condition() if cause is None else Condition(Status.RETRYING, cause)
    return replace(connection(FakeClock(), number=number), condition=condition)


def test_probing_grows_slower() -> None:
    """C62: the first look comes after some seconds, the next ones further and further apart, up to a limit."""
    turns, now, pauses = Turns(FakeChance()), NOW, []
    turns.begin_probing(now)
    for _ in range(7):
        assert turns.probe_at is not None
        pauses.append(turns.probe_at - now)
        now = turns.probe_at
        turns.not_reached(now)
    assert pauses == [PROBE_PAUSE, 5, 10, 20, LONGEST_PROBE_PAUSE, LONGEST_PROBE_PAUSE, LONGEST_PROBE_PAUSE]


def test_spreading_ends_probing_and_never_takes_long() -> None:
    """A moment is drawn for each of those that wait; the more they are, the longer it takes, up to a limit."""
    turns = Turns(FakeChance(1.0))
    turns.begin_probing(NOW)
    turns.spread(["a", "b"], NOW)
    assert not turns.probing
    assert (turns.of("a", 5.0), turns.of("other", 5.0)) == (NOW + 0.5, 5.0)
    turns.spread([str(number) for number in range(1000)], NOW)
    assert turns.of("999", 5.0) == NOW + LONGEST_SPREAD
    turns.taken("999")
    assert turns.of("999", 5.0) == 5.0


def test_who_gets_through_brings_the_others_along() -> None:
    """Only a connection that did not get through before tells that the network is back, and only others wait for it."""
    turns = Turns(FakeChance())
    assert not turns.saw(standing(0))
    assert not turns.saw(standing(1, Cause.NETWORK))
    assert not turns.saw(standing(2, Cause.CAPTIVE_PORTAL))
    assert not turns.saw(standing(3, Cause.BUSY))
    assert not turns.saw(standing(0))
    assert turns.still_cut_off() == {"c1", "c2"}
    assert turns.saw(standing(1))
    assert turns.still_cut_off() == {"c2"}
    turns.spread(turns.still_cut_off(), NOW)
    assert turns.still_cut_off() == set()
    assert not turns.saw(standing(2))


def test_a_clock_that_was_set_spoils_every_moment() -> None:
    """What was drawn by another clock is forgotten, and so is who is gone."""
    turns = Turns(FakeChance())
    turns.saw(standing(1, Cause.NETWORK))
    turns.begin_probing(NOW)
    turns.spread(["c1"], NOW)
    turns.forget()
    assert (turns.of("c1", 5.0), turns.still_cut_off()) == (5.0, {"c1"})
    turns.gone("c1")
    assert turns.still_cut_off() == set()
