"""The table of moves, walked."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.status import MOVES, ImpossibleMove, Move, Status, after

STORED = [status for status in Status if status is not Status.LOCKED]


@pytest.mark.parametrize(("status", "move"), list(itertools.product(Status, Move)), ids=str)
def test_every_pair_moves_as_the_table_says_or_is_impossible(status: Status, move: Move) -> None:
    """Each status and move is either in the table or refused."""
    if (status, move) in MOVES:
        assert after(status, move) is MOVES[status, move]
    else:
        with pytest.raises(ImpossibleMove):
            after(status, move)


def test_locked_belongs_to_the_vault() -> None:
    """No move leads to or from "locked": it is no state of a connection."""
    assert Status.LOCKED not in MOVES.values()
    assert all(status is not Status.LOCKED for status, _ in MOVES)


def test_every_state_can_be_reached_and_left() -> None:
    """From a new connection every state is reachable, and from every state a sign-in leads back to valid."""
    reached = {Status.VALID}
    while True:
        further = {target for (status, _), target in MOVES.items() if status in reached} - reached
        if not further:
            break
        reached |= further
    assert reached == set(STORED)
    for status in STORED:
        assert after(status, Move.SIGNED_IN) is Status.VALID


def test_a_dead_connection_renews_no_more() -> None:
    """C55: from "sign in needed" nothing leads out but a sign-in, or that the clock was wrong about the end."""
    out = {move for (status, move) in MOVES if status is Status.SIGN_IN_NEEDED}
    assert out == {Move.SIGNED_IN, Move.ADOPTED, Move.CLOCK_SET_BACK}


def test_only_a_renewal_under_way_ends_as_one() -> None:
    """Renewed, delayed, rejected and misconfigured are moves of a renewal under way alone."""
    ends = {Move.RENEWED, Move.DELAYED, Move.REJECTED, Move.MISCONFIGURED}
    assert {status for (status, move) in MOVES if move in ends} == {Status.RENEWING}


@given(st.lists(st.sampled_from(list(Move)), max_size=40))
def test_no_row_of_moves_leaves_the_states(moves: list[Move]) -> None:
    """Whatever happens in whatever order, a connection is in one of its five states."""
    status = Status.VALID
    for move in moves:
        try:
            status = after(status, move)
        except ImpossibleMove:
            continue
        assert status in STORED
