"""The one place that knows when a connection ends."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.api_key import KeyCare, KeyUse
from oauth_desk.domain.connection import Connection, History
from oauth_desk.domain.ends import (
    DAY,
    End,
    EndOf,
    end_moves,
    known,
    last_used,
    near,
    sign_in_end,
    unused_limit,
    with_secret_end,
)
from oauth_desk.domain.grant import Grant
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Quirks, Security, Service
from oauth_desk.domain.tokens import Tokens
from tests.samples import NOW, connection


def signed_in(
    *,
    told: float | None = None,
    moves: bool | None = None,
    renews: bool = True,
    lifetime: float = 3600,
    **service: object,
) -> Connection:
    """Return a connection signed in now; ``told`` is when the service says that renewing ends."""
    tokens = Tokens(
        Secret("a"),
        NOW,
        NOW + lifetime,
        Secret("r") if renews else None,
        refresh_expires_at=None if told is None else NOW + told,
    )
    made = connection(service=Service("acme", "Acme", **service), tokens=tokens)  # type: ignore[arg-type]
    return replace(made, history=History(end_moves=moves))


def whats(made: Connection) -> list[tuple[EndOf, float]]:
    """Return what ends, and in how many days."""
    return [(end.what, (end.at - NOW) / DAY) for end in known(made)]


def test_nothing_is_known_of_a_usual_connection() -> None:
    """No rule, no told end: nothing is said, and nothing is made up."""
    assert known(signed_in()) == near(signed_in(), NOW + 1e9) == []


def test_every_end_is_known_and_the_soonest_comes_first() -> None:
    """Sign-in, unused time, registration and certificate stand in one list."""
    made = signed_in(
        quirks=Quirks(refresh_idle_seconds=int(30 * DAY), refresh_absolute_seconds=int(90 * DAY)),
        client=Client("desk", Secret("s"), registered_dynamically=True, secret_expires_at=NOW + 20 * DAY),
        security=Security(certificate_ends_at=NOW + 10 * DAY),
    )
    assert whats(made) == [
        (EndOf.CERTIFICATE, 10),
        (EndOf.REGISTRATION, 20),
        (EndOf.UNUSED, 30),
        (EndOf.SIGN_IN, 90),
    ]


def test_a_persons_own_secret_ends_too() -> None:
    """The secret of a registration that somebody made by hand is told apart from the program's own registration."""
    own = Client("desk", Secret("s"), secret_expires_at=NOW + DAY)
    assert whats(signed_in(client=own)) == [(EndOf.SECRET, 1)]
    assert whats(signed_in(client=replace(own, client_secret=None))) == []


def test_what_the_service_told_goes_before_its_profile() -> None:
    """A told end that renewing does not move is the end of the sign-in; the profile's limit does not count then."""
    quirks = Quirks(refresh_absolute_seconds=int(90 * DAY))
    assert sign_in_end(signed_in(quirks=quirks)) == NOW + 90 * DAY
    assert sign_in_end(signed_in(told=10 * DAY, moves=False, quirks=quirks)) == NOW + 10 * DAY


def test_an_end_that_renewing_moves_is_a_time_unused() -> None:
    """A told end that each renewal moves ends what nobody uses, and goes before the profile's rule for that."""
    quirks = Quirks(refresh_idle_seconds=int(90 * DAY))
    moving = signed_in(told=10 * DAY, moves=True, quirks=quirks)
    assert (sign_in_end(moving), unused_limit(moving)) == (None, 10 * DAY)
    assert unused_limit(signed_in(told=10 * DAY, moves=False, quirks=quirks)) == 90 * DAY


def test_before_the_first_renewal_nobody_knows_which_of_the_two_it_is() -> None:
    """Nothing is said of a told end until a renewal shows whether it moves."""
    assert known(signed_in(told=10 * DAY)) == []


@pytest.mark.parametrize(
    ("before", "told", "passed", "moves"),
    [
        (10 * DAY, 10 * DAY + 3600, 3600, True),
        (10 * DAY, 10 * DAY + 1, 3600, False),
        (10 * DAY, 10 * DAY - 1, 3600, False),
        (None, 10 * DAY, 3600, None),
        (10 * DAY, None, 3600, None),
    ],
)
def test_a_renewal_shows_whether_it_moved_the_end(
    before: float | None, told: float | None, passed: float, moves: bool | None
) -> None:
    """It moved by the time that passed, or it stayed where it was but for the service's rounding."""
    end = None if told is None else NOW + told
    assert end_moves(signed_in(told=before), NOW + passed, end) is moves


@pytest.mark.parametrize("known_so_far", [None, True, False])
def test_two_renewals_at_once_show_nothing(known_so_far: bool | None) -> None:
    """Within seconds the service's rounding is as long as the time that passed: what was known stays."""
    assert end_moves(signed_in(told=DAY, moves=known_so_far), NOW + 2, NOW + DAY + 2) is known_so_far


