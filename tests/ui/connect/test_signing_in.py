"""Waiting for the person, and how it ends."""

import re
from dataclasses import replace

from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLineEdit,
    QWidget,
)

from oauth_desk.domain.service import Endpoints
from oauth_desk.services.ports import TransportFault
from tests.fakes.http import failure, json_response
from tests.ui.connect.rig import ACME, PLAIN, TOKEN, come_back, grant, page, pick, shown, wizard, write
from tests.ui.connect.scenes import device, failed, failed_settings, no_browser, waiting
from tests.ui.stage import Stage


def test_counts_down_while_waiting(stage: Stage) -> None:
    """Every wait says how long it lasts at most."""
    made = waiting(stage)
    assert shown(made, "waiting_left") == "Waiting for 4:12 more"


def test_open_again_and_copy_the_link(stage: Stage) -> None:
    """The sign-in page can be had again, here or by link."""
    made = wizard(stage)
    pick(stage, made, PLAIN)
    stage.click(made, "open_again_button")
    assert len(stage.browser.opened) == 2
    assert stage.browser.opened[0] == stage.browser.opened[1]
    stage.click(made, "copy_link_button")
    assert QApplication.clipboard().text() == stage.browser.opened[0]


def test_a_browser_that_does_not_start_is_told(stage: Stage) -> None:
    """Without a browser the link can still be copied, and the wait goes on."""
    made = no_browser(stage)
    assert shown(made, "waiting_title") == "Open the link yourself"
    stage.click(made, "open_again_button")
    assert "No browser could be started" in shown(made, "waiting_problem")


def test_a_pasted_address_ends_the_wait(stage: Stage) -> None:
    """Where the browser cannot come back, its address can be pasted; a wrong one is told and nothing is lost."""
    made = wizard(stage)
    pick(stage, made, PLAIN)
    write(stage, made, "paste_line", "http://127.0.0.1/callback?code=c&state=stranger")
    stage.click(made, "paste_continue")
    assert "not the address" in shown(made, "paste_problem")
    assert page(made) == "waiting_page"
    grant(stage)
    state = re.search(r"state=([^&]+)", stage.browser.opened[-1])
    assert state is not None
    write(stage, made, "paste_line", f"{stage.loopback.last.redirect_uri}?code=c&state={state[1]}")
    stage.click(made, "paste_continue")
    stage.settle()
    assert page(made) == "done_page"


def test_cancel_stops_listening_and_stores_nothing(stage: Stage) -> None:
    """C20: after Cancel nothing listens; the step before is shown with everything in it."""
    made = wizard(stage)
    pick(stage, made, ACME)
    stage.click(made, "permission_1")
    stage.click(made, "permissions_continue")
    stage.click(made, "cancel_sign_in_button")
    assert stage.loopback.last.closed
    assert stage.book.all() == []
    assert page(made) == "permissions_page"
    check = made.findChild(QAbstractButton, "permission_1")
    assert check is not None
    assert not check.isChecked()


def test_a_declined_sign_in_says_what_to_do(stage: Stage) -> None:
    """The page says what happened, that nothing is lost, and Try again works."""
    made = failed(stage)
    assert page(made) == "failure_page"
    assert shown(made, "failure_title") == "The sign-in was declined"
    assert "still here" in shown(made, "failure_lost")
    stage.click(made, "failure_retry")
    assert page(made) == "waiting_page"
    grant(stage)
    come_back(stage, code="c")
    assert page(made) == "done_page"


def test_a_refused_registration_leads_back_to_what_was_typed(stage: Stage) -> None:
    """What is wrong in the details is mended there: nothing has to be typed again."""
    made = failed_settings(stage)
    assert shown(made, "failure_title") == "Acme CRM refuses this program’s registration"
    stage.click(made, "failure_more")
    assert "invalid_client" in shown(made, "failure_said")
    assert "✗ Acme CRM refuses" in shown(made, "failure_said")
    stage.click(made, "failure_back")
    line = made.findChild(QLineEdit, "field_client_id")
    assert line is not None
    assert line.text() == "wrong"


def test_an_unreachable_service_lands_on_a_page(stage: Stage) -> None:
    """Even before the browser opens, a failure has a page, and Back leads to the choice."""
    made = wizard(stage)
    endpoints = Endpoints(device_authorization="https://acme.example/device", token=TOKEN)
    stage.http.reply("https://acme.example/device", failure(TransportFault.DNS, sent=False))
    pick(stage, made, replace(PLAIN, endpoints=endpoints))
    assert shown(made, "failure_title") == "Acme CRM cannot be reached: its address was not found"
    stage.click(made, "failure_back")
    assert page(made) == "choose_page"


def test_the_device_variant_shows_code_and_picture(stage: Stage) -> None:
    """C94: the code is shown with the service's name, to be typed elsewhere; polling ends on the done page."""
    made = device(stage)
    assert shown(made, "user_code") == "WDJB-MJHT"
    assert shown(made, "waiting_title") == "Enter this code at Acme CRM"
    code = made.findChild(QWidget, "qr_code")
    assert code is not None
    assert code.isVisible()
    stage.click(made, "copy_link_button")
    assert QApplication.clipboard().text() == "WDJB-MJHT"
    grant(stage)
    stage.advance(6)
    stage.settle()
    assert page(made) == "done_page"


def test_another_device_instead(stage: Stage) -> None:
    """Where the service has both ways, the person may change; the first sign-in lets go."""
    endpoints = replace(ACME.endpoints, device_authorization="https://acme.example/device")
    answer = {"device_code": "d", "user_code": "AB-CD", "verification_uri": "https://acme.example/go", "expires_in": 90}
    stage.http.reply("https://acme.example/device", json_response(answer))
    made = wizard(stage)
    pick(stage, made, replace(PLAIN, endpoints=endpoints))
    first = stage.loopback.last
    stage.click(made, "other_way_button")
    stage.settle()
    assert shown(made, "user_code") == "AB-CD"
    assert first.closed
