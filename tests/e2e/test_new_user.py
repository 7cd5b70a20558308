"""From the first start to a connection, as somebody does who has never seen the program: every click is counted.

With ``PICTURES`` in the environment the pictures of each step are left in that folder,
in both colours and at both scales; without it two of the four are enough.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.browser import PersonAtBrowser
from tests.e2e.desk import Desk
from tests.e2e.provider import OidcProvider

_TWO = [("light", "1"), ("dark", "2")]
_FOUR = [*_TWO, ("light", "2"), ("dark", "1")]
LOOKS = pytest.mark.parametrize("look", _FOUR if os.environ.get("PICTURES") else _TWO, ids="_at_".join)
"""Colours, and the screen's scale."""


@pytest.fixture
def pictures(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Return the folder for the pictures of a test."""
    folder = Path(os.environ.get("PICTURES") or tmp_path / "pictures") / request.node.name.removeprefix("test_")
    folder.mkdir(parents=True)
    return folder


def played(desk: Desk, pictures: Path, look: tuple[str, str], service: str) -> list[str]:
    """Play the newcomer with an empty profile; return what was said."""
    process = subprocess.run(
        [sys.executable, "-m", "tests.e2e.window_new_user", str(desk.data), str(pictures), look[0], service],
        env={**desk.environment, "QT_SCALE_FACTOR": look[1]},
        cwd=desk.folder,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    return process.stdout.splitlines()


@LOOKS
def test_the_demo(keyring_desk: Desk, browser: PersonAtBrowser, pictures: Path, look: tuple[str, str]) -> None:
    """Three clicks at most: try it, sign in there, allow."""
    browser.will(steps=[{"click": "#sign-in"}, {"click": "#allow"}])
    title, clicks, closed = played(keyring_desk, pictures, look, "demo")
    assert (title, closed) == ("Demo service is connected", "closed")
    assert int(clicks) + browser.visit().clicks <= 3
    assert len(list(pictures.glob("*.png"))) == 4


@LOOKS
def test_a_service_that_stands_ready(
    keyring_desk: Desk,
    browser: PersonAtBrowser,
    oidc_provider: OidcProvider,
    pictures: Path,
    look: tuple[str, str],
) -> None:
    """Four clicks at most with a profile of the company: connect, choose, go on, allow.

    The person is signed in to the service in their browser already, as people are.
    """
    folder = Path(keyring_desk.environment["XDG_CONFIG_DIRS"]) / "oauth-desk" / "services"
    folder.mkdir(parents=True)
    profile = oidc_provider.profile(folder)
    words = '[scopes.meaning]\nopenid = "Recognise you"\nemail = "See your e-mail address"\n'
    words += 'offline_access = "Renew by itself"\n[policy]\nrecommended = true\n'
    profile.write_text(profile.read_text(encoding="utf-8") + words, encoding="utf-8")
    browser.keep_profile()
    browser.will()
    assert keyring_desk.run("--data-dir", str(keyring_desk.folder / "before"), "connect", "acme").code == 0
    browser.visit()
    browser.will()
    title, clicks, closed = played(keyring_desk, pictures, look, "acme")
    assert (title, closed) == ("Acme is connected", "closed")
    assert int(clicks) + browser.visit().clicks <= 4
    assert len(list(pictures.glob("*.png"))) == 6
