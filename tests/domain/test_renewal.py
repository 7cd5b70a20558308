"""What each end of a renewal makes of a connection."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from oauth_desk.domain import renewal
from oauth_desk.domain.connection import Connection, History, InFlight
from oauth_desk.domain.grant import Grant
from oauth_desk.domain.renewal import StaleAnswer, Timing
from oauth_desk.domain.schedule import REFUSED_DELAYS, REFUSED_TRIES
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Quirks, Service
from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.domain.tokens import Tokens
from oauth_desk.domain.verdict import Misconfigured, Refused, Rejected, Renewed, Transient
from tests.samples import NOW, connection

NEW = Renewed(Tokens(Secret("new"), NOW, NOW + 90, Secret("next")))
GONE = Rejected("invalid_grant", "gone")


def sent(**changes: object) -> Connection:
    """Return a connection whose renewal is under way."""
    return connection(**{"in_flight": InFlight(NOW), **changes})


def machine(grant: Grant) -> Connection:
    """Return a connection that nobody signed in to, with its request under way."""
    return sent(service=Service("robot", "Robot", grant=grant), tokens=Tokens(Secret("access"), NOW, NOW + 90))


def test_a_mark_says_since_when_and_keeps_what_was_known() -> None:
    """Before a renewal is sent its mark is left, and the trouble of before stays with it."""
    troubled = connection(condition=Condition(Status.RETRYING, Cause.NETWORK, "no route", failures=2))
    marked = renewal.started(troubled, NOW, replay=True)
    assert marked.in_flight == InFlight(NOW, replayed=True)
    assert marked.condition == Condition(Status.RENEWING, Cause.NETWORK, "no route", failures=2)
    assert marked.unanswered_since is None


def test_a_mark_that_is_found_stands_for_a_lost_answer() -> None:
    """C62: whoever finds a mark knows that an answer never came, and since when the first one is missing."""
    again = renewal.started(sent(), NOW + 5, replay=True)
    assert again.unanswered_since == NOW
    assert renewal.started(again, NOW + 9, replay=True).unanswered_since == NOW


def test_new_tokens_are_a_new_generation() -> None:
    """C51: what the service gave is taken over, counted, and the mark is gone."""
    took = renewal.renewed(sent(unanswered_since=NOW - 5), NEW, 1, Timing(NOW + 1, 0.5, 3.0))
    assert (took.tokens, took.generation, took.in_flight, took.unanswered_since) == (NEW.tokens, 2, None, None)
    assert took.condition == Condition()
    assert took.history == History(1, NOW + 1, 0.5, None, 3.0)
    silent = renewal.renewed(replace(took, in_flight=InFlight(NOW)), NEW, 2, Timing(NOW + 2, 0.5))
    assert (silent.history.renewals_in_a_row, silent.history.clock_skew) == (2, 3.0)


@pytest.mark.parametrize("put_back", [sent(generation=1), connection(generation=3)], ids=["older", "unmarked"])
def test_new_tokens_count_where_an_older_copy_was_put_back(put_back: Connection) -> None:
    """What the service gave last is newer than all that is saved, if the vault went back meanwhile."""
    assert renewal.renewed(put_back, NEW, 3, Timing(NOW, 0.5)).generation == 4


@pytest.mark.parametrize(
    "late",
    [
        lambda record: renewal.renewed(replace(record, generation=2), NEW, 1, Timing(NOW, 0.5)),
        lambda record: renewal.rejected(record, GONE, 2, NOW),
        lambda record: renewal.rejected(replace(record, in_flight=None), GONE, 1, NOW),
        lambda record: renewal.misconfigured(record, Misconfigured(Cause.CLIENT, "invalid_client"), 2),
        lambda record: renewal.delayed(record, Transient(Cause.BUSY), 2, NOW, 0.5),
        lambda record: renewal.refused(record, Refused(403), 2, NOW, counted=True),
        lambda record: renewal.ran_out(record, NOW + 1e6),
        lambda record: renewal.came_back(record, NOW),
    ],
)
def test_an_answer_for_another_generation_is_dropped(late: Callable[[Connection], Connection]) -> None:
    """What came too late, and what is not so, changes nothing."""
    with pytest.raises(StaleAnswer):
        late(sent())


def test_a_rejection_clears_what_could_be_handed_out() -> None:
    """C55: the access token goes; name, settings, scopes and the rest of the history stay."""
    before = sent(history=History(7, NOW - 9))
    over = renewal.rejected(before, GONE, 1, NOW)
    assert over.condition == Condition(Status.SIGN_IN_NEEDED, Cause.REJECTED, "invalid_grant: gone")
    assert over.tokens == before.tokens.without_access()
    assert over.history == History(0, NOW - 9)
    assert (over.name, over.service, over.in_flight) == (before.name, before.service, None)


@pytest.mark.parametrize(
    ("changes", "later", "cause"),
    [
        ({"unanswered_since": NOW}, 1, Cause.CUT_OFF),
        ({"service": Service("a", "A", quirks=Quirks(refresh_idle_seconds=60))}, 61, Cause.IDLE),
        ({"service": Service("a", "A", quirks=Quirks(refresh_idle_seconds=60))}, 60, Cause.REJECTED),
        (
            {
                "service": Service("a", "A", quirks=Quirks(refresh_idle_seconds=60, refresh_absolute_seconds=90)),
                "history": History(1, NOW + 50),
            },
            91,
            Cause.TOO_OLD,
        ),
        ({"service": Service("a", "A", quirks=Quirks(refresh_absolute_seconds=90))}, 90, Cause.REJECTED),
        ({"tokens": Tokens(None, NOW, refresh_expires_at=NOW + 5)}, 6, Cause.TOO_OLD),
        ({"tokens": Tokens(None, NOW, refresh_expires_at=NOW + 5)}, 5, Cause.REJECTED),
    ],
)
def test_the_known_rules_of_a_service_say_why(changes: dict[str, object], later: float, cause: Cause) -> None:
    """A lost answer, a rule of the service, a known end: the first that fits is the reason."""
    assert renewal.cause_of(sent(**changes), GONE, NOW + later) is cause


@pytest.mark.parametrize(
    ("grant", "cause"),
    [
        (Grant.CLIENT_CREDENTIALS, Cause.CLIENT),
        (Grant.JWT_BEARER, Cause.ASSERTION),
        (Grant.TOKEN_EXCHANGE, Cause.SUBJECT),
    ],
)
def test_a_rejection_is_about_settings_where_nobody_signed_in(grant: Grant, cause: Cause) -> None:
    """RFC 7523 §3.1, RFC 8693 §2.2.2: the tokens stay, and what the program asks with is blamed."""
    before = machine(grant)
    told = renewal.rejected(before, GONE, 1, NOW)
    assert told.condition == Condition(Status.SETTINGS_PROBLEM, cause, "invalid_grant: gone", failures=1)
    assert told.tokens == before.tokens


def test_a_refused_registration_keeps_the_tokens() -> None:
    """C56: the settings are to be looked at, and nothing is lost."""
    told = renewal.misconfigured(sent(), Misconfigured(Cause.CLIENT, "invalid_client"), 1)
    assert told.condition == Condition(Status.SETTINGS_PROBLEM, Cause.CLIENT, "invalid_client", failures=1)
    assert (told.tokens, told.in_flight) == (sent().tokens, None)


def test_passing_trouble_is_tried_again() -> None:
    """C57: the tokens stay, the pause grows with the failures, and the server's own wish counts."""
    first = renewal.delayed(sent(), Transient(Cause.BUSY, "HTTP status 503", 40.0), 1, NOW, 0.5)
    assert first.condition == Condition(Status.RETRYING, Cause.BUSY, "HTTP status 503", 1, NOW + 40)
    second = renewal.delayed(replace(first, in_flight=InFlight(NOW)), Transient(Cause.NETWORK), 1, NOW, 1.0)
    assert second.condition == Condition(Status.RETRYING, Cause.NETWORK, "", 2, NOW + 10)
    assert (second.tokens, second.unanswered_since) == (sent().tokens, None)


