"""The chip beside a request."""

from dataclasses import replace

import pytest

from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.ui.console.token_words import token_line
from tests.ui.samples import GOOGLE, connection

NOW = 1_800_000_000.0


@pytest.mark.parametrize(
    ("age", "lifetime", "text"),
    [
        (755, 3600.0, "Token: Google · 47 min left"),
        (30, 90.0, "Token: Google · 1:00 left"),
        (100, 90.0, "Token: Google · renewed when sent"),
        (100, None, "Token: Google"),
    ],
)
def test_says_how_long_the_token_lives(age: float, lifetime: float | None, text: str) -> None:
    """By the second towards the end; where it has ended, what will happen."""
    assert token_line(connection(GOOGLE, "ana", NOW, age=age, lifetime=lifetime), NOW).text == text


def test_says_that_somebody_is_needed() -> None:
    """A connection that cannot send says so beforehand."""
    made = connection(GOOGLE, "ana", NOW, age=0, lifetime=90.0)
    needy = replace(made, condition=Condition(Status.SIGN_IN_NEEDED, Cause.REJECTED))
    assert token_line(needy, NOW).text == "Sign in first"
