"""The window is closed while renewals are under way."""

import subprocess
import sys
import time
from pathlib import Path

from tests.e2e.desk import Desk
from tests.e2e.provider import OidcProvider
from tests.e2e.test_running_copies import eventually

NAMES = ("Work", "Home", "Club")
LATE = 4.0


def test_closing_waits_for_what_is_under_way(keyring_desk: Desk, oidc_provider: OidcProvider, tmp_path: Path) -> None:
    """The server has renewed and not yet answered when the window closes: every new pair is saved, none is lost."""
    oidc_provider.ask("lifetime", access=2)
    profile = str(oidc_provider.profile(tmp_path))
    for name in NAMES:
        assert keyring_desk.run("connect", profile, "--name", name).code == 0
    oidc_provider.ask("lifetime", access=600)
    oidc_provider.fault("late", count=len(NAMES), seconds=LATE)
    window = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.window_close", str(keyring_desk.data)],
        env=keyring_desk.environment,
        cwd=keyring_desk.folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    keyring_desk.started.append(window)
    eventually(lambda: len(oidc_provider.renewals()) == len(NAMES))
    closed = time.monotonic()
    _, complaint = window.communicate("close\n", timeout=60)
    assert (window.returncode, complaint) == (0, "")
    assert time.monotonic() - closed > LATE / 4, "nothing was under way"
    rows = keyring_desk.run("list", "--json").json()
    assert {row["name"]: (row["status"], row["generation"]) for row in rows} == dict.fromkeys(NAMES, ("valid", 2))
    for name in NAMES:
        assert keyring_desk.run("refresh", name).code == 0
    assert oidc_provider.reuses() == []
    assert oidc_provider.grants_alive() == [True] * len(NAMES)
