"""A key that a person copied, and when it is time for another."""

import pytest

from oauth_desk.domain.api_key import SOON, KeyCare, KeyUse, is_due, wanted_by
from oauth_desk.domain.next_token import NextToken, next_token
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service
from oauth_desk.domain.tokens import Tokens

DAY = 86400.0
NOW = 1_800_000_000.0


def key(*, lives: float | None, age: float = 0.0) -> Tokens:
    """Return a key that was copied ``age`` seconds ago and says that it lives for ``lives`` seconds from then."""
    copied = NOW - age
    return Tokens(Secret("k"), copied, expires_at=None if lives is None else copied + lives)


@pytest.mark.parametrize(
    ("care", "tokens", "wanted"),
    [
        (None, key(lives=None), None),
        (KeyCare(), key(lives=None), None),
        (KeyCare(NOW + DAY), key(lives=None), NOW + DAY),
        (KeyCare(), key(lives=DAY), NOW + DAY),
        (KeyCare(NOW + 9 * DAY), key(lives=DAY), NOW + DAY),
        (KeyCare(NOW + DAY), key(lives=9 * DAY), NOW + DAY),
    ],
)
def test_the_sooner_of_two_days_counts(care: KeyCare | None, tokens: Tokens, wanted: float | None) -> None:
    """The day that a person set, or the end that the key tells itself."""
    assert wanted_by(care, tokens) == wanted


@pytest.mark.parametrize(
    ("care", "tokens", "due"),
    [
        (None, key(lives=None), False),
        (KeyCare(NOW + 6 * DAY), key(lives=None), True),
        (KeyCare(NOW + 8 * DAY), key(lives=None), False),
        (KeyCare(), key(lives=90 * DAY, age=84 * DAY), True),
        (KeyCare(), key(lives=90 * DAY, age=82 * DAY), False),
        (KeyCare(), key(lives=3600, age=1800), False),
        (KeyCare(), key(lives=3600, age=2800), True),
        (KeyCare(NOW + 3 * DAY), key(lives=90 * DAY), True),
    ],
)
def test_it_is_asked_for_ahead_of_time(care: KeyCare | None, tokens: Tokens, due: bool) -> None:
    """A week before, or in the last quarter of a life that is shorter than four weeks."""
    assert is_due(care, tokens, NOW) is due


@pytest.mark.parametrize(
    ("replace_by", "due"), [(None, False), (NOW + SOON, False), (NOW + SOON - 1, True), (NOW - 1, True)]
)
def test_another_key_is_asked_for_in_time(replace_by: float | None, due: bool) -> None:
    """A week ahead of the day that the person set, and never without one."""
    assert is_due(KeyCare(replace_by), key(lives=None), NOW) is due


def test_a_key_is_followed_by_another_key() -> None:
    """Nothing renews it and nobody signs in, whatever else a service offers."""
    service = Service("acme", "Acme", key=KeyUse())
    assert next_token(service, Tokens(Secret("k"), NOW, refresh_token=Secret("r"))) is NextToken.KEY
