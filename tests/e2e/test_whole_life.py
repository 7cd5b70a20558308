"""A connection's life by the command line, with a real browser and a server that others wrote."""

import itertools
import json
import time
from datetime import datetime
from pathlib import Path

import pytest

from tests.e2e.browser import PersonAtBrowser
from tests.e2e.desk import Desk
from tests.e2e.provider import CONFIDENTIAL, DEVICE, OidcProvider


def connect(
    desk: Desk, provider: OidcProvider, folder: Path, *more: str, client: str = "desk-public"
) -> dict[str, object]:
    """Sign in through the browser and return what `connect --json` said."""
    profile = provider.profile(folder, client=client)
    return dict(desk.run("connect", str(profile), "--name", "Work", "--json", *more).json())


def test_connect_use_lose_reconnect_disconnect(
    desk: Desk, oidc_provider: OidcProvider, browser: PersonAtBrowser, tmp_path: Path
) -> None:
    """The whole promise in one go: connected, renewed, rejected, signed in again, ended."""
    connected = connect(desk, oidc_provider, tmp_path)
    assert connected["name"] == "Work"
    assert connected["account"] == "ada@example.test"
    assert connected["status"] == "valid"
    assert connected["outcome"] == "connected"
    assert connected["generation"] == 1
    assert "onnected" in browser.visit().last_text

    first = desk.run("token", "Work").out.strip()
    answer = desk.run("request", "Work", "GET", "/me", "--json").json()
    assert answer["status"] == 200
    assert json.loads(answer["body"])["subject"] == "ada"

    renewed = desk.run("refresh", "Work", "--json").json()
    assert (renewed["outcome"], renewed["generation"]) == ("renewed", 2)
    assert desk.run("token", "Work").out.strip() not in {"", first}

    oidc_provider.ask("revoke_grants")
    refused = desk.run("refresh", "Work")
    assert refused.code == 3
    assert len(refused.err.strip().splitlines()) == 1
    [row] = desk.run("list", "--json").json()
    assert (row["name"], row["status"]) == ("Work", "sign_in_needed")
    assert desk.run("token", "Work").code == 3
    asked = len(oidc_provider.renewals())
    assert desk.run("refresh", "Work").code == 3
    assert len(oidc_provider.renewals()) == asked, "after a known rejection nothing is sent"

    browser.will()
    again = desk.run("reconnect", "Work", "--json").json()
    assert (again["outcome"], again["status"], again["account"]) == ("reconnected", "valid", "ada@example.test")
    assert desk.run("token", "Work").code == 0

    ended = desk.run("disconnect", "Work", "--json").json()
    assert (ended["name"], ended["revoked"]) == ("Work", "yes")
    assert desk.run("list", "--json").json() == []
    assert desk.run("token", "Work").code == 7
    assert oidc_provider.reuses() == []


def test_the_vault_key_is_kept_by_the_keyring(keyring_desk: Desk, oidc_provider: OidcProvider, tmp_path: Path) -> None:
    """On a desktop no passphrase is asked, and the next command finds the connection."""
    connect(keyring_desk, oidc_provider, tmp_path)
    assert keyring_desk.run("token", "Work").out.strip()
    assert [row["name"] for row in keyring_desk.run("list", "--json").json()] == ["Work"]


def test_a_confidential_client_with_odd_characters_connects_and_renews(
    desk: Desk, oidc_provider: OidcProvider, tmp_path: Path
) -> None:
    """The client authentication is the same for the code and for every renewal (RFC 6749 §2.3.1)."""
    connect(desk, oidc_provider, tmp_path, client=CONFIDENTIAL)
    assert desk.run("refresh", "Work").code == 0
    said = {entry["authenticated_by"] for entry in oidc_provider.journal("token")}
    assert said == {"basic"}


def test_two_accounts_of_one_provider(
    desk: Desk, oidc_provider: OidcProvider, browser: PersonAtBrowser, tmp_path: Path
) -> None:
    """For the second account the provider is told to ask, by a prompt that it has to know: others it refuses."""
    connect(desk, oidc_provider, tmp_path)
    assert "prompt=consent" in browser.visit().asked
    browser.will(sign_in_as="grace")
    profile = str(oidc_provider.profile(tmp_path))
    second = desk.run("connect", profile, "--name", "Home", "--json").json()
    assert (second["account"], second["status"]) == ("grace@example.test", "valid")
    assert "prompt=login%20consent" in browser.visit().asked
    desk.run("profile", "Home", str(tmp_path / "shared.toml"))
    browser.will(sign_in_as="linus")
    third = desk.run("connect", str(tmp_path / "shared.toml"), "--name", "Theirs", "--json").json()
    assert (third["account"], third["status"]) == ("linus@example.test", "valid")


def test_an_address_is_enough_where_the_server_registers_clients(desk: Desk, oidc_provider: OidcProvider) -> None:
    """Discovery and dynamic registration: nobody types a client id."""
    connected = desk.run("connect", oidc_provider.issuer, "--name", "Found", "--json").json()
    assert connected["status"] == "valid"
    assert len(oidc_provider.journal("registration")) == 1
    assert desk.run("refresh", "Found").code == 0


