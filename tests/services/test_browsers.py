"""The browser of a connection: chosen, used, gone, changed; and named on a command line."""

import asyncio
from dataclasses import replace

import pytest

from oauth_desk.domain.browser_choice import USUAL, BrowserChoice, BrowserProfile, FoundBrowser
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.services.browsers import Browsers, named, spoken
from oauth_desk.services.sign_in import SignInSession
from tests.fakes.http import json_response
from tests.services.stage import ME_URL, Stage, acme, answer, on_stage
from tests.services.world import TOKEN_URL, World, connection, granted

FIREFOX = FoundBrowser("firefox", "Firefox", (BrowserProfile("Home", "Home"), BrowserProfile("Work", "Work")))
CHROME = FoundBrowser(
    "chrome",
    "Google Chrome",
    (
        BrowserProfile("Default", "Ana", "ana@home.example"),
        BrowserProfile("Profile 1", "Ana", "ana@northwind.example"),
        BrowserProfile("Profile 2", "default"),
    ),
)
WORK = FIREFOX.choice_of(FIREFOX.profiles[1])
HOME = FIREFOX.choice_of(FIREFOX.profiles[0])


async def ended(stage: Stage, session: SignInSession) -> Connection:
    """Let the person come back."""
    stage.http.reply(TOKEN_URL, granted("A9"))
    stage.http.reply(ME_URL, json_response({"id": "1", "email": "ana@example.com"}))
    stage.loopback.last.hit(answer(session))
    return await session.wait()


async def test_a_new_connection_signs_in_where_it_was_chosen(stage: Stage) -> None:
    """The sign-in page opens in the chosen profile, and the connection remembers it."""
    stage.browser.found = (FIREFOX,)
    session = await stage.begin(browser=WORK)
    assert (stage.browser.choices, session.browser, session.browser_gone) == ([WORK], WORK, None)
    assert (await ended(stage, session)).browser == WORK


async def test_without_a_choice_the_system_decides(stage: Stage) -> None:
    """Nothing chosen, or the usual browser: the system's own way, and nothing is remembered."""
    for choice in (None, USUAL):
        session = await stage.begin(browser=choice)
        assert session.browser == USUAL
        assert (await ended(stage, session)).browser is None
    assert stage.browser.choices == [None, None]


async def test_signing_in_again_uses_what_the_connection_remembers(world: World) -> None:
    """A sign-in again opens where the one before did, unless another browser is chosen, which is then remembered."""
    stage = await on_stage(world, connection(world.clock, browser=WORK))
    stage.browser.found = (FIREFOX,)
    assert (await ended(stage, await stage.begin(acme(), reconnect="c0"))).browser == WORK
    assert (await ended(stage, await stage.begin(acme(), reconnect="c0", browser=HOME))).browser == HOME
    assert (await ended(stage, await stage.begin(acme(), reconnect="c0", browser=USUAL))).browser is None
    assert stage.browser.choices == [WORK, HOME, None]


async def test_a_browser_that_is_gone_is_told_and_the_usual_one_opens(world: World) -> None:
    """A profile that was deleted never stops a sign-in; what was chosen is kept, and said to be gone."""
    stage = await on_stage(world, connection(world.clock, browser=WORK))
    session = await stage.begin(acme(), reconnect="c0")
    assert (session.browser_gone, session.browser_failed, stage.browser.choices) == (WORK, False, [None])
    assert (await ended(stage, session)).browser == WORK


async def test_where_no_browser_starts_at_all_the_link_is_copied(stage: Stage) -> None:
    """The chosen one gone and the usual one missing: the session goes on without either."""
    stage.browser.fails = True
    session = await stage.begin(browser=WORK)
    assert (session.browser_gone, session.browser_failed) == (WORK, True)
    await session.cancel()


