"""From one end of the window to the other: connect, be rejected, sign in again."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.ui.main_window import MainWindow
from oauth_desk.ui.window_app import build_window
from tests.fakes.http import json_response
from tests.ui import samples
from tests.ui.stage import Stage
from tests.ui.window_scenes import GOOGLE, filled, window

TOKEN_URL = "https://google.example/token"
REJECTED = Condition(Status.SIGN_IN_NEEDED, Cause.REJECTED)


def sees(made: MainWindow, name: str) -> bool:
    """Tell whether something can be seen."""
    widget = made.findChild(QWidget, name)
    return widget is not None and widget.isVisible()


def text(made: MainWindow, name: str) -> str:
    """Return what a label says, or nothing where it is hidden."""
    label = made.findChild(QLabel, name)
    return label.text() if label is not None and label.isVisible() else ""


@pytest.mark.parametrize("opener", ["empty_connect", "connect_button"])
def test_the_wizard_opens_and_is_left(stage: Stage, opener: str) -> None:
    """The wizard opens from the first page and from the list, and going back leads to where one came from."""
    made = window(stage) if opener == "empty_connect" else filled(stage)
    before = made.pages.currentWidget()
    stage.click(made, opener)
    assert sees(made, "connect_wizard")
    assert text(made, "choose_title") == "What do you want to connect?"
    stage.click(made, "wizard_back")
    assert made.pages.currentWidget() is before


def test_the_wizard_by_keyboard(stage: Stage) -> None:
    """Ctrl+N opens the wizard from anywhere."""
    made = filled(stage)
    made.activateWindow()
    stage.act(lambda: QTest.keyClick(made, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier))
    assert sees(made, "connect_wizard")


def test_no_wizard_while_locked(stage: Stage) -> None:
    """A locked program connects nothing: there is nowhere to keep it."""
    made = filled(stage)
    stage.run(stage.desk.session.lock())
    stage.settle()
    stage.act(made.pages.connect_service)
    assert not sees(made, "connect_wizard")


def test_the_demo_starts_from_the_first_page(stage: Stage) -> None:
    """One click on the first page starts the demo service and its sign-in."""
    made = window(stage)
    stage.click(made, "empty_demo")
    assert stage.demo.running
    assert sees(made, "connect_wizard")


def test_what_was_connected_is_shown(stage: Stage) -> None:
    """After the wizard the new connection is chosen in the list."""
    made = filled(stage)
    stage.click(made, "connect_button")
    wizard = made.findChild(QWidget, "connect_wizard")
    stage.act(lambda: wizard.finished.emit("id-slack-slack"))
    assert text(made, "page_title") == "Slack"


def test_a_rejection_is_told_once(stage: Stage) -> None:
    """C55: a rejected renewal opens one dialog with the reason; "Later" leaves the card, and nothing asks again."""
    stage.open(samples.drawn(stage.now))
    ended: list[int] = []
    made = build_window(stage.desk, stage.application, on_quit=lambda: ended.append(1), tray=False)
    stage.show(made)
    stage.act(made.open_vault)
    stage.act(lambda: made.choose(GOOGLE))
    stage.http.reply(TOKEN_URL, json_response({"error": "invalid_grant"}, status=400))
    stage.click(made, "renew_button")
    assert "no longer accepts this connection" in text(made, "reconnect_why")
    stage.click(made, "reconnect_later")
    assert not sees(made, "reconnect_dialog")
    assert text(made, "state_title") == "Sign in again"
    stage.advance(60)
    assert not sees(made, "reconnect_dialog")
    assert stage.browser.opened == []


def test_several_rejections_make_one_dialog(stage: Stage) -> None:
    """Several connections that need their owner make one dialog, worked through in order."""
    stage.open(samples.drawn(stage.now))
    made = build_window(stage.desk, stage.application, on_quit=lambda: None, tray=False)
    stage.show(made)
    stage.act(made.open_vault)
    for name in (GOOGLE, "id-slack-slack"):
        stage.run(stage.book.change(name, lambda old: replace(old, condition=REJECTED)))
    stage.settle()
    assert "Google" in text(made, "reconnect_dialog_title")
    stage.click(made, "reconnect_later")
    assert "Slack" in text(made, "reconnect_dialog_title")


def test_a_hidden_window_stays_hidden(stage: Stage) -> None:
    """A rejection never brings a hidden window forward; the dialog stands there when somebody opens it."""
    stage.open(samples.drawn(stage.now))
    made = build_window(stage.desk, stage.application, on_quit=lambda: None, tray=False)
    stage.show(made)
    stage.act(made.open_vault)
    made.hide()
    stage.run(stage.book.change(GOOGLE, lambda old: replace(old, condition=REJECTED)))
    stage.settle()
    assert not made.isVisible()
    made.show()
    stage.settle()
    assert sees(made, "reconnect_dialog")
    sheet = made.findChild(QWidget, "reconnect_dialog")
    assert sheet.geometry() == made.rect()


def test_signing_in_again_from_the_page(stage: Stage) -> None:
    """The page’s button “Sign in again” opens the browser at once, on the same connection."""
    made = filled(stage)
    stage.click(made, "sign_in_button")
    assert sees(made, "reconnect_dialog")
    assert len(stage.browser.opened) == 1
    assert stage.browser.opened[0].startswith("https://google.example/authorize?")


def test_more_permissions_are_asked_beside_its_own(stage: Stage) -> None:
    """C65: what an API asks for in a 403 is asked for beside what the connection has, never instead."""
    made = filled(stage)
    stage.act(lambda: made.sign_in_again(GOOGLE, ("drive.readonly",)))
    assert "scope=email+calendar+drive.file+drive.readonly" in stage.browser.opened[0].replace("%20", "+")


def test_while_paused_nothing_is_said_to_renew(stage: Stage) -> None:
    """The card promises no renewal that is not planned, from the next second on, and does again afterwards."""
    made = filled(stage)
    title = made.findChild(QLabel, "state_title")
    assert title is not None
    assert title.text() == "Connected, and renews by itself"
    stage.desk.keeper.pause()
    stage.act(stage.bridge.ticker.ticked.emit)
    assert title.text().startswith("Connected until ")
    stage.desk.keeper.resume()
    stage.act(stage.bridge.ticker.ticked.emit)
    assert title.text() == "Connected, and renews by itself"
