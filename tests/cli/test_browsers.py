"""``browsers`` and ``--browser``: what there is, chosen for a connection, told, and gone."""

import pytest

from oauth_desk.domain.browser_choice import BrowserProfile, FoundBrowser
from tests.cli.stage import Stage
from tests.cli.test_connect import answering

FIREFOX = FoundBrowser("firefox", "Firefox", (BrowserProfile("Home", "Home"), BrowserProfile("Work", "Work")))
CHROME = FoundBrowser("chrome", "Google Chrome", (BrowserProfile("Default", "Ana", "ana@northwind.example"),))
WORK = FIREFOX.choice_of(FIREFOX.profiles[1])


@pytest.fixture
def office(stage: Stage) -> Stage:
    """Give a computer with two browsers, and a service that answers."""
    stage.browser.found = (FIREFOX, CHROME)
    return answering(stage)


async def test_browsers_lists_what_is_found(office: Stage) -> None:
    """People read a table with what --browser takes, programs the same as JSON; no vault is opened."""
    lines = [line.split("  ") for line in (await office.run("browsers")).out.splitlines()]
    table = [[cell.strip() for cell in line if cell.strip()] for line in lines]
    assert table == [
        ["--browser", "BROWSER", "PROFILE", "ACCOUNT"],
        ["default", "as the system decides"],
        ["firefox", "Firefox"],
        ["firefox:Home", "Firefox", "Home"],
        ["firefox:Work", "Firefox", "Work"],
        ["chrome", "Google Chrome"],
        ["chrome:Ana", "Google Chrome", "Ana", "ana@northwind.example"],
    ]
    assert (await office.run("browsers", "--json")).json[1] == {
        "id": "chrome",
        "name": "Google Chrome",
        "profiles": [{"profile": "Default", "name": "Ana", "account": "ana@northwind.example"}],
    }


async def test_no_browser_is_said(stage: Stage) -> None:
    """A computer without any gets a sentence and an empty array."""
    assert (await stage.run("browsers", "--json")).json == []
    assert (await stage.run("browsers")).out.startswith("No browser was found.")


async def test_connect_signs_in_where_it_is_told(office: Stage) -> None:
    """The page opens in that profile, stderr says so, and the connection remembers and shows it."""
    done = await office.sign_in("connect", "acme", "--browser", "firefox:work")
    assert done.code == 0
    assert "Sign in to Acme in Firefox, profile “Work”. Waiting…" in done.err
    assert (office.browser.choices, office.stored[0].browser) == ([WORK], WORK)
    assert "It signs in with Firefox, profile “Work”." in (await office.run("show", "Acme")).out.splitlines()
    shown = (await office.run("show", "Acme", "--json")).json["browser"]
    assert shown == {"id": "firefox", "name": "Firefox", "profile": "Work", "label": "Work"}


async def test_reconnect_remembers_changes_and_forgets(office: Stage) -> None:
    """Without the option a sign-in again opens where the last did; with it elsewhere; ``default`` gives it up."""
    await office.sign_in("connect", "acme", "--browser", "firefox:Work")
    await office.sign_in("reconnect", "Acme")
    await office.sign_in("reconnect", "Acme", "--browser", "chrome")
    await office.sign_in("reconnect", "Acme", "--browser", "default")
    assert office.browser.choices == [WORK, WORK, CHROME.choice, None]
    assert (await office.run("show", "Acme", "--json")).json["browser"] is None


async def test_a_wrong_browser_is_a_usage_error_with_the_list(office: Stage) -> None:
    """What is not there ends with 2 before anything is opened or asked, and says what there is."""
    done = await office.run("connect", "acme", "--browser", "netscape")
    assert (done.code, office.browser.opened, office.stored) == (2, [], [])
    assert "There are: default, firefox, firefox:Home, firefox:Work, chrome, chrome:Ana." in done.err
    done = await office.run("connect", "acme", "--browser", "firefox:Play", "--json")
    assert (done.code, done.error["code"]) == (2, "no_such_browser")


async def test_a_profile_that_is_gone_is_said(office: Stage) -> None:
    """The usual browser opens in its place, and stderr says why; the sign-in goes on."""
    await office.sign_in("connect", "acme", "--browser", "firefox:Work")
    office.browser.found = (CHROME,)
    done = await office.sign_in("reconnect", "Acme")
    assert done.code == 0
    gone = "Firefox, profile “Work” could not be started, so the page is in your usual browser."
    assert f"oauth-desk: {gone}" in done.err
    assert "Sign in to Acme in your browser. Waiting…" in done.err
    assert office.browser.choices == [WORK, None]
