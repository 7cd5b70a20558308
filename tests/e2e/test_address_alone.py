"""From an address alone, with the real program: a path issuer of others, and an API that names it as MCP servers do."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.browser import PersonAtBrowser
from tests.e2e.desk import Desk
from tests.e2e.provider import OidcProvider
from tests.e2e.test_window import next_word


@pytest.fixture
def provider() -> Iterator[OidcProvider]:
    """Start oidc-provider at a path, with resource indicators, and our API in front of it."""
    made = OidcProvider.start(mount="/tenant", notes=True)
    yield made
    made.stop()


def calls(provider: OidcProvider) -> list[tuple[str, str, str | None]]:
    """Return the calls that reached the API: method, body and the permissions they came with."""
    return [(entry["method"], entry["body"], entry.get("scope")) for entry in provider.journal("notes")]


def test_from_an_address_to_a_call_with_more_permission(
    desk: Desk, provider: OidcProvider, browser: PersonAtBrowser
) -> None:
    """C80, C83, C84, C15, C65: a challenge leads to the sign-in; a 403 to one more, and to the same call again."""
    done = desk.run("connect", provider.notes, "--name", "Notes", "--json")
    assert done.json()["status"] == "valid", done
    assert "notes:write" not in done.json()["scopes"]
    assert len(provider.journal("registration")) == 1
    assert desk.run("refresh", "Notes", "--json").json()["generation"] == 2
    assert [entry["resource"] for entry in provider.journal("token")] == [provider.notes] * 2
    shown = desk.run("show", "Notes", "--introspect", "--json").json()["introspection"]
    assert (shown["active"], shown["aud"]) == (True, provider.notes)
    read = desk.run("request", "Notes", "GET", provider.notes, "--json").json()
    assert (read["status"], read["renewed"]) == (200, False)

    refused = desk.run("request", "Notes", "POST", provider.notes, "--data", "buy milk")
    assert (refused.code, json.loads(refused.out)) == (3, {"error": "notes:write"}), refused
    assert "oauth-desk reconnect Notes --scope" in refused.err

    browser.will()
    allowed = desk.run("request", "Notes", "POST", provider.notes, "--data", "buy milk", "--step-up")
    assert (allowed.code, json.loads(allowed.out)["note"]) == (0, "buy milk"), allowed
    assert [call[:2] for call in calls(provider)[-2:]] == [("POST", "buy milk")] * 2
    assert "notes:write" in str(calls(provider)[-1][2])
    [row] = desk.run("list", "--json").json()
    assert row["status"] == "valid"
    assert "notes:write" in row["scopes"]
    assert provider.reuses() == []
    assert desk.run("token", "Notes").out.strip() not in allowed.err


def test_the_issuer_of_an_api_is_named_and_no_other(desk: Desk, provider: OidcProvider) -> None:
    """C83: --issuer takes one that the API names, and no other; the path issuer itself will do as an address."""
    wrong = desk.run("connect", provider.notes, "--issuer", "https://login.example", "--json")
    assert (wrong.code, wrong.error()["code"]) == (2, "unknown_issuer")
    done = desk.run("connect", provider.notes, "--issuer", provider.issuer, "--name", "Notes", "--json")
    assert done.json()["status"] == "valid", done
    assert desk.run("connect", provider.issuer, "--name", "Itself", "--print-url", "--timeout", "1").code == 1


def test_an_api_that_the_server_does_not_know(
    desk: Desk, provider: OidcProvider, browser: PersonAtBrowser, tmp_path: Path
) -> None:
    """C15, C56: another API in a profile is a settings problem; nobody is asked to sign in, nothing is stored."""
    profile = provider.profile(tmp_path)
    profile.write_text(profile.read_text() + '\n[security]\nresource = ["https://api.example"]\n')
    done = desk.run("connect", str(profile), "--json")
    assert (done.code, done.error()["code"]) == (6, "settings_problem"), done
    assert [page["title"] for page in browser.visit().pages] == ["Not connected · OAuth Desk"]
    assert desk.run("list", "--json").json() == []


def test_the_same_by_clicks_alone(keyring_desk: Desk, provider: OidcProvider, browser: PersonAtBrowser) -> None:
    """C83, C65: in the window: an address, the browser, a call that is refused, one button, and the call's answer."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.window_notes", str(keyring_desk.data), provider.notes],
        env=keyring_desk.environment,
        cwd=keyring_desk.folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    keyring_desk.started.append(process)
    assert [next_word(process) for _ in range(2)] == ["connected", "refused"]
    browser.will()
    assert process.stdin is not None
    process.stdin.write("go on\n")
    process.stdin.flush()
    assert [next_word(process) for _ in range(2)] == ["answered", "closed"]
    assert process.wait(timeout=60) == 0
    posts = [call for call in calls(provider) if call[0] == "POST"]
    assert [body for _, body, _ in posts] == ["buy milk"] * 2
    assert "notes:write" not in str(posts[0][2])
    assert "notes:write" in str(posts[1][2])
