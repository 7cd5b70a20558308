"""What is said before something ends: on the card, on the page, and once as a notice."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from oauth_desk.domain.api_key import KeyCare, KeyUse
from oauth_desk.domain.connection import Connection, History
from oauth_desk.domain.ends import EndOf, near
from oauth_desk.domain.grant import Grant
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Quirks, Security
from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.services.end_words import list_words, notice, page_words
from oauth_desk.services.phrases import DAY, HOUR, Tone, before, by_day, on_day, when
from oauth_desk.services.wording import list_line, sentence
from tests.fakes.clock import FakeClock
from tests.services.test_wording import FORBIDDEN
from tests.services.world import connection, service

CLOCK = FakeClock()
NOW = CLOCK.now()


def made(**changes: object) -> Connection:
    """Return a connection of a service with these changes, signed in 80 days ago and renewed just now."""
    history = History(last_renewed_at=NOW, end_moves=False)
    return replace(
        connection(CLOCK), service=service(**changes), signed_in_at=NOW - 80 * DAY, created_at=NOW, history=history
    )


def sign_in(days: float) -> Connection:
    """Return a connection whose sign-in ends in so many days, whatever is done."""
    known = made()
    return replace(known, tokens=replace(known.tokens, refresh_expires_at=NOW + days * DAY))


def unused(days: float) -> Connection:
    """Return a connection that ends in so many days unless it is renewed, after 90 unused ones."""
    known = made(quirks=Quirks(refresh_idle_seconds=int(90 * DAY)))
    renewed = NOW - (90 - days) * DAY
    tokens = replace(known.tokens, obtained_at=renewed, expires_at=renewed + 3600)
    return replace(known, tokens=tokens, signed_in_at=renewed, history=History(last_renewed_at=renewed))


def fixed(days: float) -> Connection:
    """Return a connection that cannot be renewed and lives for 60 days, of which so many are left."""
    known = made()
    obtained = NOW - (60 - days) * DAY
    tokens = replace(known.tokens, obtained_at=obtained, expires_at=NOW + days * DAY, refresh_token=None)
    return replace(known, tokens=tokens)


def registration(days: float) -> Connection:
    """Return a connection of a registration of the program's own that ends in so many days."""
    client = Client("made", Secret("s"), registered_dynamically=True, secret_expires_at=NOW + days * DAY)
    return made(client=client)


def secret(days: float) -> Connection:
    """Return a connection whose client secret, made by a person, ends in so many days."""
    return made(client=Client("desk", Secret("s"), AuthMethod.BASIC, secret_expires_at=NOW + days * DAY))


def certificate(days: float) -> Connection:
    """Return a connection whose certificate ends in so many days."""
    return made(security=Security(certificate_ends_at=NOW + days * DAY))


def reminder(days: float) -> Connection:
    """Return a connection whose key is to be replaced in so many days."""
    known = made(key=KeyUse())
    bare = replace(known.tokens, expires_at=None, refresh_token=None)
    return replace(known, tokens=bare, key_care=KeyCare(NOW + days * DAY))


def key(days: float) -> Connection:
    """Return a connection whose key ends in so many days."""
    known = made(key=KeyUse())
    return replace(known, tokens=replace(known.tokens, expires_at=NOW + days * DAY, refresh_token=None))


ALL = [sign_in, unused, fixed, registration, secret, certificate, reminder, key]
STAYS = [registration, secret, certificate, reminder]
"""Ends after which a connection goes on, as far as anybody knows."""


