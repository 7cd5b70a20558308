"""A certificate is spoken of before it ends."""

from dataclasses import replace

import pytest

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.service import Security
from oauth_desk.services.certificate_words import AHEAD, list_words, page_words
from oauth_desk.services.phrases import DAY
from oauth_desk.services.wording import list_line, sentence
from tests.fakes.clock import FakeClock
from tests.services.world import connection, service

CLOCK = FakeClock()
NOW = CLOCK.now()


def ending(days: float | None) -> Connection:
    """Return a connection whose certificate ends in so many days."""
    ends_at = None if days is None else NOW + days * DAY
    return replace(connection(CLOCK), service=service(security=Security(certificate_ends_at=ends_at)))


@pytest.mark.parametrize("days", [None, 15, AHEAD / DAY])
def test_nothing_is_said_long_before(days: float | None) -> None:
    """Without a certificate, and more than two weeks ahead, a connection looks as ever."""
    assert list_words(ending(days), NOW) == page_words(ending(days), NOW) == ""


def test_two_weeks_ahead_it_is_told() -> None:
    """The card and the page say when it ends and what to do; the connection still renews."""
    soon = ending(13)
    assert list_line(soon, NOW, NOW + 60).text == list_words(soon, NOW)
    assert list_words(soon, NOW).startswith("Certificate ends on ")
    said = sentence(soon, NOW, NOW + 60)
    assert said.title == "Connected, and renews by itself"
    assert "sign in again by then" in said.text


def test_afterwards_it_is_told_too() -> None:
    """A certificate that has ended is named as what stands in the way."""
    assert list_words(ending(-1), NOW) == "Certificate has ended"
    assert "has ended" in page_words(ending(-1), NOW)
