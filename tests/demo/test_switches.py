"""The switches as plain state, with time as an argument."""

import pytest

from oauth_desk.demo.refusal import Refusal
from oauth_desk.demo.switches import Switches


def test_each_is_used_up() -> None:
    """Rejection and loss hit one renewal; "too many" hits as many as was said."""
    switches = Switches()
    switches.flip({"switch": "reject_next_renewal"}, 0.0)
    switches.flip({"switch": "lose_next_answer"}, 0.0)
    switches.flip({"switch": "too_many_requests", "next": 2}, 0.0)
    assert [switches.take_rejection(), switches.take_rejection()] == [True, False]
    assert [switches.take_loss(), switches.take_loss()] == [True, False]
    assert [switches.take_too_many() for _ in range(3)] == [True, True, False]


def test_down_ends_by_itself() -> None:
    """Being down lasts a minute unless said otherwise."""
    switches = Switches()
    switches.flip({"switch": "down_for"}, 100.0)
    assert switches.down(159.9)
    assert not switches.down(160.0)


def test_states_tell_everything() -> None:
    """Every switch shows its state."""
    switches = Switches()
    assert not any(state["on"] for state in switches.states(0.0).values())
    for name in switches.states(0.0):
        switches.flip({"switch": name}, 0.0)
    assert all(state["on"] for state in switches.states(1.0).values())
    for name in switches.states(0.0):
        switches.flip({"switch": name, "on": False}, 0.0)
    assert not any(state["on"] for state in switches.states(1.0).values())


def test_reset() -> None:
    """One order makes the demo behave again."""
    switches = Switches()
    for name in switches.states(0.0):
        switches.flip({"switch": name}, 0.0)
    switches.flip({"switch": "reset"}, 0.0)
    assert not any(state["on"] for state in switches.states(1.0).values())


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"switch": "unheard_of"},
        {"switch": ["reset"]},
        {"switch": "reset", "on": "yes"},
        {"switch": "down_for", "seconds": -1},
        {"switch": "down_for", "seconds": True},
        {"switch": "down_for", "seconds": "nan"},
        {"switch": "down_for", "seconds": "1e999"},
        {"switch": "down_for", "seconds": 10**400},
        {"switch": "down_for", "seconds": None},
        {"switch": "down_for", "how": "fire"},
        {"switch": "down_for", "how": ["503"]},
        {"switch": "too_many_requests", "next": 10**6},
    ],
)
def test_nonsense_is_refused(order: dict[str, object]) -> None:
    """An order that makes no sense changes nothing and is told so."""
    switches = Switches()
    with pytest.raises(Refusal):
        switches.flip(order, 0.0)
    assert switches == Switches()
