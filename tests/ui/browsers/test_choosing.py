"""The browser of a connection in the window: said, chosen, used, gone, changed."""

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QListWidget, QWidget

from oauth_desk.domain.browser_choice import USUAL, FoundBrowser
from oauth_desk.domain.connection import Connection
from oauth_desk.ui.browsers.sheet import lines
from tests.ui.browsers.rig import (
    CHROME,
    EDGE,
    GOOGLE,
    HOME,
    LONG_CHOICE,
    WEB,
    WORK,
    choose,
    chosen,
    google_window,
    listed,
    words,
)
from tests.ui.browsers.scenes import gone_from_list, many, permissions, reconnect, waiting, waiting_gone, waiting_none
from tests.ui.connect.rig import ACME, PLAIN, come_back, grant, page, pick, shown, write
from tests.ui.connections.own_scenes import SECRET, own, own_window
from tests.ui.reconnect.rig import HUBSPOT, SLACK, sign_in
from tests.ui.stage import Stage


def kept(stage: Stage) -> Connection:
    """Return the newest connection in the vault."""
    return list(stage.file.records.values())[-1]


def sheet(within: QWidget) -> QWidget | None:
    """Return the sheet if it can be seen."""
    found = [each for each in within.window().findChildren(QWidget, "browser_sheet") if each.isVisible()]
    return found[0] if found else None


# --- while a connection is made ------------------------------------------------------


def test_the_usual_browser_is_said_and_nothing_is_looked_for(stage: Stage) -> None:
    """The page says where it will open; browsers are looked for when somebody asks, not before."""
    made = permissions(stage)
    assert words(made, "permissions_browser") == "Opens in your usual browser"
    stage.click(made, "permissions_continue")
    assert words(made, "waiting_browser") == "Opened in your usual browser"
    assert (stage.browser.choices, stage.browser.looked) == ([None], 0)
    grant(stage)
    come_back(stage, code="c")
    assert kept(stage).browser is None


def test_in_a_narrow_window_the_browser_is_named_whole(stage: Stage) -> None:
    """The line stands below the button then, and no word of it is cut."""
    made = permissions(stage)
    made.resize(440, 684)
    stage.settle()
    label = made.findChild(QLabel, "permissions_browser_words")
    button = made.findChild(QAbstractButton, "permissions_continue")
    assert label is not None
    assert button is not None
    assert label.width() >= label.fontMetrics().horizontalAdvance(label.text())
    assert label.mapTo(made, label.rect().topLeft()).y() > button.mapTo(made, button.rect().bottomLeft()).y()


def test_a_profile_is_chosen_used_and_remembered(stage: Stage) -> None:
    """What is chosen opens the page, is said while it is waited for, and stays with the connection."""
    made = waiting(stage)
    assert words(made, "waiting_browser") == "Opened in Firefox, profile “Work”"
    assert stage.browser.choices == [WORK]
    grant(stage)
    come_back(stage, code="c")
    assert kept(stage).browser == WORK


def test_going_back_loses_nothing_and_the_next_one_begins_anew(stage: Stage) -> None:
    """The choice is of this connection: there after going back, gone with the next connection."""
    made = permissions(stage)
    stage.click(made, "permissions_browser_change")
    choose(stage, made, "Profile “Work”")
    stage.click(made, "permissions_continue")
    stage.click(made, "wizard_back")
    assert words(made, "permissions_browser") == "Opens in Firefox, profile “Work”"
    stage.act(made.start)
    pick(stage, made, ACME)
    assert words(made, "permissions_browser") == "Opens in your usual browser"


