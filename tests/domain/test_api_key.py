"""A key that a person copied, and when it is time for another."""

import pytest

from oauth_desk.domain.api_key import SOON, KeyCare, KeyUse
from oauth_desk.domain.next_token import NextToken, next_token
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service
from oauth_desk.domain.tokens import Tokens

NOW = 1_800_000_000.0


@pytest.mark.parametrize(
    ("replace_by", "due"), [(None, False), (NOW + SOON, False), (NOW + SOON - 1, True), (NOW - 1, True)]
)
def test_another_key_is_asked_for_in_time(replace_by: float | None, due: bool) -> None:
    """A week ahead of the day that the person set, and never without one."""
    assert KeyCare(replace_by).is_due(NOW) is due


def test_a_key_is_followed_by_another_key() -> None:
    """Nothing renews it and nobody signs in, whatever else a service offers."""
    service = Service("acme", "Acme", key=KeyUse())
    assert next_token(service, Tokens(Secret("k"), NOW, refresh_token=Secret("r"))) is NextToken.KEY
