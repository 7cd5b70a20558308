"""A connection's life by the window, with a real browser, a real keyring and a server that others wrote."""

import subprocess
import sys

from tests.e2e.browser import PersonAtBrowser
from tests.e2e.desk import Desk
from tests.e2e.provider import OidcProvider


def next_word(process: subprocess.Popen[str]) -> str:
    """Return the next word of the player, or what it complained about."""
    assert process.stdout is not None
    word = process.stdout.readline().strip()
    if not word:
        _, complaint = process.communicate(timeout=60)
        raise AssertionError(complaint)
    return word


def test_connect_renew_lose_and_reconnect_in_the_window(
    keyring_desk: Desk, oidc_provider: OidcProvider, browser: PersonAtBrowser
) -> None:
    """C73, C75, C96: by clicks alone: an address, the browser, a renewal, Details, the dialog, connected again.

    Meanwhile the server signs with another key, and the window fetches it with the second sign-in.
    """
    command = [sys.executable, "-m", "tests.e2e.window_play", str(keyring_desk.data), oidc_provider.issuer]
    process = subprocess.Popen(
        command,
        env=keyring_desk.environment,
        cwd=keyring_desk.folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    keyring_desk.started.append(process)
    assert [next_word(process) for _ in range(2)] == ["connected", "renewed"]
    oidc_provider.ask("revoke_grants")
    assert oidc_provider.ask("rotate_keys")
    browser.will()
    assert process.stdin is not None
    process.stdin.write("go on\n")
    process.stdin.flush()
    assert [next_word(process) for _ in range(3)] == ["asked", "reconnected", "closed"]
    assert process.wait(timeout=60) == 0
    [row] = keyring_desk.run("list", "--json").json()
    assert (row["status"], row["account"], row["generation"]) == ("valid", "ada@example.test", 3)
    assert len([entry for entry in oidc_provider.journal("http") if entry["path"] == "/jwks"]) == 2
    assert oidc_provider.reuses() == []