def test_what_is_asked_for_anew_has_no_end_of_its_own() -> None:
    """Nothing was given away where nobody signed in: only what the program proves itself with ends."""
    made = signed_in(
        told=DAY,
        moves=False,
        grant=Grant.CLIENT_CREDENTIALS,
        quirks=Quirks(refresh_idle_seconds=60, refresh_absolute_seconds=60),
        client=Client("desk", Secret("s"), secret_expires_at=NOW + DAY),
    )
    assert whats(made) == [(EndOf.SECRET, 1)]


def test_a_key_ends_and_has_a_day_of_its_own() -> None:
    """The end that a key carries, and the day that a person set for another one."""
    key = replace(signed_in(key=KeyUse(), lifetime=60 * DAY), key_care=KeyCare(NOW + 30 * DAY))
    assert whats(key) == [(EndOf.REMINDER, 30), (EndOf.KEY, 60)]
    bare = replace(key, key_care=KeyCare(), tokens=Tokens(Secret("k"), NOW))
    assert known(bare) == known(replace(bare, key_care=None)) == []


@pytest.mark.parametrize(
    ("lifetime", "days_ahead"), [(90 * DAY, 7), (28 * DAY, 7), (8 * DAY, 2), (2 * DAY, 1), (2 * DAY - 1, 0), (3600, 0)]
)
def test_what_cannot_be_renewed_is_told_of_where_it_lives_for_days(lifetime: float, days_ahead: float) -> None:
    """A quarter of its life ahead, a day at least and a week at most; what ends every day only counts down."""
    [end] = known(signed_in(renews=False, lifetime=lifetime))
    assert (end.what, end.at, end.ahead) == (EndOf.SIGN_IN, NOW + lifetime, days_ahead * DAY)


@pytest.mark.parametrize(
    ("whole", "ahead", "notice"), [(10 * 3600, 5 * 3600, 0), (DAY, DAY / 2, DAY / 2), (90 * DAY, 7 * DAY, DAY)]
)
def test_a_notice_comes_a_day_ahead_unless_it_would_come_daily(whole: float, ahead: float, notice: float) -> None:
    """The end of a working day's sign-in is read of in the list; nobody is told of it each afternoon."""
    [end] = known(signed_in(told=whole, moves=False))
    assert (end.ahead, end.notice) == (ahead, notice)


def test_a_time_unused_is_read_of_when_keeping_alive_has_failed() -> None:
    """Renewals come at half of it; only who misses three quarters of it reads of it."""
    made = signed_in(quirks=Quirks(refresh_idle_seconds=int(20 * DAY)))
    assert near(made, NOW + 14.9 * DAY) == []
    assert [end.what for end in near(made, NOW + 15.1 * DAY)] == [EndOf.UNUSED]
    [short] = known(signed_in(told=1800, moves=True))
    assert (short.ahead, short.notice) == (450, 0)


@pytest.mark.parametrize("what", list(EndOf))
def test_an_end_is_near_then_told_then_over(what: EndOf) -> None:
    """Nobody is told of what is over; what still works after its end is read of, and a limit that was wrong is not."""
    end = End(what, NOW, 7 * DAY, DAY)
    assert not end.is_near(NOW - 8 * DAY)
    assert end.is_near(NOW - 6 * DAY)
    assert [end.is_told(NOW - days * DAY) for days in (2, 0.5, 0, -1)] == [False, True, False, False]
    assert [end.is_over(NOW - days * DAY) for days in (1, 0, -1)] == [False, True, True]
    assert end.is_near(NOW + 1) == (what not in {EndOf.SIGN_IN, EndOf.UNUSED})


def test_a_person_may_say_when_a_secret_ends() -> None:
    """Nothing else tells of it; what is known already can be taken back."""
    own = signed_in(client=Client("desk", Secret("s")))
    told = with_secret_end(own, NOW + DAY)
    assert whats(told) == [(EndOf.SECRET, 1)]
    assert with_secret_end(told, None) == own


def test_signing_in_counts_as_use() -> None:
    """What was renewed last before the latest sign-in was last used with the sign-in."""
    made = signed_in()
    assert last_used(made) == NOW
    assert last_used(replace(made, history=History(last_renewed_at=NOW - 5))) == NOW
    assert last_used(replace(made, history=History(last_renewed_at=NOW + 5))) == NOW + 5


@given(st.floats(1, 1e9), st.booleans(), st.sampled_from([None, True, False]))
def test_somebody_reads_of_an_end_before_it_is_told(lifetime: float, renews: bool, moves: bool | None) -> None:
    """A notice never comes before the list says so, and never where there is no end ahead."""
    for end in known(signed_in(told=lifetime, moves=moves, renews=renews, lifetime=lifetime)):
        assert 0 <= end.notice <= end.ahead <= 7 * DAY
