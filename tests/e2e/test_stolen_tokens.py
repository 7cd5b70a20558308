"""Somebody else has our refresh token: a server with rotation ends the grant, and the person hears why."""

from pathlib import Path

from tests.e2e.browser import PersonAtBrowser
from tests.e2e.desk import Desk
from tests.e2e.oauth_by_hand import Hand
from tests.e2e.provider import OidcProvider


def stolen(provider: OidcProvider) -> str:
    """Return the refresh token that the server gave last."""
    return str(provider.ask("refresh_tokens")[-1])


def asks_to_sign_in_again(desk: Desk, provider: OidcProvider) -> None:
    """Check that the connection waits for its person, says why, and sends nothing more."""
    [row] = desk.run("list", "--json").json()
    assert (row["name"], row["status"]) == ("Work", "sign_in_needed")
    sent = len(provider.renewals())
    assert desk.run("token", "Work").code == 3
    assert len(provider.renewals()) == sent


def test_a_refresh_token_in_two_hands(
    desk: Desk, oidc_provider: OidcProvider, browser: PersonAtBrowser, tmp_path: Path
) -> None:
    """C55, C60, C65: whether the thief comes first or last, the grant ends, and one sign-in makes all well again."""
    assert desk.run("connect", str(oidc_provider.profile(tmp_path)), "--name", "Work").code == 0
    thief = Hand(oidc_provider.issuer)

    loot = thief.renew(stolen(oidc_provider))
    assert "access_token" in loot, "the thief comes first"
    refused = desk.run("refresh", "Work")
    assert refused.code == 3
    assert refused.err.startswith("oauth-desk: Acme no longer accepts this connection.")
    assert refused.err.endswith("The service said: invalid_grant: grant request is invalid. Sign in again on “Work”.\n")
    assert len(oidc_provider.reuses()) == 1
    assert thief.renew(loot["refresh_token"])["error"] == "invalid_grant", "the thief has nothing left"
    asks_to_sign_in_again(desk, oidc_provider)

    browser.will()
    assert desk.run("reconnect", "Work", "--json").json()["status"] == "valid"
    old = stolen(oidc_provider)
    assert desk.run("refresh", "Work").code == 0
    assert thief.renew(old)["error"] == "invalid_grant", "the thief comes last"
    assert oidc_provider.grants_alive() == [False, False]
    called = desk.run("request", "Work", "GET", "/me")
    assert called.code == 3, "the API's 401 leads to a renewal, and that to the person"
    assert called.err == refused.err
    story = [entry["outcome"] for entry in desk.run("events", "Work", "--json").json()]
    assert story == ["rejected", "renewed", "reconnected", "rejected", "connected"]