async def test_the_same_link_opens_in_another_browser(stage: Stage) -> None:
    """Another browser may be taken while waiting: the same sign-in goes on there, and is remembered so."""
    stage.browser.found = (FIREFOX,)
    stage.browser.fails = True
    session = await stage.begin()
    assert session.browser_failed
    await session.open_again(WORK)
    await session.open_again()
    assert (stage.browser.choices, stage.browser.opened) == ([WORK, WORK], [session.url, session.url])
    assert (session.browser_failed, session.browser) == (False, WORK)
    assert (await ended(stage, session)).browser == WORK


async def test_a_change_without_a_sign_in(world: World) -> None:
    """The browser of a connection is changed alone: its tokens and their generation stay."""
    old = connection(world.clock)
    stage = await on_stage(world, old)
    browsers = Browsers(finder=stage.browser, book=stage.process.book)
    assert await browsers.choose("c0", WORK) == replace(old, browser=WORK)
    assert await browsers.choose("c0", USUAL) == old


# --- named on a command line -----------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("firefox", FIREFOX.choice),
        (" Firefox ", FIREFOX.choice),
        ("Google Chrome", CHROME.choice),
        ("firefox:Work", WORK),
        ("FIREFOX: work", WORK),
        ("chrome:Default", CHROME.choice_of(CHROME.profiles[0])),
        ("chrome:default", CHROME.choice_of(CHROME.profiles[2])),
        ("chrome:profile 1", CHROME.choice_of(CHROME.profiles[1])),
        ("chrome:ANA@northwind.example", CHROME.choice_of(CHROME.profiles[1])),
    ],
)
async def test_what_a_name_means(stage: Stage, text: str, expected: BrowserChoice) -> None:
    """A browser by its id or name, a profile by its folder, its name or its account; what fits best is meant."""
    stage.browser.found = (FIREFOX, CHROME)
    assert await Browsers(finder=stage.browser, book=stage.process.book).named(text) == expected


async def test_the_usual_one_has_a_name_too(stage: Stage) -> None:
    """``default`` gives up a choice; nothing is looked for."""
    assert await Browsers(finder=stage.browser, book=stage.process.book).named("Default") == USUAL


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "There is no such browser here."),
        ("netscape", "There is no such browser here."),
        ("firefox:", "Firefox has no such profile."),
        ("firefox:Play", "Firefox has no such profile."),
        ("chrome:Ana", "Google Chrome has several profiles of this name; use what stands behind the colon."),
    ],
)
def test_a_wrong_name_is_answered_with_the_list(text: str, why: str) -> None:
    """Whoever names what is not there, or not one thing, gets what there is, as it is to be typed."""
    with pytest.raises(DeskError) as caught:
        named(text, (FIREFOX, CHROME))
    assert (caught.value.title, caught.value.kind) == (why, Kind.USAGE)
    assert "firefox, firefox:Home, firefox:Work, chrome, chrome:Default, chrome:Profile 1" in caught.value.detail


def test_each_one_listed_is_understood() -> None:
    """What the list says is what the option takes."""
    for browser in (FIREFOX, CHROME):
        assert named(spoken(browser), (FIREFOX, CHROME)) == browser.choice
        for profile in browser.profiles:
            assert named(spoken(browser, profile), (FIREFOX, CHROME)) == browser.choice_of(profile)


def test_one_name_of_two_browsers_is_none() -> None:
    """Two browsers of one name are told apart by their ids."""
    snap = FoundBrowser("firefox-snap", "Firefox")
    assert named("firefox", (FIREFOX, replace(snap, name="Firefox (Snap)"))) == FIREFOX.choice
    assert named("Firefox", (snap,)) == snap.choice
    with pytest.raises(DeskError):
        named("firefox", (snap, replace(snap, id="firefox-flatpak")))


async def test_an_answer_that_waits_is_not_lost_meanwhile(stage: Stage) -> None:
    """Opening elsewhere does not disturb whoever waits."""
    stage.browser.found = (FIREFOX,)
    session = await stage.begin(acme())
    waiting = asyncio.create_task(ended(stage, session))
    await session.open_again(HOME)
    assert (await waiting).browser == HOME
