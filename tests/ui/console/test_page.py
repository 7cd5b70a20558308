"""Try it, as a person uses it."""

import json
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget

from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.protocol.http import Response
from oauth_desk.services.ports import TransportFault
from oauth_desk.ui.console.call_draft import CallDraft
from oauth_desk.ui.console.page import ConsolePage
from oauth_desk.ui.controls import TabBar
from tests.fakes.http import failure, json_response
from tests.ui.console.rig import CALENDARS, GOOGLE_ID, answer_with, console_page, wait_until, write_request
from tests.ui.stage import Stage

TOKEN = "https://google.example/token"
URL = f"{CALENDARS}?maxResults=10"


def label(page: QWidget, name: str) -> str:
    """Return what a label shows; empty where it is hidden."""
    found = page.findChild(QLabel, name)
    assert found is not None, name
    return found.text() if found.isVisible() else ""


def shown(page: ConsolePage) -> str:
    """Return the answer's lines."""
    lines = page.panel.lines.lines
    return "\n".join(lines.whole(row) for row in range(len(lines)))


def choose(stage: Stage, page: QWidget, bar: str, key: str) -> None:
    """Choose a tab."""
    tabs = page.findChild(TabBar, bar)
    assert tabs is not None
    stage.act(lambda: tabs.choose(key))


def test_sends_and_shows_the_answer(stage: Stage) -> None:
    """Status, size and the laid out body follow a click; the token is in the header and in no sight."""
    page = console_page(stage)
    write_request(page)
    answer_with(stage, page)
    assert label(page, "status_chip") == "200 OK"
    assert label(page, "answer_facts").startswith("0 ms · ")
    assert '"summary": "Ana Petrova"' in shown(page)
    (sent,) = stage.http.sent_to(CALENDARS)
    assert ("Authorization", "Bearer access-google-canary") in sent.headers
    choose(stage, page, "answer_tabs", "exchange")
    assert "Authorization: Bearer ••••••" in shown(page)
    assert "canary" not in shown(page)
    choose(stage, page, "answer_tabs", "headers")
    assert "Content-Type: application/json" in shown(page)
    choose(stage, page, "answer_tabs", "raw")
    wait_until(stage, lambda: page.panel.idle, "the raw answer")
    assert json.loads(shown(page))["kind"] == "calendar#calendarList"


def test_control_return_sends(stage: Stage) -> None:
    """The request is sent from wherever one types."""
    page = console_page(stage)
    write_request(page)
    stage.http.reply(URL, json_response({}))
    page.editor._address.setFocus()
    focused = page.focusWidget()
    stage.act(lambda: QTest.keyClick(focused, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier))
    wait_until(stage, lambda: label(page, "status_chip") == "200 OK", "an answer")
    assert len(stage.http.sent_to(CALENDARS)) == 1


def test_tells_that_a_401_was_renewed_and_sent_again(stage: Stage) -> None:
    """The renewal behind the scenes is told in a chip."""
    page = console_page(stage)
    write_request(page)
    stage.http.reply(TOKEN, json_response({"access_token": "a2", "token_type": "Bearer", "expires_in": 3600}))
    answer_with(stage, page, Response(401), json_response({"ok": True}))
    assert label(page, "renewed_chip") == "was 401, renewed, sent again"
    assert label(page, "status_chip") == "200 OK"


def test_a_call_can_be_cancelled(stage: Stage) -> None:
    """While waiting, the button cancels, and the page says how long the wait can last."""
    page = console_page(stage)
    write_request(page)
    stage.http.gate(URL)
    stage.click(page, "send_button")
    assert page.calls.under_way(GOOGLE_ID)
    assert "60 s" in label(page, "answer_busy") or "1 min" in label(page, "answer_busy")
    stage.click(page, "cancel_button")
    assert not page.calls.under_way(GOOGLE_ID)
    button = page.findChild(QWidget, "send_button")
    assert button is not None
    assert button.isVisible()


def test_an_unreachable_host_is_told_inline(stage: Stage) -> None:
    """The error stands in the page, in plain words, with a way to try again."""
    page = console_page(stage)
    write_request(page)
    stage.http.reply(URL, failure(TransportFault.DNS, sent=False), json_response({}))
    stage.click(page, "send_button")
    wait_until(stage, lambda: bool(label(page, "console_banner_title")), "the error")
    assert "cannot be reached" in label(page, "console_banner_title")
    stage.click(page, "console_banner_action")
    wait_until(stage, lambda: label(page, "status_chip") == "200 OK", "the second try")
    assert not label(page, "console_banner_title")


