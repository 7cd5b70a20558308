"""The world around the program works without the program."""

import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

from tests.e2e.browser import PersonAtBrowser
from tests.e2e.desk import environment
from tests.e2e.oauth_by_hand import Hand
from tests.e2e.provider import CONFIDENTIAL, CONFIDENTIAL_SECRET, OidcProvider
from tests.e2e.secret_service import SecretService
from tests.e2e.small_server import small_server


def test_a_second_use_of_a_refresh_token_ends_the_grant(oidc_provider: OidcProvider, browser: PersonAtBrowser) -> None:
    """The server is strict, and its journal says so: otherwise "no reuse" would prove nothing."""
    hand = Hand(oidc_provider.issuer)
    first = hand.sign_in(browser)
    second = hand.renew(first["refresh_token"])
    assert second["refresh_token"] != first["refresh_token"]
    assert oidc_provider.reuses() == []
    assert hand.renew(first["refresh_token"]) == {
        "error": "invalid_grant",
        "error_description": "grant request is invalid",
    }
    assert hand.renew(second["refresh_token"])["error"] == "invalid_grant"
    assert len(oidc_provider.reuses()) == 1
    assert oidc_provider.grants_alive() == [False]


def test_a_client_with_an_odd_secret_signs_in(oidc_provider: OidcProvider, browser: PersonAtBrowser) -> None:
    """The confidential client is known by its form-encoded name and secret (RFC 6749 §2.3.1)."""
    hand = Hand(oidc_provider.issuer, CONFIDENTIAL, CONFIDENTIAL_SECRET)
    tokens = hand.sign_in(browser)
    assert hand.call("/api/me", tokens["access_token"])["subject"] == "ada"


def test_the_person_may_say_no(oidc_provider: OidcProvider, browser: PersonAtBrowser) -> None:
    """A denial comes back as an error, by way of the browser."""
    browser.will(consent="deny")
    assert Hand(oidc_provider.issuer).ask_browser(browser)["error"] == ["access_denied"]


def test_faults_spoil_as_many_requests_as_told(oidc_provider: OidcProvider, browser: PersonAtBrowser) -> None:
    """A lost answer was worked on, a status was not, and a server that is down comes back."""
    hand = Hand(oidc_provider.issuer)
    tokens = hand.sign_in(browser)
    oidc_provider.fault("status", status=503)
    assert hand.renew(tokens["refresh_token"]) == 503
    oidc_provider.fault("lose_answer")
    assert hand.renew(tokens["refresh_token"]) is None
    assert [entry["outcome"] for entry in oidc_provider.renewals()] == ["success"]
    oidc_provider.ask("down")
    assert hand.renew(tokens["refresh_token"]) is None
    oidc_provider.ask("up")
    assert hand.renew(tokens["refresh_token"])["error"] == "invalid_grant"


def test_the_keyring_keeps_a_secret(secret_service: SecretService, folders: dict[str, str]) -> None:
    """The program's own keyring library finds the Secret Service and gets back what it stored."""
    code = (
        "import keyring; keyring.set_password('s', 'u', 'p');"
        "print(keyring.get_keyring(), keyring.get_password('s', 'u'))"
    )
    variables = environment(folders, DBUS_SESSION_BUS_ADDRESS=secret_service.address)
    answer = subprocess.run([sys.executable, "-c", code], env=variables, capture_output=True, text=True, check=True)
    assert "SecretService" in answer.stdout
    assert answer.stdout.endswith(" p\n")
    assert secret_service.files(folders)


def test_programs_under_test_cannot_leave_the_machine(folders: dict[str, str], tmp_path: Path) -> None:
    """The guard reaches the processes that the tests start."""
    code = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"
    answer = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(folders),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "BeyondLoopback" in answer.stderr


def test_the_browser_reports_what_it_saw(browser: PersonAtBrowser) -> None:
    """The BROWSER command returns at once and leaves a report of the pages."""
    with small_server("<meta charset=utf-8><title>Hi</title>grüße".encode()) as here:
        url = f"{here}/?{urlencode({'word': 'grüße & <b>'})}"
        browser.will(ends=["grüße"])
        browser.show(url)
        visit = browser.visit()
    assert visit.asked == url
    assert visit.pages == [{"url": url, "title": "Hi", "text": "grüße"}]


def test_a_revoked_grant_is_gone_and_an_access_token_may_die_alone(
    oidc_provider: OidcProvider, browser: PersonAtBrowser
) -> None:
    """What a person does on a service's own page can be played: end an access token, end the whole grant."""
    hand = Hand(oidc_provider.issuer)
    tokens = hand.sign_in(browser)
    oidc_provider.ask("revoke_access")
    assert hand.call("/api/me", tokens["access_token"]) == {"error": "invalid_token"}
    renewed = hand.renew(tokens["refresh_token"])
    assert hand.call("/api/me", renewed["access_token"])["subject"] == "ada"
    assert oidc_provider.grants_alive() == [True]
    oidc_provider.ask("revoke_grants")
    assert hand.renew(renewed["refresh_token"])["error"] == "invalid_grant"
    assert oidc_provider.grants_alive() == [False]
    assert oidc_provider.reuses() == []