def test_the_address_can_be_carried_to_another_browser(
    desk: Desk, oidc_provider: OidcProvider, browser: PersonAtBrowser, tmp_path: Path
) -> None:
    """With --print-url no browser is opened; the first line is the address, at once."""
    profile = oidc_provider.profile(tmp_path)
    running = desk.start("connect", str(profile), "--name", "Work", "--print-url", "--json")
    assert running.stdout is not None
    url = running.stdout.readline().strip()
    assert url.startswith(f"{oidc_provider.issuer}/auth?")
    browser.show(url)
    browser.visit()
    done = desk.finish(running)
    assert done.code == 0
    assert json.loads(done.out.splitlines()[-1])["status"] == "valid"


def test_a_device_shows_a_code(
    desk: Desk, oidc_provider: OidcProvider, browser: PersonAtBrowser, tmp_path: Path
) -> None:
    """C93: page, then code; the program asks as often as the server said, and 5 s less often after ``slow_down``."""
    profile = oidc_provider.profile(tmp_path, client=DEVICE)
    oidc_provider.fault("amend", path="/device/auth", members={"interval": 1})
    slow_down = json.dumps({"error": "slow_down"})
    oidc_provider.fault("status", status=400, body=slow_down, type="application/json")
    running = desk.start("connect", str(profile), "--name", "Box", "--device", "--print-url", "--json")
    assert running.stdout is not None
    page, code = running.stdout.readline().strip(), running.stdout.readline().strip()
    browser.will(user_code=code, ends=["The device may go on."])
    browser.show(page)
    assert "The device may go on." in browser.visit().last_text
    done = desk.finish(running)
    assert done.code == 0, done
    asked = [entry["at"] for entry in oidc_provider.journal("http") if entry["path"] == "/token"]
    assert min(later - before for before, later in itertools.pairwise(asked)) > 5.9, "the first was told to slow down"
    assert desk.run("refresh", "Box").code == 0


def test_a_device_that_is_not_let_in(
    desk: Desk, oidc_provider: OidcProvider, browser: PersonAtBrowser, tmp_path: Path
) -> None:
    """C93: a denial on the other device ends the asking at once; nothing is stored."""
    oidc_provider.fault("amend", path="/device/auth", members={"interval": 1})
    profile = oidc_provider.profile(tmp_path, client=DEVICE)
    running = desk.start("connect", str(profile), "--name", "Box", "--device", "--print-url", "--json")
    assert running.stdout is not None
    page, code = running.stdout.readline().strip(), running.stdout.readline().strip()
    browser.will(user_code=code, consent="deny", ends=["The person said no."])
    browser.show(page)
    done = desk.finish(running)
    assert done.code == 1, done
    assert desk.run("list", "--json").json() == []


def test_a_token_that_died_early_is_renewed_during_the_call(
    desk: Desk, oidc_provider: OidcProvider, tmp_path: Path
) -> None:
    """One 401, one renewal, one replay (NORMS C49, C65)."""
    connect(desk, oidc_provider, tmp_path)
    oidc_provider.ask("revoke_access")
    answer = desk.run("request", "Work", "GET", "/me", "--json").json()
    assert (answer["status"], answer["renewed"]) == (200, True)
    assert len(oidc_provider.renewals()) == 1


def test_somebody_else_does_not_take_over_a_connection(
    desk: Desk, oidc_provider: OidcProvider, browser: PersonAtBrowser, tmp_path: Path
) -> None:
    """Signing in as another person is refused unless it is asked for, and the old sign-in lives on."""
    connect(desk, oidc_provider, tmp_path)
    browser.will(sign_in_as="bob")
    refused = desk.run("reconnect", "Work")
    assert refused.code == 1
    assert "bob" in refused.err
    [row] = desk.run("list", "--json").json()
    assert (row["account"], row["status"]) == ("ada@example.test", "valid")
    assert desk.run("refresh", "Work").code == 0
    browser.will(sign_in_as="bob")
    replaced = desk.run("reconnect", "Work", "--replace-account", "--json").json()
    assert replaced["account"] == "bob@example.test"


def test_two_accounts_of_one_service_live_side_by_side(
    desk: Desk, oidc_provider: OidcProvider, browser: PersonAtBrowser, tmp_path: Path
) -> None:
    """Each connection hands out its own person's token."""
    connect(desk, oidc_provider, tmp_path)
    browser.will(sign_in_as="bob")
    assert desk.run("connect", str(tmp_path / "acme.toml"), "--name", "Other").code == 0
    who = [json.loads(desk.run("request", name, "GET", "/me").out)["subject"] for name in ("Work", "Other")]
    assert who == ["ada", "bob"]


@pytest.mark.slow
def test_a_token_is_renewed_before_it_runs_out(desk: Desk, oidc_provider: OidcProvider, tmp_path: Path) -> None:
    """A token with less life than was asked for is renewed first."""
    oidc_provider.ask("lifetime", access=5)
    connect(desk, oidc_provider, tmp_path)
    for _ in range(3):
        given = desk.run("token", "Work", "--min-valid", "3", "--json").json()
        assert given["access_token"]
        assert desk.run("request", "Work", "GET", "/me").code == 0
        ends = datetime.fromisoformat(given["expires_at"]).timestamp()
        while time.time() < ends - 2:  # less than was asked for is left: the next call has to renew
            time.sleep(0.1)
    assert len(oidc_provider.renewals()) >= 2
    assert oidc_provider.reuses() == []
