"""What is left of the window when it is locked."""

import asyncio
import gc

import pytest
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QMenu, QWidget

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.events import NeededBehindLock
from oauth_desk.domain.secret import Secret
from oauth_desk.services.ports import KeyringState, Sign, VaultError, VaultFault
from oauth_desk.ui.main_window import MainWindow
from oauth_desk.ui.window_app import build_window
from tests.services.world import granted
from tests.ui import samples
from tests.ui.stage import Stage
from tests.ui.window_scenes import GOOGLE, HUBSPOT, filled, tab

NAMES = ("Google", "Microsoft 365", "HubSpot", "Slack", "Acme CRM", "ana@")


def lock(stage: Stage, made: MainWindow) -> None:
    """Lock as the menu does."""
    stage.act(made.menu.lock_requested.emit)
    stage.settle()


def said(made: MainWindow) -> str:
    """Return every word that any window of the program has, shown or hidden."""
    words = [made.windowTitle()]
    for top in QApplication.topLevelWidgets():
        labels, lines = top.findChildren(QLabel), top.findChildren(QLineEdit)
        words += [top.windowTitle(), *(each.text() for each in labels), *(each.text() for each in lines)]
        words += [each.toolTip() for each in top.findChildren(QWidget)]
        words += [action.text() for menu in top.findChildren(QMenu) for action in menu.actions()]
    return "\n".join(words)


@pytest.mark.parametrize("page", ["overview", "console", "activity", "details"])
def test_no_page_keeps_anything(stage: Stage, page: str) -> None:
    """C107: whatever was shown, nothing of any connection is left in any widget, hidden ones included."""
    made = filled(stage)
    stage.act(lambda: tab(made, page))
    if page == "details":
        stage.click(made, "reveal_access_token")
    lock(stage, made)
    words = said(made)
    assert not [name for name in NAMES if name in words]
    assert made.pages.currentWidget().objectName() == "locked_page"
    for name in ("workspace", f"{page}_page", "connect_wizard", "settings_page"):
        assert made.findChild(QWidget, name) is None


def test_no_record_is_kept_by_the_window(stage: Stage) -> None:
    """C109: after a tour through every page no connection is left that Python still knows of."""
    mine = samples.drawn(stage.now)[1]
    stage.open(samples.drawn(stage.now))
    stage.file.records.clear()  # what is in the file of the tests is in memory, too
    made = MainWindow(stage.desk, stage.bridge, stage.theme, filled_preferences(stage))
    stage.show(made)
    stage.act(made.pages.show_connections)
    for page in ("console", "activity", "details", "overview"):
        stage.act(lambda page=page: tab(made, page))
    known = {id(each) for each in gc.get_objects() if isinstance(each, Connection)}
    before = [each for each in stage.book.all() if each.name == mine.name]
    assert before
    ids = {id(each) for each in stage.book.all()}
    del mine, before
    lock(stage, made)
    gc.collect()
    left = [each for each in gc.get_objects() if isinstance(each, Connection) and id(each) in ids & known]
    assert [each.name for each in left] == []


def filled_preferences(stage: Stage) -> "object":
    """Return preferences of the stage's folder."""
    from oauth_desk.ui.preferences import Preferences  # noqa: PLC0415

    return Preferences(stage.desk.settings.preferences)


def test_dialogs_are_closed(stage: Stage) -> None:
    """Rename, disconnect, reconnect: each goes with the lock."""
    for open_one in (
        lambda made: stage.click(made, "rename_link"),
        lambda made: stage.click(made, "disconnect_button"),
        lambda made: stage.act(lambda: made.tell_reconnect(HUBSPOT)),
    ):
        made = filled(stage)
        open_one(made)
        assert [each for each in made.findChildren(QDialog) if each.isVisible()]
        lock(stage, made)
        assert not [each for each in made.findChildren(QDialog) if each.isVisible()]
        made.hide()


def test_the_wizard_is_left(stage: Stage) -> None:
    """A sign-in under way ends: its listener is closed, nothing is stored."""
    made = filled(stage)
    stage.click(made, "connect_button")
    lock(stage, made)
    assert made.findChild(QWidget, "connect_wizard") is None
    stage.click(made, "unlock_button")
    assert made.pages.currentWidget().objectName() == "workspace"


def test_the_clipboard_is_taken_back(stage: Stage) -> None:
    """C106: a secret that was copied leaves the clipboard with the lock."""
    made = filled(stage)
    stage.act(lambda: tab(made, "details"))
    stage.click(made, "copy_access_token")
    assert QGuiApplication.clipboard().text()
    lock(stage, made)
    assert QGuiApplication.clipboard().text() == ""


def test_notices_do_not_name_anybody(stage: Stage) -> None:
    """What stood above the pages goes, too."""
    made = filled(stage)
    stage.bridge.error_raised.emit(DeskError("x", "Google cannot be reached."))
    stage.settle()
    lock(stage, made)
    assert not made.findChild(QWidget, "notice_banner").isVisible()


def test_unsaved_tokens_are_still_told_without_a_name(stage: Stage) -> None:
    """C61: nobody quits unwarned while memory alone holds new tokens; unlocked, their name is told again."""
    made = filled(stage)
    gate = stage.http.gate("https://google.example/token")
    stage.act(lambda: stage.bridge.start(stage.desk.renewer.renew(GOOGLE), "renew", on_error=lambda _: None))
    stage.file.fault = VaultError(VaultFault.FULL, "no space left on device")
    gate.open(granted("A1", "R1"))  # type: ignore[arg-type]
    stage.settle()
    assert "Google" in made.findChild(QLabel, "trouble_banner_title").text()
    lock(stage, made)
    title = made.findChild(QLabel, "trouble_banner_title")
    assert title.isVisible()
    assert "Google" not in said(made)
    stage.click(made, "unlock_button")
    assert "Google" in title.text()
    stage.file.fault = None
    stage.advance(5)
    assert not title.isVisible()
    assert stage.file.records[GOOGLE].tokens.refresh_token == Secret("R1")


