"""Whose words stand behind a state."""

from dataclasses import replace

import pytest

from oauth_desk.domain.grant import Grant
from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.services.detail_words import OWN, told
from tests.fakes.clock import FakeClock
from tests.services.world import connection, service


@pytest.mark.parametrize("cause", Cause)
def test_nobody_is_quoted_who_said_nothing(cause: Cause) -> None:
    """What this program found itself is not put into the service's mouth."""
    seen = replace(
        connection(FakeClock()), condition=Condition(Status.RETRYING, cause, "the proxy refuses connections")
    )
    expected = "The proxy refuses connections." if cause in OWN else "Acme said: the proxy refuses connections"
    assert told(seen) == ("" if cause in {Cause.SOURCE, Cause.CLOCK} else expected), "two tell it in their sentence"


@pytest.mark.parametrize(
    ("cause", "detail", "expected"),
    [
        (Cause.SOURCE_GONE, "There is no connection “Work” to go through.", "There is no connection “Work” to go"),
        (Cause.SUBJECT, "“Work” has nothing that Acme gave", "“Work” has nothing"),
        (Cause.CLIENT, "The private key does not fit.", "The private key"),
        (Cause.SUBJECT, "invalid_grant: unknown", "Acme said: invalid_grant"),
        (Cause.ASSERTION, "invalid_grant", "Acme said: invalid_grant"),
        (Cause.REFUSED, "no reason", "Acme said: no reason"),
    ],
)
def test_what_is_found_here_is_not_the_services(cause: Cause, detail: str, expected: str) -> None:
    """Where nobody signs in the program finds out some things before anything is sent: no service said them."""
    of = service(grant=Grant.TOKEN_EXCHANGE)
    seen = connection(FakeClock(), service=of, condition=Condition(Status.SETTINGS_PROBLEM, cause, detail))
    assert told(seen).startswith(expected)


def test_nothing_more_to_say() -> None:
    """Without a detail there is no line."""
    assert told(connection(FakeClock())) == ""