def test_the_same_link_opens_in_another_browser(stage: Stage) -> None:
    """While waiting, another browser gets the same address; what was pasted stays, and a retry goes there too."""
    made = waiting(stage)
    write(stage, made, "paste_line", "http://127.0.0.1/")
    stage.click(made, "waiting_browser_change")
    assert chosen(made) == "Profile “Work”"
    choose(stage, made, "Profile “Northwind” · ana@northwind.example")
    assert stage.browser.opened[0] == stage.browser.opened[1]
    assert stage.browser.choices == [WORK, CHROME.choice_of(CHROME.profiles[1])]
    assert words(made, "waiting_browser") == "Opened in Google Chrome, profile “Northwind”"
    assert made.findChild(QLineEdit, "paste_line").text() == "http://127.0.0.1/"
    come_back(stage, error="access_denied")
    stage.click(made, "failure_retry")
    assert words(made, "waiting_browser") == "Opened in Google Chrome, profile “Northwind”"
    stage.click(made, "open_again_button")
    grant(stage)
    come_back(stage, code="c")
    assert kept(stage).browser == CHROME.choice_of(CHROME.profiles[1])


def test_what_is_gone_is_said_and_the_usual_one_opens(stage: Stage) -> None:
    """A profile that is not there is no failure: the page says so, and where it is now."""
    made = waiting_gone(stage)
    assert shown(made, "waiting_text").startswith(
        "Firefox, profile “Work” could not be started, so the page is in your usual browser."
    )
    assert words(made, "waiting_browser") == "Opened in your usual browser"
    assert stage.browser.choices == [None]
    grant(stage)
    come_back(stage, code="c")
    assert page(made) == "done_page"


def test_where_none_opens_another_can_be_tried(stage: Stage) -> None:
    """No browser by itself: one that is found is offered, and the page goes on with it."""
    made = waiting_none(stage)
    assert words(made, "waiting_browser") == ""
    stage.click(made, "waiting_browser_change")
    choose(stage, made, "GNOME Web")
    assert shown(made, "waiting_title") == "Continue in your browser"
    assert words(made, "waiting_browser") == "Opened in GNOME Web"
    stage.browser.found = ()
    stage.click(made, "open_again_button")
    assert "No browser could be started" in shown(made, "waiting_problem")


def test_nobody_signs_in_and_no_browser_is_named(stage: Stage) -> None:
    """Where the program asks by itself there is nothing to open."""
    made = permissions(stage)
    pick(stage, made, SECRET)
    row = made.findChild(QWidget, "permissions_browser")
    assert row is not None
    assert not row.isVisible()
    button = made.findChild(QAbstractButton, "permissions_continue")
    title = made.findChild(QLabel, "permissions_title")
    assert button is not None
    assert title is not None
    assert button.mapTo(made, button.rect().topLeft()).x() == title.mapTo(made, title.rect().topLeft()).x()


# --- the sheet --------------------------------------------------------------------------


def test_the_sheet_lists_browsers_profiles_and_accounts() -> None:
    """Profiles stand below their browser where there are several; a screen reader hears whose they are."""
    said = [(line.text.strip(), line.spoken, line.choice) for line in lines((CHROME, EDGE, WEB))]
    assert said == [
        ("Your usual browser", "Your usual browser", USUAL),
        ("Google Chrome, the profile used last", "Google Chrome, the profile used last", CHROME.choice),
        (
            "Profile “Ana” · ana.petrova@gmail.com",
            "Google Chrome, profile “Ana” · ana.petrova@gmail.com",
            CHROME.choice_of(CHROME.profiles[0]),
        ),
        (
            "Profile “Northwind” · ana@northwind.example",
            "Google Chrome, profile “Northwind” · ana@northwind.example",
            CHROME.choice_of(CHROME.profiles[1]),
        ),
        ("Microsoft Edge · ana@northwind.example", "Microsoft Edge · ana@northwind.example", EDGE.choice),
        ("GNOME Web", "GNOME Web", WEB.choice),
    ]