def test_a_host_that_is_not_allowed_is_told_before_a_byte_is_sent(stage: Stage) -> None:
    """C100: the token goes to this service's hosts alone."""
    page = console_page(stage)
    write_request(page, CallDraft(address="https://evil.example/"))
    stage.click(page, "send_button")
    wait_until(stage, lambda: bool(label(page, "console_banner_title")), "the error")
    assert label(page, "console_banner_title") == "This connection is not for evil.example."
    assert stage.http.requests == []


def test_a_rejected_renewal_asks_to_sign_in_and_then_sends_the_request(stage: Stage) -> None:
    """The request that met a dead connection waits, and goes out as soon as the person is back."""
    page = console_page(stage)
    write_request(page)
    asked: list[str] = []
    page.reconnect_noticed.connect(asked.append)
    stage.http.reply(URL, Response(401), json_response({"ok": True}))
    stage.http.reply(TOKEN, json_response({"error": "invalid_grant"}, 400))
    stage.click(page, "send_button")
    wait_until(stage, lambda: bool(asked), "the question")
    assert asked == [GOOGLE_ID]
    assert page.calls.waits(GOOGLE_ID)
    assert "waits" in label(page, "console_banner_detail")
    stage.run(stage.book.replace_sign_in(GOOGLE_ID, lambda current: _signed_in(stage, current)))
    wait_until(stage, lambda: label(page, "status_chip") == "200 OK", "the waiting request's answer")
    assert not page.calls.waits(GOOGLE_ID)


def test_a_waiting_request_can_be_given_up(stage: Stage) -> None:
    """Who dismisses the notice is not surprised by a request sent later."""
    page = console_page(stage)
    write_request(page)
    stage.http.reply(URL, Response(401))
    stage.http.reply(TOKEN, json_response({"error": "invalid_grant"}, 400))
    stage.click(page, "send_button")
    wait_until(stage, lambda: page.calls.waits(GOOGLE_ID), "the waiting request")
    stage.click(page, "console_banner_close")
    assert not page.calls.waits(GOOGLE_ID)


def _signed_in(stage: Stage, current: object) -> object:
    from dataclasses import replace  # noqa: PLC0415

    from tests.ui.samples import drawn  # noqa: PLC0415

    fresh = next(each for each in drawn(stage.now) if each.id == GOOGLE_ID)
    return replace(current, tokens=fresh.tokens)


def test_more_permission_is_offered_where_the_api_names_it(stage: Stage) -> None:
    """C65: 403 insufficient_scope is no reason to renew; the page offers to allow more."""
    page = console_page(stage)
    write_request(page)
    wishes: list[object] = []
    page.reconnect_requested.connect(lambda _name, wish: wishes.append(wish))
    challenge = 'Bearer error="insufficient_scope", scope="calendar drive.file"'
    answer_with(stage, page, Response(403, (("WWW-Authenticate", challenge),), b"{}"))
    assert label(page, "status_chip") == "403 Forbidden"
    assert "Read and change your calendar" in label(page, "console_banner_detail")
    stage.click(page, "console_banner_action")
    assert wishes == [("calendar", "drive.file")]


def test_filters_by_path(stage: Stage) -> None:
    """The filter shows what lies at the end of a path, says how much, and what is wrong with a path."""
    page = console_page(stage)
    write_request(page)
    answer_with(stage, page)
    stage.act(lambda: page.panel.filter.setText("items[].summary"))
    wait_until(stage, lambda: page.panel.idle, "the filtered answer")
    assert json.loads(shown(page)) == ["Ana Petrova", "Team"]
    assert label(page, "answer_note") == "2 found"
    stage.act(lambda: page.panel.filter.setText("items[].nothing"))
    wait_until(stage, lambda: page.panel.idle, "the filtered answer")
    assert shown(page) == "Nothing at “items[].nothing”."
    stage.act(lambda: page.panel.filter.setText("items["))
    wait_until(stage, lambda: page.panel.idle, "the filtered answer")
    assert "Cannot read the path" in label(page, "answer_note")


def test_what_only_claims_to_be_json_is_shown_as_it_came(stage: Stage) -> None:
    """A broken answer is not hidden behind an error."""
    page = console_page(stage)
    write_request(page)
    answer_with(stage, page, Response(200, (("content-type", "application/json"),), b'{"a": 1, oops}'))
    assert shown(page) == '{"a": 1, oops}'
    assert "Not JSON" in label(page, "answer_note")


