"""Registrations that the program made for itself: their secrets end, and servers forget them."""

from collections.abc import Iterator

import pytest

from tests.e2e.browser import PersonAtBrowser
from tests.e2e.desk import Desk
from tests.e2e.provider import OidcProvider

DAY = 86_400


@pytest.fixture
def provider() -> Iterator[OidcProvider]:
    """Start a server that knows no programs without a secret."""
    made = OidcProvider.start(methods=["client_secret_basic"])
    yield made
    made.stop()


def registered(provider: OidcProvider) -> list[str]:
    """Return the client ids that were handed out."""
    return [entry["client_id"] for entry in provider.journal("registration")]


def test_a_registration_ends_and_another_is_forgotten(
    desk: Desk, provider: OidcProvider, browser: PersonAtBrowser
) -> None:
    """C84, C56: a secret near its end is told and made anew; a forgotten program is registered again when asked."""
    provider.ask("secrets_end_in", seconds=3 * DAY)
    assert desk.run("connect", provider.issuer, "--name", "Found", "--json").json()["status"] == "valid"
    end = "sign in again by then, and it is again."
    assert end in desk.run("show", "Found").out

    provider.ask("secrets_end_in", seconds=0)
    browser.will()
    assert desk.run("reconnect", "Found", "--json").json()["outcome"] == "reconnected"
    assert len(set(registered(provider))) == 2
    assert end not in desk.run("show", "Found").out

    provider.ask("forget_programs")
    refused = desk.run("refresh", "Found", "--json")
    assert (refused.code, refused.error()["remedy"]) == (6, "register_again")
    assert "oauth-desk reconnect “Found” --register" in refused.err
    assert desk.run("token", "Found").code == 0
    [row] = desk.run("list", "--json").json()
    assert row["status"] == "settings_problem"
    browser.will()
    again = desk.run("reconnect", "Found", "--register", "--json").json()
    assert (again["name"], again["status"], again["account"]) == ("Found", "valid", "ada@example.test")
    assert len(set(registered(provider))) == 3
    assert desk.run("refresh", "Found").code == 0
    assert {entry["authenticated_by"] for entry in provider.journal("token")} == {"basic"}