def test_the_sheet_says_that_it_looks(stage: Stage) -> None:
    """Until browsers are found it says so and can be left; what is found too late changes nothing."""
    made = permissions(stage)
    stage.browser.ready = asyncio.Event()
    stage.click(made, "permissions_browser_change")
    assert shown(made, "browser_looking") == "Looking for browsers."
    use = made.findChild(QAbstractButton, "browser_use")
    assert use is not None
    assert not use.isEnabled()
    stage.click(made, "browser_cancel")
    stage.act(stage.browser.ready.set)
    assert sheet(made) is None
    stage.click(made, "permissions_browser_change")
    assert listed(made)[0] == "Your usual browser"


def test_the_keyboard_is_enough(stage: Stage) -> None:
    """Arrows choose, Enter takes, Escape leaves."""
    made = permissions(stage)
    stage.click(made, "permissions_browser_change")
    found = made.findChild(QListWidget, "browser_list")
    assert found is not None
    assert found.hasFocus()
    stage.act(lambda: QTest.keyClick(found, Qt.Key.Key_Down))
    stage.act(lambda: QTest.keyClick(found, Qt.Key.Key_Return))
    assert words(made, "permissions_browser") == "Opens in Firefox"
    assert sheet(made) is None
    stage.click(made, "permissions_browser_change")
    assert chosen(made) == "Firefox, the profile used last"
    found = made.findChild(QListWidget, "browser_list")
    stage.act(lambda: QTest.keyClick(found, Qt.Key.Key_Down))
    stage.act(lambda: QTest.keyClick(found, Qt.Key.Key_Escape))
    assert words(made, "permissions_browser") == "Opens in Firefox"
    assert (sheet(made), page(made)) == (None, "permissions_page")


def test_long_lists_scroll_and_long_names_are_cut(stage: Stage) -> None:
    """In a narrow window everything stays inside, the chosen line is in sight, the whole name is in its tooltip."""
    made = many(stage)
    found = made.findChild(QListWidget, "browser_list")
    assert found is not None
    assert found.count() > 30
    assert found.width() < made.width()
    assert found.visualItemRect(found.currentItem()).intersects(found.viewport().rect())
    assert found.currentItem().toolTip() == LONG_CHOICE.words
    assert found.horizontalScrollBar().maximum() == 0


def test_a_computer_without_browsers(stage: Stage) -> None:
    """The usual way is always there to choose."""
    stage.browser.found = (FoundBrowser("gnome-web", "GNOME Web"),)
    made = permissions(stage)
    stage.browser.found = ()
    stage.click(made, "permissions_browser_change")
    assert listed(made) == ["Your usual browser"]


# --- a connection that is there ------------------------------------------------------------


def test_the_page_says_it_and_changes_it(stage: Stage) -> None:
    """The choice is among the facts, is changed at once without a sign-in, and given up again."""
    made = google_window(stage, WORK)
    before = stage.book.require(GOOGLE)
    assert words(made, "about_browser") == "Firefox, profile “Work”"
    stage.click(made, "about_browser_change")
    assert chosen(made) == "Profile “Work”"
    choose(stage, made, "Profile “Home”")
    assert words(made, "about_browser") == "Firefox, profile “Home”"
    assert (stage.book.require(GOOGLE).browser, stage.book.require(GOOGLE).tokens) == (HOME, before.tokens)
    stage.click(made, "about_browser_change")
    choose(stage, made, "Your usual browser")
    assert words(made, "about_browser") == "Your usual browser"
    assert stage.book.require(GOOGLE).browser is None
    assert stage.browser.opened == []


def test_what_is_gone_is_said_in_the_sheet(stage: Stage) -> None:
    """A choice that is not there any more is named, and the usual browser proposed."""
    made = gone_from_list(stage)
    assert shown(made, "browser_gone") == "Firefox, profile “Work” is not there any more."
    assert chosen(made) == "Your usual browser"


def test_a_robot_has_no_browser(stage: Stage) -> None:
    """Nobody signs in, so nothing is said of a browser."""
    made = own_window(stage, own(stage.now, SECRET))
    row = made.findChild(QWidget, "about_browser")
    assert row is not None
    assert not row.isVisible()


