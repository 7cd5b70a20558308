"""Another server that others wrote: django-oauth-toolkit, with its grace period and without."""

from pathlib import Path

import pytest

from tests.e2e.browser import PersonAtBrowser
from tests.e2e.desk import Desk
from tests.e2e.toolkit import FORGIVING, Toolkit

STEPS = [
    {"click": "button[value=login]", "fill": {"[name=username]": "ada", "[name=password]": "any"}},
    {"click": "input[name=allow]"},
]


@pytest.fixture
def forgiving(toolkit: Toolkit) -> Toolkit:
    """Let the server give the same pair again for half a minute."""
    toolkit.change(FORGIVING)
    return toolkit


def connect(desk: Desk, browser: PersonAtBrowser, server: Toolkit, folder: Path) -> None:
    """Sign in."""
    browser.will(steps=STEPS)
    done = desk.run("connect", str(server.profile(folder)), "--name", "Work", "--json")
    assert done.json()["status"] == "valid"


def test_a_lost_answer_heals_where_the_server_forgives(
    desk: Desk, browser: PersonAtBrowser, forgiving: Toolkit, tmp_path: Path
) -> None:
    """The one prompt replay gets the same new pair: nobody signs in again (NORMS C62)."""
    connect(desk, browser, forgiving, tmp_path)
    forgiving.lose_the_next_answer()
    assert desk.run("refresh", "Work").code == 0
    assert desk.run("refresh", "Work").code == 0


def test_a_lost_answer_is_told_honestly_where_it_does_not(
    desk: Desk, browser: PersonAtBrowser, toolkit: Toolkit, tmp_path: Path
) -> None:
    """The same on a strict server: sign in again, and the reason is said."""
    connect(desk, browser, toolkit, tmp_path)
    toolkit.lose_the_next_answer()
    done = desk.run("refresh", "Work")
    assert done.code == 3
    assert "cut off" in done.err


def test_a_life_on_this_server(desk: Desk, browser: PersonAtBrowser, toolkit: Toolkit, tmp_path: Path) -> None:
    """Connected, renewed three times, ended: with discovery at a path and an ID token of another make."""
    connect(desk, browser, toolkit, tmp_path)
    [row] = desk.run("list", "--json").json()
    assert row["account"] == "ada@example.test"
    assert [desk.run("refresh", "Work", "--json").json()["generation"] for _ in range(3)] == [2, 3, 4]
    assert desk.run("disconnect", "Work", "--json").json()["revoked"] == "yes"