@pytest.fixture(autouse=True)
def local_time_is_utc() -> Iterator[None]:
    """Let the clock of the tests stand on Friday 15 January 2027, 08:00."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (30, ("by 08:00", "today", "today at 08:00", "today at 08:00")),
        (8 * HOUR, ("by 16:00", "today", "today at 16:00", "today at 16:00")),
        (30 * HOUR, ("by tomorrow 14:00", "by tomorrow", "tomorrow at 14:00", "tomorrow at 14:00")),
        (2 * DAY, ("before Sunday", "by Sunday", "on Sunday", "on Sunday at 08:00")),
        (6 * DAY, ("before Thursday", "by Thursday", "on Thursday", "on Thursday at 08:00")),
        (7 * DAY, ("before 22 January", "by 22 January", "on 22 January", "on 22 January at 08:00")),
        (
            365 * DAY,
            ("before 15 January 2028", "by 15 January 2028", "on 15 January 2028", "on 15 January 2028 at 08:00"),
        ),
    ],
)
def test_days_are_told_as_people_say_them(seconds: float, said: tuple[str, ...]) -> None:
    """By 16:42, by tomorrow 14:00, before Friday; a weekday is never the one of next week."""
    at = NOW + seconds
    assert (before(at, NOW), by_day(at, NOW), on_day(at, NOW), when(at, NOW)) == said


@pytest.mark.parametrize("ending", ALL)
def test_nothing_is_said_long_before(ending: object) -> None:
    """A month ahead a connection looks as ever."""
    far = ending(31)  # type: ignore[operator]
    assert list_words(far, NOW) == page_words(far, NOW) == ""
    assert list_line(far, NOW, NOW + 60).tone is not Tone.ATTENTION


@pytest.mark.parametrize(
    ("ending", "days", "said"),
    [
        (sign_in, 3, "Sign in again before Monday"),
        (sign_in, 1.25, "Sign in again by tomorrow 14:00"),
        (unused, 3, "Renew it before Monday"),
        (fixed, 3, "Sign in again before Monday"),
        (registration, 3, "Sign in again before Monday"),
        (registration, -1, "Sign in again soon"),
        (secret, 3, "Its secret ends on Monday"),
        (secret, -1, "Its secret has ended"),
        (certificate, 13, "Certificate ends on 28 January"),
        (certificate, -1, "Certificate has ended"),
        (reminder, 3, "Replace its key by Monday"),
        (reminder, -1, "Time for another key"),
        (key, 1, "Replace its key by tomorrow 08:00"),
    ],
)
def test_the_card_says_it_in_amber(ending: object, days: float, said: str) -> None:
    """A word and a day, with a clock: the program cannot do it, and nothing is red before it is over."""
    line = list_line(ending(days), NOW, NOW + 60)  # type: ignore[operator]
    assert (line.text, line.tone, line.icon) == (said, Tone.ATTENTION, "clock")


@pytest.mark.parametrize("ending", ALL)
@pytest.mark.parametrize("days", [3, 0.1, -1])
def test_page_and_notice_have_plain_words(ending: object, days: float) -> None:
    """No word of the trade, no unfilled place, whole sentences."""
    near_one = ending(days)  # type: ignore[operator]
    for end in near(near_one, NOW):
        told = notice(near_one, end, NOW)
        said = f"{told.title} {told.text} {sentence(near_one, NOW, NOW + 60).text}"
        assert told.title.startswith("Acme: ")
        assert told.text.endswith(".")
        assert "{" not in said
        assert not FORBIDDEN.search(said)


@pytest.mark.parametrize("ending", ALL)
def test_the_page_says_what_to_do(ending: object) -> None:
    """The page names the end, in the text or, where nothing can be renewed, in the title."""
    near_one = ending(3)  # type: ignore[operator]
    said = sentence(near_one, NOW, NOW + 60)
    assert page_words(near_one, NOW) in said.text
    assert "18 January" in f"{said.title} {said.text}" or "Monday" in said.text


@pytest.mark.parametrize("days", [3, -1])
def test_where_nobody_signs_in_nobody_is_asked_to(days: float) -> None:
    """A certificate of a program that is let in by itself is put in place, and no sign-in is spoken of."""
    known = certificate(days)
    robot = replace(known, service=replace(known.service, grant=Grant.CLIENT_CREDENTIALS))
    assert "Put a new one in its place" in page_words(robot, NOW)
    assert "sign in" not in page_words(robot, NOW)


@pytest.mark.parametrize("ending", [sign_in, unused])
def test_a_limit_that_was_wrong_is_not_spoken_of(ending: object) -> None:
    """What goes on after its time had a service that was not so strict."""
    assert list_words(ending(-1), NOW) == page_words(ending(-1), NOW) == ""  # type: ignore[operator]


@pytest.mark.parametrize("ending", STAYS)
def test_afterwards_it_is_told_too(ending: object) -> None:
    """What has ended is named as what stands in the way, and is not red while the connection works."""
    over = ending(-1)  # type: ignore[operator]
    assert list_line(over, NOW, NOW + 60).tone is Tone.ATTENTION
    assert page_words(over, NOW) in sentence(over, NOW, NOW + 60).text != ""


def test_the_soonest_end_is_on_the_card_and_all_are_on_the_page() -> None:
    """One card, one line: the others can be read on the page."""
    both = replace(sign_in(4), service=certificate(2).service)
    assert list_words(both, NOW) == "Certificate ends on Sunday"
    assert page_words(both, NOW).index("certificate") < page_words(both, NOW).index("however much")


def test_while_it_cannot_be_renewed_the_page_says_what_is_at_stake() -> None:
    """The card waits for the network as ever; the page says until when that may last."""
    offline = replace(unused(3), condition=Condition(Status.RETRYING, Cause.NETWORK, next_try_at=NOW + 9))
    assert list_line(offline, NOW, None).text == "Waiting for the network"
    said = sentence(offline, NOW).text
    assert said.endswith("if it cannot be renewed before Monday, you sign in again.")
    assert "It was renewed last on 20 October 2026, and Acme ends what is not used for 3 months" in said
    short = replace(certificate(3), condition=offline.condition)
    assert "certificate" not in sentence(short, NOW).text


def test_what_has_ended_is_not_warned_of() -> None:
    """Red has the word then."""
    over = replace(sign_in(3), condition=Condition(Status.SIGN_IN_NEEDED, Cause.REVOKED))
    assert list_line(over, NOW, None).text == "Sign in again"
    assert near(over, NOW)[0].what is EndOf.SIGN_IN