def test_long_names_leave_the_link_in_sight(stage: Stage) -> None:
    """The name gives way, not the link, and is whole in its tooltip."""
    made = google_window(stage, LONG_CHOICE, width=460)
    link = made.findChild(QWidget, "about_browser_change")
    label = made.findChild(QLabel, "about_browser_words")
    assert link is not None
    assert label is not None
    assert link.mapTo(made, link.rect().topRight()).x() < made.width()
    assert label.toolTip() == LONG_CHOICE.words


def test_a_lock_closes_the_sheet(stage: Stage) -> None:
    """C107: who signs in to which browser is not left on the screen."""
    made = google_window(stage, WORK)
    stage.click(made, "about_browser_change")
    stage.act(made.menu.lock_requested.emit)
    stage.settle()
    assert sheet(made) is None
    assert not made.findChildren(QListWidget, "browser_list")


# --- signing in again ------------------------------------------------------------------------


def test_signing_in_again_says_where_and_changes_it(stage: Stage) -> None:
    """The dialog names the browser, another one is remembered at once, and the page opens there."""
    made = reconnect(stage)
    assert words(made, "reconnect_browser") == "Opens in Firefox, profile “Work”"
    stage.click(made, "reconnect_browser_change")
    choose(stage, made, "Profile “Home”")
    assert words(made, "reconnect_browser") == "Opens in Firefox, profile “Home”"
    stage.click(made, "reconnect_sign_in")
    assert stage.browser.choices == [HOME]
    sign_in(stage)
    assert stage.book.require(HUBSPOT).browser == HOME


def test_while_it_is_waited_for_the_page_opens_elsewhere(stage: Stage) -> None:
    """The same sign-in goes on in another browser, which the connection remembers when it worked."""
    made = reconnect(stage)
    stage.click(made, "reconnect_sign_in")
    assert words(made, "waiting_browser") == "Opened in Firefox, profile “Work”"
    stage.click(made, "waiting_browser_change")
    choose(stage, made, "GNOME Web")
    assert words(made, "waiting_browser") == "Opened in GNOME Web"
    assert stage.browser.opened[0] == stage.browser.opened[1]
    assert stage.book.require(HUBSPOT).browser == WORK
    sign_in(stage)
    assert stage.book.require(HUBSPOT).browser == WEB.choice


def test_a_choice_is_of_the_connection_that_was_asked_about(stage: Stage) -> None:
    """Whoever chose for one connection never changes another one that is shown meanwhile."""
    made = google_window(stage, WORK)
    stage.click(made, "about_browser_change")
    stage.act(lambda: made.choose(SLACK))
    choose(stage, made, "Profile “Home”")
    assert (stage.book.require(GOOGLE).browser, stage.book.require(SLACK).browser) == (HOME, None)


def test_without_a_page_before_the_waiting_page_offers_it(stage: Stage) -> None:
    """A service with nothing to allow opens at once, and another browser is a click away."""
    made = permissions(stage)
    pick(stage, made, PLAIN)
    stage.click(made, "waiting_browser_change")
    choose(stage, made, "Profile “Home”")
    assert stage.browser.choices == [None, HOME]


@pytest.mark.parametrize("height", [684, 360])
def test_the_buttons_stay_below_the_list(stage: Stage, height: int) -> None:
    """In a low window, or with large letters, the list gives way: every button can be reached."""
    made = permissions(stage)
    made.resize(1120, height)
    stage.click(made, "permissions_browser_change")
    found, use = made.findChild(QListWidget, "browser_list"), made.findChild(QAbstractButton, "browser_use")
    assert found is not None
    assert use is not None
    assert found.mapTo(made, found.rect().bottomLeft()).y() < use.mapTo(made, use.rect().topLeft()).y()
    assert use.mapTo(made, use.rect().bottomLeft()).y() < made.height()
    assert found.height() >= found.sizeHintForRow(0)
