"""Somebody between the server and the program: what comes back is believed only if it fits what was sent."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.e2e.browser import PersonAtBrowser
from tests.e2e.desk import Desk
from tests.e2e.internet import Bait
from tests.e2e.provider import OidcProvider

CHANGED = {
    "no issuer": {"iss": None},
    "another issuer": {"iss": "https://login.example"},
    "a token in the address": {"access_token": "canary"},
}


@pytest.fixture
def bait() -> Iterator[Bait]:
    """Listen on loopback."""
    made = Bait()
    yield made
    made.close()


def test_what_comes_back_was_changed(
    desk: Desk, oidc_provider: OidcProvider, browser: PersonAtBrowser, tmp_path: Path
) -> None:
    """C26, C31: without the promised ``iss``, or with another, the code goes nowhere, and nothing is stored."""
    target = str(oidc_provider.profile(tmp_path))
    for what, parameters in CHANGED.items():
        oidc_provider.ask("send_back_with", **parameters)
        browser.will()
        done = desk.run("connect", target, "--name", "Work", "--json")
        assert (done.code, done.error()["code"]) == (1, "bad_callback"), (what, done)
        assert "Not connected" in browser.visit().last_text, what
    assert oidc_provider.journal("token") == [], "no code was sent"
    assert desk.run("list", "--json").json() == []
    oidc_provider.ask("send_back_with")
    browser.will()
    assert desk.run("connect", target, "--name", "Work").code == 0


def test_a_document_that_changes_while_somebody_signs_in(
    desk: Desk, oidc_provider: OidcProvider, browser: PersonAtBrowser, tmp_path: Path, bait: Bait
) -> None:
    """C11, C16, C67: code and refresh token go where the sign-in began, whatever the server's document says later."""
    running = desk.start("connect", str(oidc_provider.profile(tmp_path)), "--name", "Work", "--print-url", "--json")
    assert running.stdout is not None
    url = running.stdout.readline().strip()
    assert parse_qs(urlsplit(url).query)["prompt"] == ["consent"], "else offline_access is dropped in silence"
    here = f"http://127.0.0.1:{bait.port}"
    for name in ("openid-configuration", "oauth-authorization-server"):
        members = {f"{kind}_endpoint": f"{here}/{kind}" for kind in ("token", "userinfo", "revocation")}
        oidc_provider.fault("amend", path=f"/.well-known/{name}", count=99, members={**members, "jwks_uri": here})
    browser.show(url)
    done = desk.finish(running)
    assert json.loads(done.out.splitlines()[-1])["status"] == "valid", done
    assert desk.run("refresh", "Work").code == 0
    assert desk.run("show", "Work", "--userinfo", "--json").json()["userinfo"]["sub"] == "ada"
    assert desk.run("disconnect", "Work", "--json").json()["revoked"] == "yes"
    assert bait.visits == []
