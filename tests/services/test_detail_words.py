"""Whose words stand behind a state."""

from dataclasses import replace

import pytest

from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.services.detail_words import OWN, told
from tests.fakes.clock import FakeClock
from tests.services.world import connection


@pytest.mark.parametrize("cause", Cause)
def test_nobody_is_quoted_who_said_nothing(cause: Cause) -> None:
    """What this program found itself is not put into the service's mouth."""
    seen = replace(
        connection(FakeClock()), condition=Condition(Status.RETRYING, cause, "the proxy refuses connections")
    )
    expected = "The proxy refuses connections." if cause in OWN else "Acme said: the proxy refuses connections"
    assert told(seen) == expected


def test_nothing_more_to_say() -> None:
    """Without a detail there is no line."""
    assert told(connection(FakeClock())) == ""