def test_copies_a_curl_command_without_the_token(stage: Stage) -> None:
    """C102: the command asks this program for the token when it runs."""
    page = console_page(stage)
    write_request(page)
    button = page.findChild(QWidget, "copy_as_button")
    assert button is not None
    stage.act(button.menu().actions()[0].trigger)
    command = QApplication.clipboard().text()
    assert command.startswith("curl ")
    assert "$(oauth-desk token Google)" in command
    assert "canary" not in command


def test_saves_an_answer(stage: Stage, tmp_path: Path) -> None:
    """The whole body is written, off the window's thread."""
    page = console_page(stage)
    write_request(page)
    answer_with(stage, page, json_response({"x": 1}))
    stage.click(page, "save_button")
    choose_file(stage, page, tmp_path / "out.json")
    wait_until(stage, (tmp_path / "out.json").is_file, "the file")
    assert json.loads((tmp_path / "out.json").read_text()) == {"x": 1}


def choose_file(stage: Stage, page: QWidget, path: Path) -> None:
    """Choose a file in the open dialog."""
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    stage.act(lambda: dialog.fileSelected.emit(str(path)))
    stage.act(dialog.reject)


def test_saves_straight_to_a_file(stage: Stage, tmp_path: Path) -> None:
    """What goes to a file is not kept in memory, and replaces the file only when it is complete."""
    page = console_page(stage)
    write_request(page, CallDraft(address=URL, to_file=True))
    path = tmp_path / "big.json"
    path.write_text("before")
    stage.http.reply(URL, failure(TransportFault.DISCONNECTED, sent=True), json_response({"x": "y" * 300_000}))
    stage.click(page, "send_button")
    choose_file(stage, page, path)
    wait_until(stage, lambda: bool(label(page, "console_banner_title")), "the failure")
    assert path.read_text() == "before"
    stage.click(page, "send_button")
    choose_file(stage, page, path)
    wait_until(stage, lambda: "Saved" in label(page, "console_banner_title"), "the file")
    assert len(json.loads(path.read_text())["x"]) == 300_000
    assert sorted(tmp_path.glob("*big*")) == [path]
    assert list(tmp_path.glob(".*part")) == []


def test_each_connection_keeps_its_request_and_answer(stage: Stage) -> None:
    """Looking at another connection and coming back loses nothing."""
    page = console_page(stage)
    write_request(page)
    answer_with(stage, page)
    stage.act(lambda: page.show_connection("id-slack-slack"))
    assert page.editor.draft().address == "https://slack.example/api"
    assert not label(page, "status_chip")
    stage.act(lambda: page.show_connection(GOOGLE_ID))
    wait_until(stage, lambda: page.panel.idle, "the answer")
    assert page.editor.draft().address == CALENDARS
    assert label(page, "status_chip") == "200 OK"
    assert '"kind"' in shown(page)


def test_locking_forgets_answers(stage: Stage) -> None:
    """C107: what was read with a connection goes when the vault is locked."""
    page = console_page(stage)
    write_request(page)
    answer_with(stage, page)
    stage.run(stage.desk.session.lock())
    stage.settle()
    assert not label(page, "status_chip")
    assert shown(page) == ""


def test_a_connection_that_needs_a_sign_in_says_so_beside_the_request(stage: Stage) -> None:
    """Before anything is sent, the chip tells what would happen."""
    page = console_page(stage)
    stage.act(lambda: page.show_connection("id-hubspot-hubspot"))
    assert label(page, "token_chip") == "Sign in first"
    assert Condition(Status.SIGN_IN_NEEDED, Cause.REJECTED)


def test_a_window_of_its_own(stage: Stage) -> None:
    """The same request can stand beside the list; the window goes when its connection does."""
    page = console_page(stage)
    write_request(page)
    (button,) = page.head_actions()
    stage.act(button.click)
    own = page.window().findChild(QWidget, "console_window")
    assert own is not None
    assert own.isWindow()
    assert own.windowTitle() == "Google"
    inner = own.findChild(ConsolePage)
    assert inner is not None
    assert inner.editor.draft() == page.editor.draft()
    stage.http.reply(URL, json_response({}))
    stage.click(own, "send_button")
    wait_until(stage, lambda: label(own, "status_chip") == "200 OK", "an answer")
    assert not label(page, "status_chip")
    stage.run(stage.book.remove(GOOGLE_ID))
    stage.settle()
    assert page.window().findChild(QWidget, "console_window") is None
