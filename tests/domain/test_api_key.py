"""A key that a person copied, and when it is time for another."""

import pytest

from oauth_desk.domain.api_key import KeyCare, KeyUse, wanted_by
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


def test_a_key_is_followed_by_another_key() -> None:
    """Nothing renews it and nobody signs in, whatever else a service offers."""
    service = Service("acme", "Acme", key=KeyUse())
    assert next_token(service, Tokens(Secret("k"), NOW, refresh_token=Secret("r"))) is NextToken.KEY