def test_unlocked_one_is_where_one_was(stage: Stage) -> None:
    """The chosen connection and its tab are shown again, made anew."""
    made = filled(stage, choose="id-slack-slack")
    stage.act(lambda: tab(made, "activity"))
    lock(stage, made)
    stage.click(made, "unlock_button")
    assert made.findChild(QLabel, "page_title").text() == "Slack"
    assert made.findChild(QWidget, "activity_page").isVisible()


def test_locked_nothing_can_be_asked_for(stage: Stage) -> None:
    """Connect, lock and settings wait until it is open; pausing and quitting do not."""
    made = filled(stage)
    lock(stage, made)
    enabled = {name: made.findChild(QAction, f"program_{name}").isEnabled() for name in ("connect", "lock", "settings")}
    assert not any(enabled.values())
    assert made.findChild(QAction, "program_quit").isEnabled()
    stage.click(made, "unlock_button")
    assert made.findChild(QAction, "program_settings").isEnabled()


def note(stage: Stage, made: MainWindow) -> str:
    """Return what the locked page says of the key."""
    stage.act(made.pages._show_note)
    return made.findChild(QLabel, "locked_detail").text()


def test_the_page_says_what_became_of_the_key(stage: Stage) -> None:
    """C109: dropped, kept for the background, or about to be dropped; never more than is true."""
    made = filled(stage)
    lock(stage, made)
    assert "were dropped" in note(stage, made)
    stage.click(made, "unlock_button")
    stage.run(stage.desk.locking.chosen.change(renew_while_locked=True))
    lock(stage, made)
    assert "the key stays in use" in note(stage, made)


def test_a_renewal_being_saved_is_told_until_it_is(stage: Stage) -> None:
    """The key is there as long as new tokens are on their way into the file, and the page says so."""
    made = filled(stage)
    gate = stage.http.gate("https://google.example/token")
    stage.act(lambda: stage.tasks.start(stage.desk.renewer.renew(GOOGLE), "renew"))
    stage.settle()
    lock(stage, made)
    assert "still being saved" in note(stage, made)
    gate.open(granted("A1", "R1"))  # type: ignore[arg-type]
    stage.run(asyncio.sleep(0.1))
    stage.settle()
    assert "were dropped" in note(stage, made)
    assert stage.file.records[GOOGLE].tokens.refresh_token == Secret("R1")


def test_an_error_is_not_talked_over(stage: Stage) -> None:
    """What kept the vault from opening stays to be read while an older renewal is still being saved."""
    made = filled(stage)
    gate = stage.http.gate("https://google.example/token")
    stage.act(lambda: stage.tasks.start(stage.desk.renewer.renew(GOOGLE), "renew"))
    lock(stage, made)
    stage.keys.state = KeyringState.LOCKED
    stage.click(made, "unlock_button")
    assert made.findChild(QLabel, "locked_detail").text() == "scripted"
    stage.run(asyncio.sleep(0.5))
    assert made.findChild(QLabel, "locked_detail").text() == "scripted"
    gate.open(granted("A1", "R1"))  # type: ignore[arg-type]
    stage.settle()


@pytest.mark.qt_log_ignore("systemTrayWindowChanged", "does not support raise", extend=True)
def test_the_tray_unlocks(stage: Stage) -> None:
    """Locked, the tray offers to unlock, which opens the window; it counts nobody any more."""
    stage.open(samples.drawn(stage.now))
    made = build_window(stage.desk, stage.application, on_quit=lambda: None, tray=True)
    stage.show(made)
    stage.act(made.open_vault)
    surroundings = next(each for each in made.children() if hasattr(each, "_count_needed"))
    tray = surroundings._tray
    stage.act(tray._lock.trigger)
    assert stage.book.all() == []
    assert tray._lock.text() == "Unlock…"
    surroundings._count_needed()
    assert tray._icon.toolTip() == "OAuth Desk"
    made.hide()
    stage.book.publish(NeededBehindLock())
    stage.act(tray._lock.trigger)
    assert made.isVisible()
    stage.click(made, "unlock_button")
    assert tray._lock.text() == "Lock"


@pytest.mark.qt_log_ignore("systemTrayWindowChanged", "does not support raise", extend=True)
def test_closing_quits_where_that_was_chosen(stage: Stage) -> None:
    """With a tray, too, closing may mean the end."""
    ended: list[int] = []
    made = build_window(stage.desk, stage.application, on_quit=lambda: ended.append(1), tray=True)
    stage.show(made)
    stage.act(made.open_vault)
    made._preferences.remember(on_close="quit")
    made.close()
    assert ended == [1]


def test_use_of_the_window_counts(stage: Stage) -> None:
    """Where the system does not tell, keys and clicks in the window put the lock off."""
    stage.choices.values = {"lock_after_minutes": 5}
    stage.open(samples.drawn(stage.now))
    made = build_window(stage.desk, stage.application, on_quit=lambda: None, tray=False)
    stage.show(made)
    stage.act(made.open_vault)
    stage.run(stage.desk.locking.chosen.load())
    stage.act(lambda: stage.tasks.start(stage.desk.locking.run(), "locking"))
    stage.advance(250)
    stage.type(made, "connections_search", "s", enter=True)
    stage.advance(250)
    assert stage.book.all()
    stage.advance(60)
    assert made.pages.currentWidget().objectName() == "locked_page"
    stage.run(stage.presence.say(Sign.SCREEN_UNLOCKED))
    assert made.pages.currentWidget().objectName() == "locked_page"
