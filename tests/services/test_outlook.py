"""What is said at the end of a sign-in about the time to come."""

from dataclasses import replace

import pytest

from oauth_desk.domain.api_key import KeyUse
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.grant import Grant
from oauth_desk.domain.manners import Revocation
from oauth_desk.domain.service import Endpoints, Parameters, Quirks
from oauth_desk.services.outlook import outlook
from tests.fakes.clock import FakeClock
from tests.services.test_wording import FORBIDDEN
from tests.services.world import connection, service

CLOCK = FakeClock()
NOW = CLOCK.now()
OFFLINE = ("offline_access", "Stay connected")


def ended(*, lifetime: float | None = 3600.0, asked: tuple[str, ...] = ("read",), **changes: object) -> Connection:
    """Return a connection that came without a refresh token, of a service with these changes."""
    made = connection(CLOCK, lifetime=lifetime, service=service(**changes), scopes_asked=asked)
    return replace(made, tokens=replace(made.tokens, refresh_token=None, scopes=asked))


EXPECTING = [
    {"asked": ("read", "offline_access")},
    {"asked": ("read", "offline.access")},
    {"asked": ("refresh_token",)},
    {"parameters": Parameters(authorization=(("access_type", "offline"),))},
    {"parameters": Parameters(authorization=(("token_access_type", "offline"),))},
    {"parameters": Parameters(authorization=(("duration", "permanent"),))},
    {"quirks": Quirks(refresh_idle_seconds=7_776_000)},
    {"quirks": Quirks(refresh_absolute_seconds=7_776_000)},
    {"endpoints": Endpoints(token="https://login.example/token", refresh="https://login.example/refresh")},
]


@pytest.mark.parametrize("changes", EXPECTING, ids=str)
def test_a_renewal_that_was_asked_for_and_not_given_is_a_warning(changes: dict[str, object]) -> None:
    """Where something asked to stay connected and no way to renew came, it is said with until when and a remedy."""
    said = outlook(ended(**changes), NOW)  # type: ignore[arg-type]
    assert said.warning
    assert said.text.startswith("It will not renew by itself: Acme gave no permission for that. It is connected until ")
    assert said.text.endswith(
        "Remove this program’s access on Acme’s own page, then connect again: many services give it only once."
    )
    assert not FORBIDDEN.search(said.text)


def test_the_remedy_is_the_one_that_is_known() -> None:
    """The service's page is named where it is known; what was declined, or not ticked, is named by its own words."""
    page = Revocation(page="https://acme.example/apps")
    expecting = {"asked": ("read", "offline_access"), "scope_meaning": (OFFLINE,)}
    assert (
        "Remove this program’s access at https://acme.example/apps,"
        in outlook(
            ended(revocation=page, **expecting),
            NOW,  # type: ignore[arg-type]
        ).text
    )
    declined = ended(**expecting)  # type: ignore[arg-type]
    declined = replace(declined, tokens=replace(declined.tokens, scopes=("read",)))
    assert outlook(declined, NOW).text.endswith("Connect again, and allow “Stay connected” when Acme asks.")
    unticked = outlook(ended(scope_meaning=(OFFLINE,)), NOW)
    assert unticked.warning
    assert unticked.text.startswith("It will not renew by itself: “Stay connected” was not asked for.")
    assert unticked.text.endswith("Connect again with that ticked, if you want it to.")


def test_a_service_that_never_renews_is_no_warning() -> None:
    """Where nothing promised more, it is said until when; where the service is silent, that it is."""
    until = outlook(ended(), NOW)
    assert not until.warning
    assert until.text.startswith("It is connected until ")
    assert until.text.endswith("; then you sign in again.")
    silent = outlook(ended(lifetime=None), NOW)
    assert (silent.text, silent.warning) == ("Acme does not say for how long it is connected.", False)


def test_what_renews_says_so() -> None:
    """Nothing is warned of where a renewal is possible, nobody signs in, or a key is kept."""
    assert outlook(connection(CLOCK), NOW).text == "It renews by itself from now on."
    robot = replace(connection(CLOCK), service=service(grant=Grant.CLIENT_CREDENTIALS))
    assert outlook(robot, NOW).text.endswith("Nobody has to sign in.")
    keyed = replace(connection(CLOCK), service=service(key=KeyUse()))
    assert outlook(keyed, NOW).text.startswith("Your key is kept")
    assert not any(outlook(each, NOW).warning for each in (connection(CLOCK), robot, keyed))
