"""The words that people read."""

import re
from dataclasses import replace
from itertools import product

import pytest

from oauth_desk.domain.connection import Connection, InFlight
from oauth_desk.domain.events import ActivityEntry, ActivityKind
from oauth_desk.domain.service import Quirks
from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.services import activity_words, reason_words, renewal_words, wording
from oauth_desk.services.wording import Tone
from tests.fakes.clock import FakeClock
from tests.services.world import connection, service

FORBIDDEN = re.compile(r"\b(oauth|tokens?|scopes?|grants?|refresh\w*|callback)\b", re.IGNORECASE)
CAUSES = {
    Status.RETRYING: [
        Cause.NETWORK,
        Cause.BUSY,
        Cause.SERVER_ERROR,
        Cause.CAPTIVE_PORTAL,
        Cause.UNANSWERED,
        Cause.REFUSING,
        Cause.CUT_OFF,
        Cause.NOT_SAVED,
    ],
    Status.SIGN_IN_NEEDED: [
        Cause.REJECTED,
        Cause.CUT_OFF,
        Cause.IDLE,
        Cause.TOO_OLD,
        Cause.EXPIRED,
        Cause.REFUSED,
        Cause.REVOKED,
        Cause.PASSWORD,
        Cause.POLICY,
        Cause.REUSED,
        Cause.CLIENT,
    ],
    Status.SETTINGS_PROBLEM: [Cause.CLIENT, Cause.PERMISSIONS, Cause.GRANT_TYPE, Cause.RESOURCE],
}
CASES = [(status, cause) for status, causes in CAUSES.items() for cause in causes]


def standing(status: Status, cause: Cause | None = None, **changes: object) -> Connection:
    """Return a connection in that state."""
    return replace(
        connection(FakeClock(), **changes), condition=Condition(status, cause, next_try_at=FakeClock().now())
    )


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "0 s"),
        (0, "0 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (2520, "42 min"),
        (3600, "1 h"),
        (22200, "6 h 10 min"),
        (86400, "1 day"),
        (59 * 86400, "59 days"),
        (15552000, "6 months"),
    ],
)
def test_a_length_of_time_has_at_most_two_units(seconds: float, text: str) -> None:
    """42 min, 6 h 10 min, 3 days."""
    assert wording.duration(seconds) == text


@pytest.mark.parametrize(("seconds", "text"), [(-1, "0:00"), (58, "0:58"), (2530, "42:10"), (3900, "1 h 5 min")])
def test_a_countdown_reads_like_a_clock(seconds: float, text: str) -> None:
    """0:58, 42:10."""
    assert wording.countdown(seconds) == text


@pytest.mark.parametrize(("status", "cause"), CASES)
def test_every_state_has_plain_words(status: Status, cause: Cause) -> None:
    """No state without a sentence, no word of the trade, no unfilled place."""
    item = standing(status, cause)
    now = FakeClock().now()
    line, sentence = wording.list_line(item, now, None), wording.sentence(item, now)
    words = f"{line.text} {sentence.title} {sentence.text} {wording.reconnect_words(item, now).text}"
    assert not FORBIDDEN.search(words)
    assert "{" not in words
    assert sentence.text.endswith(".")


@pytest.mark.parametrize(("status", "cause"), CASES)
def test_red_means_that_you_are_needed(status: Status, cause: Cause) -> None:
    """Green: nothing to do. Amber: the program is on it. Red: you are needed. Nothing else is red."""
    line = wording.list_line(standing(status, cause), FakeClock().now(), None)
    needed = status is not Status.RETRYING or cause is Cause.NOT_SAVED
    assert line.tone is (Tone.BAD if needed else Tone.ATTENTION)


def test_a_valid_connection_says_when_it_renews() -> None:
    """Renews in 42 min; by the second near the end."""
    item, now = connection(FakeClock()), FakeClock().now()
    assert wording.list_line(item, now, now + 2520).text == "Renews in 42 min"
    assert wording.list_line(item, now, now + 58).text == "Renews in 0:58"
    assert wording.sentence(item, now, now + 60).title == "Connected, and renews by itself"


def test_while_nothing_is_planned_nothing_is_said_to_renew() -> None:
    """With renewing paused the end is told instead, and that it has come."""
    item, now = connection(FakeClock(), lifetime=3600), FakeClock().now()
    assert wording.list_line(item, now, None).text == "Paused, ends in 1 h"
    said = wording.sentence(item, now)
    assert said.title.startswith("Connected until ")
    assert said.text == "Renewing is paused; this ends then unless renewing goes on."
    assert wording.list_line(item, now + 3600, None).text == "Paused, has run out"
    assert wording.sentence(item, now + 3600).text == "This has run out, and is renewed when renewing goes on."


def test_an_unknown_lifetime_is_never_called_endless() -> None:
    """No expiry given, not "never expires"."""
    item, now = connection(FakeClock(), lifetime=None), FakeClock().now()
    assert wording.list_line(item, now, None).text == "No expiry given"
    assert wording.sentence(item, now).text == "Acme did not say for how long."


