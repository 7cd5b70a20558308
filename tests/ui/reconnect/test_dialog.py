"""The reconnect dialog, as a person meets it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QWidget

from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.protocol.http import Response
from oauth_desk.services import reason_words
from oauth_desk.ui.console.call_draft import CallDraft
from oauth_desk.ui.console.page import ConsolePage
from oauth_desk.ui.main_window import MainWindow
from tests.fakes.http import json_response
from tests.ui.connect.rig import come_back, grant, shown
from tests.ui.connect.test_wizard import FORBIDDEN
from tests.ui.console.rig import wait_until
from tests.ui.reconnect.rig import GOOGLE, HUBSPOT, MICROSOFT, SLACK, needy, sign_in, turn
from tests.ui.reconnect.scenes import details, failed, several, single, waiting, wrong_account
from tests.ui.stage import Stage


def sheet(made: MainWindow) -> QWidget | None:
    """Return the dialog if it can be seen."""
    found = [each for each in made.findChildren(QWidget, "reconnect_dialog") if each.isVisible()]
    assert len(found) <= 1
    return found[0] if found else None


def told(made: MainWindow, name: str) -> str:
    """Return what a label of the dialog shows."""
    dialog = sheet(made)
    assert dialog is not None, "the dialog is not open"
    return shown(dialog, name)


def press(stage: Stage, made: MainWindow, name: str) -> None:
    """Press a button of the dialog."""
    dialog = sheet(made)
    assert dialog is not None, "the dialog is not open"
    stage.click(dialog, name)


def test_says_what_happened_and_what_it_means(stage: Stage) -> None:
    """One sentence why, one what stays, and what waits."""
    made = single(stage)
    assert told(made, "reconnect_dialog_title") == "HubSpot asks you to sign in again"
    assert told(made, "reconnect_account") == "sales@northwind.example"
    assert told(made, "reconnect_why").endswith("Nothing else is lost: name, permissions and history stay.")
    assert told(made, "reconnect_waiting_text").startswith("1 request is waiting")


def test_signing_in_mends_and_closes(stage: Stage) -> None:
    """After the browser the dialog is gone, the connection lives, its name and id are the old ones."""
    made = single(stage)
    press(stage, made, "reconnect_sign_in")
    assert told(made, "waiting_title") == "Continue in your browser"
    assert told(made, "waiting_left") == "Waiting for 5:00 more"
    sign_in(stage)
    assert sheet(made) is None
    connection = stage.book.require(HUBSPOT)
    assert connection.name == "HubSpot"
    assert connection.condition_at(stage.now).status is Status.VALID


def test_a_notice_stands_on_no_button(stage: Stage) -> None:
    """Who is typing when the dialog comes must not press a button unawares."""
    made = single(stage)
    assert not isinstance(made.focusWidget(), QPushButton)
    stage.act(lambda: QTest.keyClick(made.focusWidget(), Qt.Key.Key_Space))
    stage.act(lambda: QTest.keyClick(made.focusWidget(), Qt.Key.Key_Return))
    assert stage.browser.opened == []
    assert sheet(made) is not None


def test_cancel_returns_to_the_question(stage: Stage) -> None:
    """Cancelling the sign-in closes the listener and loses nothing."""
    made = single(stage)
    press(stage, made, "reconnect_sign_in")
    press(stage, made, "cancel_sign_in_button")
    assert stage.loopback.last.closed
    assert told(made, "reconnect_dialog_title") == "HubSpot asks you to sign in again"


def test_cancelling_what_one_began_oneself_closes(stage: Stage) -> None:
    """Who pressed “Sign in again” and thinks better of it is asked nothing."""
    made = waiting(stage)
    press(stage, made, "cancel_sign_in_button")
    assert sheet(made) is None


def test_several_are_worked_through_in_order(stage: Stage) -> None:
    """One dialog lists all; a mended one is ticked off and the next is asked about."""
    made = several(stage)
    assert told(made, "reconnect_summary") == "3 connections need you; 1 done."
    assert told(made, "reconnect_dialog_title") == "Slack asks you to sign in again"
    assert made.focusWidget() is sheet(made), "no button has the keyboard by chance"
    press(stage, made, "reconnect_later")
    assert told(made, "reconnect_dialog_title") == "Microsoft 365 asks you to sign in again"
    dialog = sheet(made)
    assert dialog is not None
    stage.act(lambda: QTest.keyClick(dialog, Qt.Key.Key_Escape))
    assert sheet(made) is None
    assert stage.book.require(SLACK).condition.status is Status.SIGN_IN_NEEDED


def test_many_are_not_all_drawn(stage: Stage) -> None:
    """A long list stays short on the screen."""
    made = needy(stage)
    turn(stage, GOOGLE, SLACK, MICROSOFT, "id-demo-demo-service", "id-acme-acme-crm")
    for each in (HUBSPOT, GOOGLE, SLACK, MICROSOFT, "id-demo-demo-service", "id-acme-acme-crm"):
        stage.act(lambda each=each: made.tell_reconnect(each))
    assert told(made, "reconnect_summary") == "6 connections need you, one after another."
    assert told(made, "reconnect_more") == "and 1 more"


def test_somebody_else_s_account_is_asked_about(stage: Stage) -> None:
    """A sign-in as somebody else changes nothing; the person decides whose connection it is."""
    made = wrong_account(stage)
    assert told(made, "reconnect_trouble_title") == "That was ben@northwind.example"
    assert stage.book.require(HUBSPOT).account.label == "sales@northwind.example"
    assert stage.book.require(HUBSPOT).tokens.access_token is None
    press(stage, made, "reconnect_replace")
    sign_in(stage, email="ben@northwind.example", number=8)
    assert sheet(made) is None
    assert stage.book.require(HUBSPOT).account.label == "ben@northwind.example"


def test_the_right_account_after_the_wrong_one(stage: Stage) -> None:
    """Signing in again after the question is a sign-in like any other."""
    made = wrong_account(stage)
    press(stage, made, "reconnect_sign_in")
    sign_in(stage)
    assert sheet(made) is None
    assert stage.book.require(HUBSPOT).account.label == "sales@northwind.example"


def test_a_failure_says_what_to_do(stage: Stage) -> None:
    """A declined sign-in leaves the connection as it was, and can be tried again."""
    made = failed(stage)
    assert told(made, "reconnect_trouble_title") == "The sign-in was declined"
    assert told(made, "reconnect_trouble").startswith("The connection is as it was before.")
    press(stage, made, "reconnect_sign_in")
    assert told(made, "waiting_title") == "Continue in your browser"


def test_mended_elsewhere_is_withdrawn(stage: Stage) -> None:
    """A notice about a connection that another process signed in again goes away by itself."""
    made = single(stage)
    stage.run(stage.book.change(HUBSPOT, lambda old: replace(old, condition=Condition())))
    stage.settle()
    assert sheet(made) is None


@pytest.mark.parametrize("how", ["removed", "locked"])
def test_what_is_gone_is_not_asked_about(stage: Stage, how: str) -> None:
    """A connection that was disconnected, or a vault that was locked, ends the question and the sign-in."""
    made = waiting(stage)
    stage.run(stage.book.remove(HUBSPOT) if how == "removed" else stage.desk.session.lock())
    stage.settle()
    assert sheet(made) is None
    assert stage.loopback.last.closed


@pytest.mark.parametrize("how", ["hidden", "minimised"])
def test_a_window_nobody_sees_is_left_alone(stage: Stage, how: str) -> None:
    """While the window is hidden or minimised nothing opens; the dialog is there when somebody comes back."""
    made = needy(stage)
    made.hide() if how == "hidden" else made.showMinimized()
    stage.settle()
    stage.act(lambda: made.tell_reconnect(HUBSPOT))
    assert sheet(made) is None
    assert made.isMinimized() == (how == "minimised")
    assert made.isVisible() == (how == "minimised")
    made.showNormal()
    stage.settle()
    assert sheet(made) is not None


def test_mended_before_anybody_looked(stage: Stage) -> None:
    """What needed somebody while the window was hidden, and does not any more, is never asked about."""
    made = needy(stage)
    made.hide()
    stage.act(lambda: made.tell_reconnect(HUBSPOT))
    stage.run(stage.book.change(HUBSPOT, lambda old: replace(old, condition=Condition())))
    made.show()
    stage.settle()
    assert sheet(made) is None


def test_an_address_can_be_pasted(stage: Stage) -> None:
    """The dialog has the same ways on as the wizard."""
    made = waiting(stage)
    dialog = sheet(made)
    assert dialog is not None
    line = dialog.findChild(QWidget, "paste_line")
    assert line is not None
    stage.act(lambda: line.setText("https://elsewhere.example/"))
    press(stage, made, "paste_continue")
    assert "not the address" in told(made, "paste_problem")


def test_details_tell_what_the_service_said(stage: Stage) -> None:
    """More is one button away, and not in the way."""
    made = details(stage)
    assert "The service said: “BAD_REFRESH_TOKEN”" in told(made, "reconnect_details")
    press(stage, made, "reconnect_details_button")
    assert told(made, "reconnect_details") == ""


def test_a_waiting_request_is_sent_when_the_person_is_back(stage: Stage) -> None:
    """A request that meets a dead connection opens the dialog, and goes out after the sign-in."""
    made = needy(stage)
    made.pages.currentWidget().show_tab("console")
    stage.settle()
    page = made.findChild(ConsolePage)
    assert page is not None
    address = "https://google.example/api/me"
    page.editor.show_draft(CallDraft(address=address))
    stage.http.reply(address, Response(401), json_response({"ok": True}))
    stage.http.reply("https://google.example/token", json_response({"error": "invalid_grant"}, 400))
    for name in ("openid-configuration", "oauth-authorization-server"):
        stage.http.always(f"https://google.example/.well-known/{name}", Response(404))
    stage.click(page, "send_button")
    wait_until(stage, lambda: sheet(made) is not None, "the dialog")
    assert told(made, "reconnect_waiting_text").startswith("1 request is waiting")
    press(stage, made, "reconnect_sign_in")
    grant(stage, token="https://google.example/token")
    stage.http.reply("https://google.example/userinfo", json_response({"sub": "subject-google"}))
    come_back(stage, code="c")
    wait_until(stage, lambda: shown(page, "status_chip") == "200 OK", "the answer")
    assert sheet(made) is None


def test_two_interrupted_requests_of_two_connections(stage: Stage) -> None:
    """One dialog, one connection after the other, each with its own reason; each request goes out after its sign-in."""
    made = needy(stage)
    made.pages.currentWidget().show_tab("console")
    stage.settle()
    page = made.findChild(ConsolePage)
    assert page is not None
    said = {GOOGLE: "The password was changed", SLACK: "The token was already used."}
    for name, description in said.items():
        host = f"https://{stage.book.require(name).service.id}.example"
        stage.act(lambda name=name: made.choose(name))
        page.editor.show_draft(CallDraft(address=f"{host}/api/me"))
        stage.http.reply(f"{host}/api/me", Response(401), json_response({"ok": name}))
        stage.http.reply(
            f"{host}/token", json_response({"error": "invalid_grant", "error_description": description}, 400)
        )
        for document in ("openid-configuration", "oauth-authorization-server"):
            stage.http.always(f"{host}/.well-known/{document}", Response(404))
        stage.click(page, "send_button")
        wait_until(
            stage, lambda name=name: stage.book.require(name).condition.status is Status.SIGN_IN_NEEDED, "the end"
        )
        stage.settle()
    assert told(made, "reconnect_summary") == "2 connections need you, one after another."
    assert "the password of the account was changed" in told(made, "reconnect_why")
    assert told(made, "reconnect_waiting_text").startswith("1 request is waiting")
    press(stage, made, "reconnect_sign_in")
    grant(stage, token="https://google.example/token")
    stage.http.reply("https://google.example/userinfo", json_response({"sub": "subject-google"}))
    come_back(stage, code="c")
    assert len(stage.http.sent_to("https://google.example/api/me")) == 2
    assert len(stage.http.sent_to("https://slack.example/api/me")) == 1
    assert "Another program or computer" in told(made, "reconnect_why")
    assert told(made, "reconnect_waiting_text").startswith("1 request is waiting")
    press(stage, made, "reconnect_sign_in")
    grant(stage, token="https://slack.example/token")
    come_back(stage, code="c")
    wait_until(stage, lambda: len(stage.http.sent_to("https://slack.example/api/me")) == 2, "the second request")
    assert sheet(made) is None


@pytest.mark.parametrize("cause", list(reason_words._SENTENCES))
def test_the_dialog_tells_the_stored_reason(stage: Stage, cause: Cause) -> None:
    """What was found at the rejection is what the dialog says, in the same words as page and command."""
    made = needy(stage)
    stage.run(stage.book.change(SLACK, lambda old: replace(old, condition=Condition(Status.SIGN_IN_NEEDED, cause))))
    stage.act(lambda: made.tell_reconnect(SLACK))
    connection = stage.book.require(SLACK)
    assert told(made, "reconnect_why").startswith(reason_words.reason(connection, cause, stage.now))


@pytest.mark.parametrize("scene", [single, several, waiting, wrong_account, failed])
def test_no_jargon(stage: Stage, scene: Callable[[Stage], QWidget]) -> None:
    """The dialog says nothing that only developers understand."""
    made = scene(stage)
    assert isinstance(made, MainWindow)
    dialog = sheet(made)
    assert dialog is not None
    seen = [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]
    seen += [button.text() for button in dialog.findChildren(QAbstractButton) if button.isVisible()]
    assert [text for text in seen if FORBIDDEN.search(text)] == []


@pytest.mark.parametrize("scene", [single, several, waiting, wrong_account, failed])
def test_every_button_is_named_and_reached_by_tab(stage: Stage, scene: Callable[[Stage], QWidget]) -> None:
    """Tab walks through all buttons of the dialog and never leaves it."""
    made = scene(stage)
    assert isinstance(made, MainWindow)
    dialog = sheet(made)
    assert dialog is not None
    buttons = {b for b in dialog.findChildren(QAbstractButton) if b.isVisible() and b.isEnabled()}
    assert all(button.objectName() and button.accessibleName() for button in buttons)
    met = set()
    for _ in range(3 * len(buttons) + 6):
        stage.act(lambda: QTest.keyClick(made.focusWidget(), Qt.Key.Key_Tab))
        met.add(made.focusWidget())
    assert buttons <= met
    assert all(dialog.isAncestorOf(widget) for widget in met)
