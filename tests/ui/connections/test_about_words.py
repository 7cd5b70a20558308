"""What the overview says beyond the state."""

from dataclasses import replace

import pytest

from oauth_desk.domain.connection import History
from oauth_desk.domain.service import Quirks
from oauth_desk.ui.connections.about_words import (
    Permission,
    permissions,
    sign_in_lasts,
    tooltip,
)
from tests.ui import samples
from tests.ui.samples import DAY

NOW = 1.8e9


def google(**more: object) -> samples.Connection:
    """Return the connection to Google, ten minutes into its hour."""
    return samples.connection(samples.GOOGLE, "ana@example.org", NOW, age=600, lifetime=3600, **more)


def test_permissions_in_plain_words() -> None:
    """A permission is told in the words of its service's profile."""
    assert permissions(google())[0] == Permission("See your e-mail address")


def test_permissions_nobody_described() -> None:
    """Permissions without words keep the service's own names, in one line; standard ones mean nothing to a person."""
    made = google()
    made = replace(made, tokens=replace(made.tokens, scopes=("email", "x.y", "z", "openid", "offline_access")))
    assert permissions(replace(made, scopes_asked=())) == [
        Permission("See your e-mail address"),
        Permission("What Google calls x.y, z"),
    ]


def test_permissions_that_were_not_given() -> None:
    """C50: what was asked and not granted is shown, and is no error."""
    made = google()
    made = replace(made, tokens=replace(made.tokens, scopes=("email",)), scopes_asked=("email", "calendar"))
    assert permissions(made)[-1] == Permission("Not allowed: Read and change your calendar", given=False)


def test_no_permissions_told() -> None:
    """A service that names no permissions leaves the list empty."""
    made = google()
    assert permissions(replace(made, tokens=replace(made.tokens, scopes=()))) == []


@pytest.mark.parametrize(
    ("quirks", "expected"),
    [
        (Quirks(), "until you or Google end it"),
        (Quirks(refresh_idle_seconds=int(180 * DAY)), "as long as it is used at least every 6 months"),
        (Quirks(refresh_absolute_seconds=int(300 * DAY)), "until "),
    ],
)
def test_how_long_a_sign_in_lasts(quirks: Quirks, expected: str) -> None:
    """The service's own rule is told before the fact."""
    made = google()
    assert sign_in_lasts(replace(made, service=replace(made.service, quirks=quirks)), NOW).startswith(expected)


def test_what_cannot_renew() -> None:
    """A connection that cannot renew lasts until its end, or as long as nobody says."""
    assert sign_in_lasts(google(renews=False), NOW).startswith("until ")
    forever = samples.connection(samples.ACME, "", NOW, age=1, lifetime=None, renews=False)
    assert sign_in_lasts(forever, NOW) == "as long as the service allows; it did not say"


@pytest.mark.parametrize(
    ("moves", "said"),
    [(False, "until 25 January"), (True, "as long as it is used at least every 10 days"), (None, "as long as it")],
)
def test_what_the_service_told(moves: bool | None, said: str) -> None:
    """A told end is an end, or a time that it may stay unused; which of them is known after a renewal."""
    made = google(history=History(end_moves=moves))
    told = replace(made, tokens=replace(made.tokens, refresh_expires_at=NOW + 10 * DAY))
    assert sign_in_lasts(told, NOW).startswith(said)


def test_a_limit_that_was_wrong_is_not_told() -> None:
    """A sign-in that outlived the rule of its profile lasts until somebody ends it."""
    made = google()
    old = replace(made, service=replace(made.service, quirks=Quirks(refresh_absolute_seconds=60)))
    assert sign_in_lasts(old, NOW) == "until you or Google end it"


def test_a_tooltip_tells_the_exact_end() -> None:
    """The tooltip of a card has its words uncut, and the exact end."""
    assert tooltip(google(), NOW).splitlines()[:2] == ["Google", "ana@example.org"]
    assert "Good until" in tooltip(google(), NOW)
    assert "Ended" in tooltip(google(), NOW + 9999)
    forever = samples.connection(samples.ACME, "", NOW, age=1, lifetime=None)
    assert tooltip(forever, NOW) == "Acme CRM"
