"""The window as a whole."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QListView, QWidget

from oauth_desk.domain.errors import DeskError, Remedy
from oauth_desk.domain.events import VaultFailed, VaultRecovered
from oauth_desk.domain.secret import Secret
from oauth_desk.services.ports import KeyringState, VaultError, VaultFault
from oauth_desk.services.vault_words import vault_trouble
from oauth_desk.ui.main_window import MainWindow
from oauth_desk.ui.preferences import Preferences
from tests.fakes.http import json_response
from tests.ui import samples
from tests.ui.stage import Stage
from tests.ui.window_scenes import GOOGLE, filled, window


def page(made: MainWindow) -> str:
    """Return the name of the page that fills the window."""
    return made.pages.currentWidget().objectName()


def text(made: QWidget, name: str) -> str:
    """Return what a label says, or nothing where it is hidden."""
    label = made.findChild(QLabel, name)
    return label.text() if label is not None and label.isVisible() else ""


def action(made: MainWindow, name: str) -> QAction:
    """Return an action of the program menu."""
    found = made.findChild(QAction, name)
    assert found is not None
    return found


def test_first_start(stage: Stage) -> None:
    """Without connections the first page invites to connect."""
    made = window(stage)
    assert page(made) == "empty_page"
    assert made.windowTitle() == "OAuth Desk"


def test_a_vault_that_takes_long(stage: Stage) -> None:
    """A vault that opens at once shows no page of waiting; one that does not, says what it waits for."""
    made = MainWindow(stage.desk, stage.bridge, stage.theme, Preferences(stage.desk.settings.preferences))
    stage.show(made)
    assert page(made) == "blank_page"
    made.pages._opening.timeout.emit()
    assert text(made, "locked_title") == "Opening your connections"
    stage.act(made.open_vault)
    assert page(made) == "empty_page"
    assert not made.pages._opening.isActive()


def test_connections_are_shown(stage: Stage) -> None:
    """With connections the list and the first that needs its owner are shown."""
    stage.open(samples.drawn(stage.now))
    made = window(stage)
    assert page(made) == "workspace"
    assert text(made, "page_title") == "HubSpot"
    assert made.focusWidget() is made.findChild(QListView, "connections_list")


def test_choosing_in_the_list(stage: Stage) -> None:
    """A click in the list shows that connection on the current tab."""
    made = filled(stage)
    view = made.findChild(QListView, "connections_list")
    slack = view.model().index_of("id-slack-slack")
    view.scrollTo(slack)
    stage.act(lambda: QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(slack).center()))
    assert text(made, "page_title") == "Slack"
    assert text(made, "page_account") == "Northwind · ana"


def test_the_first_connection_replaces_the_first_page(stage: Stage) -> None:
    """A connection made on the command line brings the list; when the last is gone the first page is back."""
    made = window(stage)
    google = samples.drawn(stage.now)[1]
    stage.run(stage.book.add(google))
    stage.settle()
    assert page(made) == "workspace"
    assert text(made, "page_title") == "Google"
    stage.run(stage.book.remove(google.id))
    stage.settle()
    assert page(made) == "empty_page"


def test_what_is_gone_leaves_its_neighbour(stage: Stage) -> None:
    """When the shown connection is gone, its neighbour is shown."""
    made = filled(stage)
    stage.run(stage.book.remove(GOOGLE))
    stage.settle()
    assert text(made, "page_title") in {"Microsoft 365", "Demo service"}


def test_disconnect_to_the_end(stage: Stage) -> None:
    """Disconnecting asks once, tells the service, and says in the window what happened."""
    made = filled(stage)
    stage.http.always("https://google.example/revoke", json_response({}))
    stage.click(made, "disconnect_button")
    stage.click(made, "disconnect_confirm")
    assert stage.book.get(GOOGLE) is None
    assert text(made, "notice_banner_title") == "Google is disconnected."


def test_rename_to_the_end(stage: Stage) -> None:
    """A new name is seen in list and head at once."""
    made = filled(stage)
    stage.click(made, "rename_link")
    stage.type(made, "rename_field", "Work", enter=True)
    assert text(made, "page_title") == "Work"


def test_nothing_is_renewed_while_nothing_can_be_saved(stage: Stage) -> None:
    """C104: a folder that cannot be written is told in red, with what to do, until it is mended."""
    made = filled(stage)
    stage.book.publish(VaultFailed(vault_trouble(VaultError(VaultFault.READ_ONLY, ""))))
    assert text(made, "trouble_banner_title") == "The folder of your connections cannot be written."
    assert "Make it writable" in text(made, "trouble_banner_detail")
    stage.book.publish(VaultRecovered())
    assert text(made, "trouble_banner_title") == ""


def test_a_vault_that_cannot_be_written(stage: Stage) -> None:
    """C61: new tokens that cannot be saved are told in red until they are saved."""
    made = filled(stage)
    stage.file.fault = VaultError(VaultFault.FULL, "no space left on device")
    stage.book.hold(stage.book.require(GOOGLE), "The disk is full.")
    stage.settle()
    assert "cannot be saved" in text(made, "trouble_banner_title")
    assert "do not quit yet" in text(made, "trouble_banner_detail")
    assert not made.findChild(QWidget, "trouble_banner_close").isVisible()
    stage.book.release(stage.book.require(GOOGLE))
    stage.settle()
    assert text(made, "trouble_banner_title") == ""


def test_lock_and_unlock(stage: Stage) -> None:
    """Locking hides everything at once; unlocking brings it back."""
    made = filled(stage)
    stage.act(action(made, "program_lock").trigger)
    assert page(made) == "locked_page"
    assert text(made, "locked_title") == "Locked"
    stage.click(made, "unlock_button")
    assert page(made) == "workspace"


def test_a_passphrase_vault(stage: Stage) -> None:
    """A passphrase vault asks in the window; a wrong passphrase may be tried again."""
    stage.passphrase = Secret("open sesame")
    stage.open(samples.drawn(stage.now))
    stage.run(stage.desk.session.lock())
    stage.passphrase = None
    made = window(stage)
    assert text(made, "locked_title") == "Unlock your connections"
    stage.type(made, "passphrase_field", "wrong", enter=True)
    assert text(made, "passphrase_field_hint").startswith("This is not the passphrase")
    stage.type(made, "passphrase_field", "open sesame", enter=True)
    assert page(made) == "workspace"


def test_no_keyring(stage: Stage) -> None:
    """Without a keyring nothing is stored in plain text; a passphrase is the way out."""
    stage.keys.state = KeyringState.ABSENT
    made = window(stage)
    assert "no keyring" in text(made, "locked_title")
    stage.click(made, "use_passphrase_button")
    stage.type(made, "passphrase_field", "open sesame")
    stage.type(made, "passphrase_repeat", "open sesame", enter=True)
    assert page(made) == "empty_page"
    assert stage.file.passphrase == Secret("open sesame")


def test_a_damaged_vault(stage: Stage) -> None:
    """C104: a damaged vault is reported, and a new list begins only when somebody says so."""
    stage.file.open_fault = VaultError(VaultFault.DAMAGED, "x", set_aside=Path("/d/vault.db.damaged-1"))
    made = window(stage)
    assert "vault.db.damaged-1" in text(made, "locked_text")
    stage.file.open_fault = None
    stage.click(made, "start_anew_button")
    assert page(made) == "empty_page"


def test_an_error_nobody_took(stage: Stage) -> None:
    """An error without a page of its own is told above the pages, and can be dismissed."""
    made = filled(stage)
    stage.bridge.error_raised.emit(DeskError("x", "Something broke.", remedy=Remedy.NOTHING))
    stage.settle()
    assert text(made, "notice_banner_title") == "Something broke."
    stage.click(made, "notice_banner_close")
    assert text(made, "notice_banner_title") == ""


def test_a_locked_vault_leads_to_unlocking(stage: Stage) -> None:
    """The remedy "unlock" shows the page that unlocks."""
    made = filled(stage)
    stage.bridge.error_raised.emit(DeskError("x", "Locked.", remedy=Remedy.UNLOCK))
    stage.settle()
    stage.click(made, "notice_banner_action")
    assert page(made) == "locked_page"


@pytest.mark.parametrize(("keys", "tab"), [("2", "console"), ("3", "activity"), ("4", "details"), ("1", "overview")])
def test_tabs_by_keyboard(stage: Stage, keys: str, tab: str) -> None:
    """Ctrl and a digit choose a tab; a page is made when it is first wanted."""
    made = filled(stage)
    made.activateWindow()
    stage.settle()
    stage.act(lambda: QTest.keyClick(made, getattr(Qt.Key, f"Key_{keys}"), Qt.KeyboardModifier.ControlModifier))
    assert made.findChild(QWidget, f"{tab}_page").isVisible()


def test_start_makes_nothing_that_is_not_shown(stage: Stage) -> None:
    """Wizard, console, activity and details are not made at the start."""
    made = filled(stage)
    for name in ("console_page", "activity_page", "details_page", "connect_wizard"):
        assert made.findChild(QWidget, name) is None


def test_a_narrow_window_takes_turns(stage: Stage) -> None:
    """Under 760 px list and page take turns, with a way back; wider they stand side by side again."""
    stage.open(samples.drawn(stage.now))
    made = window(stage, 700)
    sidebar, side = made.findChild(QWidget, "sidebar"), made.findChild(QWidget, "connection_side")
    assert sidebar.isVisible()
    assert not side.isVisible()
    view = made.findChild(QListView, "connections_list")
    first = view.visualRect(view.model().index(1)).center()
    stage.act(lambda: QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=first))
    assert side.isVisible()
    assert not sidebar.isVisible()
    stage.click(made, "back_button")
    assert sidebar.isVisible()
    made.resize(900, 684)
    stage.settle()
    assert sidebar.isVisible()
    assert side.isVisible()
    assert not made.findChild(QWidget, "back_button").isVisible()


def test_arrow_keys_do_not_leave_the_narrow_list(stage: Stage) -> None:
    """In a narrow window the arrow keys move in the list; Enter shows the page."""
    stage.open(samples.drawn(stage.now))
    made = window(stage, 700)
    view = made.findChild(QListView, "connections_list")
    stage.act(lambda: QTest.keyClick(view, Qt.Key.Key_Down))
    assert view.isVisible()
    stage.act(lambda: QTest.keyClick(view, Qt.Key.Key_Return))
    assert not view.isVisible()


def test_nothing_found(stage: Stage) -> None:
    """A search without result says so and offers to be cleared; the page stays."""
    made = filled(stage)
    stage.type(made, "connections_search", "zebra")
    assert text(made, "connections_nothing") == "No connection matches “zebra”."
    assert text(made, "page_title") == "Google"
    stage.click(made, "clear_search")
    view = made.findChild(QListView, "connections_list")
    assert view.isVisible()
    assert view.currentIndex().data() == "Google"


def test_choosing_what_a_search_hides(stage: Stage) -> None:
    """A connection that is shown from elsewhere is found in the list, whatever the search was."""
    made = filled(stage)
    stage.type(made, "connections_search", "slack")
    stage.act(lambda: made.choose(GOOGLE))
    assert text(made, "page_title") == "Google"
    assert made.findChild(QListView, "connections_list").currentIndex().data() == "Google"


def test_place_and_order_are_remembered(stage: Stage) -> None:
    """Size, splitter, order and colours are those of the last time."""
    first = filled(stage)
    first.resize(790, 600)
    stage.act(action(first, "order_service").trigger)
    stage.act(action(first, "scheme_dark").trigger)
    first.pages.currentWidget().setSizes([300, 490])
    first.remember()
    first._preferences.close()
    second = MainWindow(stage.desk, stage.bridge, stage.theme, Preferences(stage.desk.settings.preferences))
    second.show()
    stage._shown.append(second)
    stage.act(second.open_vault)
    assert second.size() == first.size()
    assert second.pages.currentWidget().sizes()[0] == 300
    assert action(second, "order_service").isChecked()
    assert action(second, "scheme_dark").isChecked()
    assert stage.theme.dark


def test_a_hidden_window_rests(stage: Stage) -> None:
    """Hidden, nothing ticks; seen again it does."""
    made = filled(stage)
    heard = []
    made.seen.connect(heard.append)
    assert stage.bridge.ticker.running
    made.hide()
    assert not stage.bridge.ticker.running
    made.show()
    assert stage.bridge.ticker.running
    assert heard == [False, True]


def test_the_close_button_asks_the_program(stage: Stage) -> None:
    """Closing is told, and the window does not vanish by itself."""
    made = filled(stage)
    told = []
    made.closed.connect(lambda: told.append(1))
    made.close()
    assert told == [1]
    assert made.isVisible()


@pytest.mark.parametrize("name", ["program_quit", "program_pause"])
def test_the_menu_passes_on(stage: Stage, name: str) -> None:
    """Quit and pause are passed on to the program."""
    made = window(stage)
    heard: list[object] = []
    made.quit_requested.connect(lambda: heard.append("quit"))
    made.pause_toggled.connect(heard.append)
    action(made, name).trigger()
    assert heard == ["quit" if name == "program_quit" else True]


def test_less_motion(stage: Stage) -> None:
    """Less motion is a choice that is remembered."""
    made = window(stage)
    action(made, "less_motion").setChecked(True)
    assert stage.theme.reduced_motion
    made._preferences.close()
    assert Preferences(stage.desk.settings.preferences).text("motion") == "less"


def test_secrets_never_reach_the_title(stage: Stage) -> None:
    """No window's title holds a secret, whatever page is shown."""
    made = filled(stage)
    made.pages.currentWidget().show_tab("details")
    stage.settle()
    titles: Callable[[], list[str]] = lambda: [each.windowTitle() for each in stage.application.topLevelWidgets()]  # noqa: E731
    assert not any("canary" in title for title in titles())
