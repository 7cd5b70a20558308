"""Services that send nobody back to this computer: the address that the browser ends on is pasted."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from oauth_desk.domain.status import Status
from tests.fakes.http import json_response
from tests.ui.connect.asking_scenes import LANDING, PAGE, at, landing_again, landing_no_browser
from tests.ui.connect.rig import PLAIN, asked, grant, page, pick, shown
from tests.ui.reconnect.rig import HUBSPOT, PROBE
from tests.ui.stage import Stage

PLACE = PAGE.client.redirect_uri
TOKEN = "https://app.ledger.example/token"


def line(made: QWidget) -> QLineEdit:
    """Return the field for the address."""
    found = made.findChild(QLineEdit, "paste_line")
    assert found is not None
    return found


def copied(text: str) -> None:
    """Let the person have copied something in the browser."""
    QApplication.clipboard().setText(text)


def seen(made: QWidget, name: str) -> bool:
    """Tell whether a button can be seen."""
    found = made.findChild(QAbstractButton, name)
    assert found is not None
    return found.isVisible()


def test_the_walk_is_told_and_the_keyboard_is_where_the_address_goes(stage: Stage) -> None:
    """Three steps of this very sign-in, and one field above all else, which shows how the address begins."""
    made = at(stage, LANDING)
    assert shown(made, "waiting_title") == "Sign in, then paste an address here"
    steps = made.findChild(QWidget, "waiting_steps")
    assert steps is not None
    assert steps.isVisible()
    assert "1. Sign in to Ledger in the browser." in steps.accessibleName()
    assert "2. At the end the browser comes to a page that does not load" in steps.accessibleName()
    assert "3. Copy that page’s address" in steps.accessibleName()
    assert line(made).placeholderText() == f"{PLACE}?…"
    assert line(made).hasFocus()
    buttons = made.findChild(QAbstractButton, "open_again_button")
    assert buttons is not None
    assert line(made).mapTo(made, line(made).pos()).y() < buttons.mapTo(made, buttons.pos()).y()


def test_without_a_browser_the_walk_begins_with_the_link(stage: Stage) -> None:
    """Where no browser starts the first step says so; nothing of the walk is lost."""
    steps = landing_no_browser(stage).findChild(QWidget, "waiting_steps")
    assert steps is not None
    assert steps.accessibleName().startswith("1. Copy the link, open it in a browser")


def test_one_click_takes_what_was_copied(stage: Stage) -> None:
    """Paste reads the clipboard, the address is judged at once, and a right one ends the wait."""
    made = at(stage, LANDING)
    copied(" ")
    stage.click(made, "paste_button")
    assert shown(made, "paste_problem").startswith("Nothing was copied yet.")
    grant(stage, token=TOKEN)
    copied(f"{PLACE}?code=c&state={asked(stage, 'state')}&realmId=9130")
    stage.click(made, "paste_button")
    stage.settle()
    assert page(made) == "done_page"


def test_what_is_pasted_by_keyboard_is_judged_at_once(stage: Stage) -> None:
    """Ctrl+V is enough, also over a wrong address that is still there; typing waits for Return."""
    made = at(stage, LANDING)
    copied(f"{PLACE}?code=c&state=another")
    stage.act(lambda: QTest.keyClick(line(made), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier))
    stage.settle()
    assert "another sign-in" in shown(made, "paste_problem")
    assert seen(made, "paste_button")
    stage.act(lambda: QTest.keyClicks(line(made), "x"))
    assert (line(made).text(), shown(made, "paste_problem")) == ("x", "")
    assert seen(made, "paste_continue")
    grant(stage, token=TOKEN)
    stage.act(line(made).selectAll)
    copied(f"{PLACE}?code=c&state={asked(stage, 'state')}")
    stage.act(lambda: QTest.keyClick(line(made), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier))
    stage.settle()
    assert page(made) == "done_page"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://app.ledger.example/connect?client_id=desk&state={state}", "sign-in page’s own address"),
        ("https://news.example/?code=c&state={state}", "another page’s address"),
        (PLACE, "is not in this text"),
        (f"{PLACE}?code=c", "part of it is missing"),
        (f"{PLACE}?code=c&state={{cut}}", "part of it is missing"),
        (f"{PLACE}?code=c&state=stranger", "another sign-in"),
        (f"{PLACE}?error=access_denied", "did not let you in"),
    ],
)
def test_a_wrong_address_is_told_what_is_wrong_with_it(stage: Stage, address: str, said: str) -> None:
    """Each mistake has its own sentence, and the wait goes on."""
    made = at(stage, LANDING)
    state = asked(stage, "state")
    copied(address.format(state=state, cut=state[:6]))
    stage.click(made, "paste_button")
    stage.settle()
    assert said in shown(made, "paste_problem").replace("'", "’")
    assert page(made) == "waiting_page"


def test_a_no_of_the_service_ends_on_its_page(stage: Stage) -> None:
    """Where the address says that the person declined, the wait is over, as if the browser had come back."""
    made = at(stage, LANDING)
    copied(f"{PLACE}?error=access_denied&state={asked(stage, 'state')}")
    stage.click(made, "paste_button")
    stage.settle()
    assert shown(made, "failure_title") == "The sign-in was declined"


def test_other_services_keep_their_page(stage: Stage) -> None:
    """After such a walk a service that comes back by itself is waited for as ever, its card at the end."""
    made = at(stage, LANDING)
    stage.click(made, "wizard_back")
    pick(stage, made, PLAIN)
    assert shown(made, "waiting_title") == "Continue in your browser"
    assert not made.findChild(QWidget, "waiting_steps").isVisible()  # type: ignore[union-attr]
    assert shown(made, "paste_title") == "Did the browser end on a page that does not load?"
    assert line(made).placeholderText() == "http://127.0.0.1:…"
    stage.click(made, "wizard_back")
    pick(stage, made, replace(PLAIN, client=replace(PLAIN.client, redirect_uri="http://localhost:27182/callback")))
    assert line(made).placeholderText() == "http://localhost:…"


def test_a_device_is_no_such_walk(stage: Stage) -> None:
    """With a code on another device nothing comes back: nothing has to be pasted."""
    there = "https://app.ledger.example/device"
    answer = {"device_code": "d", "user_code": "AB-CD", "verification_uri": there, "expires_in": 90}
    stage.http.reply(there, json_response(answer))
    made = at(stage, replace(LANDING, endpoints=replace(LANDING.endpoints, device_authorization=there)))
    stage.click(made, "other_way_button")
    stage.settle()
    assert shown(made, "user_code") == "AB-CD"
    assert not line(made).isVisible()
    assert not made.findChild(QWidget, "waiting_steps").isVisible()  # type: ignore[union-attr]


def test_the_walk_in_the_dialog(stage: Stage) -> None:
    """Signing in again has the same steps, and the same field with the keyboard in it."""
    made = landing_again(stage)
    stage.settle()
    steps = made.findChild(QWidget, "waiting_steps")
    assert steps is not None
    assert steps.isVisible()
    assert line(made).placeholderText() == "https://app.hubspot.example/came-back?…"
    assert line(made).hasFocus()
    grant(stage, token="https://hubspot.example/token")
    stage.http.reply(PROBE.url, json_response({"email": "sales@northwind.example", "id": 7}))
    copied(f"https://app.hubspot.example/came-back?code=c&state={asked(stage, 'state')}")
    stage.click(made, "paste_button")
    stage.settle()
    assert stage.book.require(HUBSPOT).condition.status is Status.VALID
