"""How a connection stands at a given time."""

from dataclasses import replace

import pytest

from oauth_desk.domain.connection import CUT_OFF_PAUSE, IN_FLIGHT_LIMIT, USED_GRAIN, Connection, InFlight
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Endpoints, Service
from oauth_desk.domain.status import Cause, Condition, ImpossibleMove, Move, Status
from oauth_desk.domain.tokens import Tokens

NOW = 1_800_000_000.0
SERVICE = Service(id="acme", name="Acme", scope_meaning=(("read", "See your notes"),))


def connection(*, refresh: bool = True, **changes: object) -> Connection:
    """Return a valid connection of an hour."""
    tokens = Tokens(Secret("a"), NOW, NOW + 3600, Secret("r") if refresh else None)
    return replace(Connection("c1", "Acme", SERVICE, tokens, NOW, NOW), **changes)  # type: ignore[arg-type]


def test_a_renewal_under_way_shows_for_a_minute() -> None:
    """A mark of a renewal counts as "renewing" for 60 s; after that the renewal was cut off."""
    marked = connection(in_flight=InFlight(NOW))
    assert marked.condition_at(NOW).status is Status.RENEWING
    assert marked.condition_at(NOW + IN_FLIGHT_LIMIT - 1).status is Status.RENEWING
    for later in (NOW + IN_FLIGHT_LIMIT, NOW - 10):
        condition = marked.condition_at(later)
        assert (condition.status, condition.cause) == (Status.RETRYING, Cause.CUT_OFF)


def test_what_cannot_renew_runs_out() -> None:
    """A connection without a refresh token needs a sign-in when its token ends."""
    single = connection(refresh=False)
    assert not single.renews
    assert single.condition_at(NOW).status is Status.VALID
    assert single.condition_at(NOW + 3600) == Condition(Status.SIGN_IN_NEEDED, Cause.EXPIRED)


def test_what_renews_stays_valid_past_its_expiry() -> None:
    """C55: an expired access token alone asks nobody to sign in."""
    assert connection().condition_at(NOW + 1e6).status is Status.VALID


def test_a_needed_sign_in_outlasts_everything() -> None:
    """The stored "sign in needed" is not hidden by a mark."""
    condition = Condition(Status.SIGN_IN_NEEDED, Cause.REJECTED)
    assert connection(condition=condition, in_flight=InFlight(NOW)).condition_at(NOW) is condition


def test_moves_by_the_table() -> None:
    """A move takes the state from the table and the words from the caller; an impossible one is refused."""
    renewing = connection(in_flight=InFlight(NOW))
    moved = renewing.moved(Move.DELAYED, cause=Cause.NETWORK, failures=2)
    assert moved.condition == Condition(Status.RETRYING, Cause.NETWORK, failures=2)
    with pytest.raises(ImpossibleMove):
        connection().moved(Move.RENEWED)


@pytest.mark.parametrize(
    ("client", "registration", "secret_needed", "needs"),
    [
        (Client(), None, False, True),
        (Client(), "https://x.example/register", False, False),
        (Client(client_id="c"), None, False, False),
        (Client(client_id="c"), None, True, True),
        (Client(client_id="c", client_secret=Secret("s"), auth_method=AuthMethod.POST), None, True, False),
    ],
)
def test_needs_a_client(client: Client, registration: str | None, secret_needed: bool, needs: bool) -> None:
    """A person brings a client where there is none, none can be had, or its secret is missing."""
    endpoints = Endpoints(registration=registration)
    service = replace(SERVICE, client=client, endpoints=endpoints, client_secret_needed=secret_needed)
    assert service.needs_client is needs


def test_permissions_read_plainly() -> None:
    """A permission shows its meaning, or itself where nobody wrote any."""
    assert SERVICE.meaning("read") == "See your notes"
    assert SERVICE.meaning("other") == "other"


def test_what_cannot_renew_is_over_only_while_the_clock_says_so() -> None:
    """A clock that ran a day ahead ends nothing for good: set back, the connection is as it was."""
    over = connection(refresh=False, condition=Condition(Status.SIGN_IN_NEEDED, Cause.EXPIRED))
    assert over.condition_at(NOW + 3601).status is Status.SIGN_IN_NEEDED
    assert over.condition_at(NOW + 10).status is Status.VALID
    rejected = connection(condition=Condition(Status.SIGN_IN_NEEDED, Cause.REJECTED))
    assert rejected.condition_at(NOW + 10).status is Status.SIGN_IN_NEEDED


def test_a_mark_of_a_dead_process_is_a_renewal_that_was_cut_off() -> None:
    """C62: it is asked for once more, soon; without a mark nothing was cut off."""
    cut = connection(in_flight=InFlight(NOW), condition=Condition(failures=2)).cut_off()
    assert cut.condition == Condition(Status.RETRYING, Cause.CUT_OFF, failures=2, next_try_at=NOW + CUT_OFF_PAUSE)
    assert (cut.in_flight, cut.unanswered_since) == (None, NOW)
    whole = connection()
    assert whole.cut_off() is whole


def test_the_last_use_is_told_no_finer_than_needed() -> None:
    """Not every call writes the record anew; a clock that was set back does."""
    once = connection().used(NOW)
    assert once.history.last_used_at == NOW
    assert once.used(NOW + USED_GRAIN - 1) is once
    for later in (NOW + USED_GRAIN, NOW - USED_GRAIN):
        assert once.used(later).history.last_used_at == later