def test_what_cannot_renew_says_until_when() -> None:
    """Ends in 2 h 5 min; then you sign in again."""
    made, now = connection(FakeClock(), lifetime=7500), FakeClock().now()
    item = replace(made, tokens=replace(made.tokens, refresh_token=None))
    assert wording.list_line(item, now, None).text == "Ends in 2 h 5 min"
    assert wording.sentence(item, now).title.startswith("Connected until ")


def test_a_renewal_under_way_is_shown_for_a_minute_at_most() -> None:
    """A mark left by a dead process does not show "Renewing…" for ever."""
    now = FakeClock().now()
    item = connection(FakeClock(), in_flight=InFlight(now))
    assert wording.list_line(item, now + 59, None).text == "Renewing…"
    assert wording.list_line(item, now + 61, None).text != "Renewing…"


def test_an_idle_rule_is_told_with_its_time() -> None:
    """The service ends connections that were not used for 6 months."""
    made = standing(Status.SIGN_IN_NEEDED, Cause.IDLE)
    item = replace(made, service=service(quirks=Quirks(refresh_idle_seconds=15552000)))
    assert "6 months" in wording.sentence(item, FakeClock().now()).text


def test_an_age_is_told_with_its_time() -> None:
    """The profile's limit is told in words, unless the service itself told another one."""
    made = standing(Status.SIGN_IN_NEEDED, Cause.TOO_OLD)
    item = replace(made, service=service(quirks=Quirks(refresh_absolute_seconds=15552000)))
    now = FakeClock().now()
    assert "a fixed time of 6 months, however" in wording.sentence(item, now).text
    told = replace(item, tokens=replace(item.tokens, refresh_expires_at=now))
    assert "a fixed time, however" in wording.sentence(told, now).text


@pytest.mark.parametrize("cause", [None, *CAUSES[Status.SIGN_IN_NEEDED]])
def test_every_reason_is_told_everywhere(cause: Cause | None) -> None:
    """Dialog, page and command say the same sentence; a table and the log say it shortly, each in plain words."""
    item, now = standing(Status.SIGN_IN_NEEDED, cause), FakeClock().now()
    why = reason_words.reason(item, cause, now)
    assert wording.sentence(item, now).text == why
    assert wording.reconnect_words(item, now).text.startswith(why)
    assert renewal_words.trouble(item, now).title == why
    short = reason_words.short_reason(cause)
    logged = activity_words.activity_line(
        ActivityEntry(0, "c0", "Acme", ActivityKind.RENEWAL, str(cause or "rejected"))
    )
    assert logged.tone is Tone.BAD
    assert not FORBIDDEN.search(f"{short} {logged.text}")
    assert len(short) < len(logged.text) < len(why) + 40


@pytest.mark.parametrize(("status", "cause"), CASES)
def test_every_trouble_has_a_kind_and_advice(status: Status, cause: Cause) -> None:
    """Errors carry blame and a remedy."""
    error = renewal_words.trouble(standing(status, cause), FakeClock().now())
    assert error.title.endswith(".")
    assert error.advice.endswith(".")


def test_a_certificate_that_is_refused_points_to_the_clock() -> None:
    """What cannot be trusted is most often this computer's date, or a network that wants a login first."""
    refused = standing(Status.RETRYING, Cause.NETWORK)
    detail = "the certificate is not trusted: certificate has expired"
    refused = replace(refused, condition=replace(refused.condition, detail=detail))
    assert "this computer’s date" in wording.sentence(refused, FakeClock().now()).text
    assert renewal_words.trouble(refused, FakeClock().now()).detail == f"{detail[0].upper()}{detail[1:]}."


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        *product([ActivityKind.RENEWAL], activity_words._RENEWALS),
        (ActivityKind.SIGN_IN, "connected"),
        (ActivityKind.DISCONNECT, "failed"),
        (ActivityKind.REQUEST, "200"),
    ],
)
def test_every_log_line_has_plain_words(kind: ActivityKind, outcome: str) -> None:
    """The activity page is read by people."""
    line = activity_words.activity_line(ActivityEntry(0, "c0", "Acme", kind, outcome, "Good for an hour."))
    assert not FORBIDDEN.search(line.text)
    assert line.text.endswith(".")


@pytest.mark.parametrize(
    ("skew", "said"),
    [
        (None, ""),
        (119, ""),
        (-119, ""),
        (14_399, "This computer’s clock is 4 h behind that of Acme."),
        (-86_400, "This computer’s clock is 1 day ahead of that of Acme."),
    ],
)
def test_a_clock_that_is_off_is_told_where_it_matters(skew: float | None, said: str) -> None:
    """C74: two minutes disturb nothing; more is said in words, from this computer's side."""
    assert wording.clock_off(skew, "Acme") == said