@pytest.mark.parametrize("already", [None, NOW - 30])
def test_an_answer_that_never_came_is_remembered(already: float | None) -> None:
    """C62: since the first of them; a rejection then means that the last renewal was cut off."""
    lost = renewal.delayed(sent(unanswered_since=already), Transient(Cause.UNANSWERED), 1, NOW + 5, 0.5)
    assert lost.unanswered_since == (NOW if already is None else already)
    over = renewal.rejected(replace(lost, in_flight=InFlight(NOW + 6)), GONE, 1, NOW + 7)
    assert over.condition.cause is Cause.CUT_OFF


def test_a_refusal_without_a_reason_is_tried_three_times() -> None:
    """C58: spread over minutes, with the tokens kept, then a sign-in is asked for."""
    record = sent()
    for wait in REFUSED_DELAYS:
        record = renewal.refused(replace(record, in_flight=InFlight(NOW)), Refused(403), 1, NOW, counted=True)
        assert (record.condition.status, record.condition.cause) == (Status.RETRYING, Cause.REFUSING)
        assert record.condition.next_try_at == NOW + wait
    over = renewal.refused(replace(record, in_flight=InFlight(NOW)), Refused(403), 1, NOW, counted=True)
    assert over.condition == Condition(Status.SIGN_IN_NEEDED, Cause.REFUSED, "HTTP 403")
    assert over.tokens == sent().tokens


def test_only_the_backgrounds_tries_are_counted() -> None:
    """C58: asking by hand, or after other trouble, uses up none of the three."""
    record = sent(condition=Condition(Status.RETRYING, Cause.NETWORK, failures=9))
    for _ in range(REFUSED_TRIES):
        record = renewal.refused(
            replace(record, in_flight=InFlight(NOW)), Refused(400, "odd", "why"), 1, NOW, counted=False
        )
    assert record.condition == Condition(Status.RETRYING, Cause.REFUSING, "odd: why", 0, NOW + REFUSED_DELAYS[0])


def test_three_refusals_are_about_settings_where_nobody_signed_in() -> None:
    """Nobody could sign in: what the program asks with is to be looked at."""
    record = machine(Grant.CLIENT_CREDENTIALS)
    record = replace(record, condition=Condition(Status.RETRYING, Cause.REFUSING, failures=REFUSED_TRIES - 1))
    over = renewal.refused(record, Refused(403), 1, NOW, counted=True)
    assert over.condition == Condition(Status.SETTINGS_PROBLEM, Cause.REFUSED, "HTTP 403")


def test_what_cannot_renew_runs_out_and_comes_back_with_the_clock() -> None:
    """C49: the time is over by the clock alone, so that a clock set back takes it back; the token stays."""
    single = connection(tokens=Tokens(Secret("access"), NOW, NOW + 90))
    over = renewal.ran_out(single, NOW + 91)
    assert over.condition == Condition(Status.SIGN_IN_NEEDED, Cause.EXPIRED)
    assert over.tokens == single.tokens
    assert renewal.came_back(over, NOW + 10).condition == Condition()
