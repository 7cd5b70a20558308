"""Two accounts of one service in two profiles of a real Chromium, each signed in where it belongs."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.browser import PersonAtBrowser, find_chromium
from tests.e2e.desk import Desk
from tests.e2e.profiles_of_chromium import NAMES, OwnChromium, jar_server


@pytest.fixture
def own_chromium(tmp_path: Path, desk: Desk) -> Iterator[OwnChromium]:
    """Give the person a Chromium of their own, beside the usual browser."""
    program = find_chromium()
    assert program, "no Chromium was found (packaging/test.sh installs one)"
    made = OwnChromium(tmp_path, program, desk.environment)
    desk.environment["PATH"] = os.pathsep.join((str(made.bin), os.environ["PATH"]))
    try:
        made.make_profiles()
        yield made
    finally:
        made.quit()


def test_each_account_signs_in_in_its_own_profile(
    desk: Desk, own_chromium: OwnChromium, browser: PersonAtBrowser, tmp_path: Path
) -> None:
    """C12: a profile is found, opens the page, also beside one that is open, and has a cookie jar of its own."""
    [found] = [each for each in desk.run("browsers", "--json").json() if each["id"] == "chromium"]
    assert {each["profile"]: each["name"] for each in found["profiles"]} == NAMES
    with jar_server() as server:
        target = str(server.profile(tmp_path))
        for name in NAMES.values():
            done = desk.run("connect", target, "--name", name, "--browser", f"chromium:{name}")
            assert done.code == 0, done
            assert f"in Chromium, profile “{name}”" in done.err
        assert server.came == ["new", "new"], "no cookie of one profile is known in the other"
        for name in reversed(NAMES.values()):
            assert desk.run("reconnect", name).code == 0
        assert server.came[2:] == ["2", "1"], "signing in again opens where the account is"
        own_chromium.quit()
        own_chromium.remove("Profile 1")
        gone = desk.run("reconnect", "Work")
        assert gone.code == 0, gone
        assert "Chromium, profile “Work” could not be started, so the page is in your usual browser." in gone.err
        assert browser.visit().asked.startswith(server.address)
        assert server.came[4:] == ["new"]
