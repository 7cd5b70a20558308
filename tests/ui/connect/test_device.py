"""Signing in with a code on another device, in the window."""

from dataclasses import replace

import pytest
import segno
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from oauth_desk.domain.service import Endpoints
from oauth_desk.services.ports import TransportFault
from tests.fakes.http import failure, form_of, json_response
from tests.ui import samples
from tests.ui.connect.rig import TOKEN, grant, page, shown
from tests.ui.connect.scenes import device
from tests.ui.stage import Stage
from tests.ui.window_scenes import window

ADDRESS = "https://acme.example/activate?user_code=WDJB-MJHT"
PENDING = json_response({"error": "authorization_pending"}, 400)
SLOW_DOWN = json_response({"error": "slow_down"}, 400)
TIMEOUT = failure(TransportFault.TIMEOUT, sent=True)


def polls(stage: Stage, seconds: float) -> int:
    """Let time pass and count the polls."""
    before = len(stage.http.sent_to(TOKEN))
    stage.advance(seconds)
    return len(stage.http.sent_to(TOKEN)) - before


def test_the_window_keeps_the_services_pace(stage: Stage) -> None:
    """C93: five seconds, ten for good after slow_down, twice that after a timeout; the code is shown all the while."""
    made = device(stage)
    stage.http.reply(TOKEN, PENDING, SLOW_DOWN, PENDING, PENDING, TIMEOUT, PENDING)
    assert [polls(stage, 5), polls(stage, 5)] == [1, 1]
    assert [polls(stage, 9.9), polls(stage, 0.1), polls(stage, 10)] == [0, 1, 1]
    assert polls(stage, 10) == 1, "this one gets no answer"
    assert [polls(stage, 19.9), polls(stage, 0.1)] == [0, 1]
    assert shown(made, "user_code") == "WDJB-MJHT"
    assert page(made) == "waiting_page"
    grant(stage)
    stage.advance(20)
    stage.settle()
    assert page(made) == "done_page"
    assert {form_of(request)["device_code"] for request in stage.http.sent_to(TOKEN)} == {"d"}


@pytest.mark.parametrize(
    ("answer", "title"),
    [("access_denied", "The sign-in was declined"), ("expired_token", "The sign-in was not finished within")],
)
def test_a_final_no_is_told(stage: Stage, answer: str, title: str) -> None:
    """C93: the polling ends with words and a way to begin anew; nothing is stored."""
    made = device(stage)
    stage.http.reply(TOKEN, json_response({"error": answer}, 400))
    stage.advance(6)
    stage.settle()
    assert shown(made, "failure_title").startswith(title)
    assert stage.book.all() == []
    assert polls(stage, 60) == 0


def modules(code: QWidget) -> list[list[bool]]:
    """Return the dark modules of the picture as it is painted, without its quiet zone."""
    image = code.grab().toImage()
    rows = [bytes(row) for row in segno.make(ADDRESS, error="m", micro=False).matrix]
    count = len(rows)
    ratio = image.width() / code.width()
    module = min(code.width(), code.height()) // (count + 8)
    start = (code.width() - module * count) // 2

    def dark(x: int, y: int) -> bool:
        place = [int((start + (number + 0.5) * module) * ratio) for number in (x, y)]
        return QColor(image.pixel(*place)).lightness() < 128

    return [[dark(x, y) for x in range(count)] for y in range(count)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_picture_is_the_address(stage: Stage, scheme: str) -> None:
    """RFC 8628 §3.3.1: the whole address with the code in it, dark on light in both schemes, as cameras expect."""
    stage.act(lambda: stage.theme.force(scheme))
    made = device(stage)
    code = made.findChild(QWidget, "qr_code")
    assert code is not None
    expected = [[bool(value) for value in bytes(row)] for row in segno.make(ADDRESS, error="m", micro=False).matrix]
    assert modules(code) == expected
    assert QColor(code.grab().toImage().pixel(12, 40)).lightness() > 200, "a quiet zone is around it"


def test_signing_in_again_with_a_code(stage: Stage) -> None:
    """The dialog for a connection that ended shows code and picture as well, and goes on when the other one is done."""
    acme = replace(
        samples.HUBSPOT,
        issuer=None,
        endpoints=Endpoints(device_authorization="https://acme.example/device", token=TOKEN),
    )
    ended = next(each for each in samples.drawn(stage.now) if each.service.id == "hubspot")
    stage.open([replace(ended, service=acme)])
    answer = {"device_code": "d", "user_code": "AB-CD", "verification_uri": ADDRESS, "expires_in": 90}
    stage.http.reply("https://acme.example/device", json_response(answer))
    made = window(stage)
    stage.act(lambda: made.sign_in_again(ended.id))
    sheet = made.findChild(QWidget, "reconnect_dialog")
    assert sheet is not None
    assert sheet.findChild(QLabel, "user_code").text() == "AB-CD"
    assert sheet.findChild(QWidget, "qr_code").isVisible()
    grant(stage)
    stage.advance(6)
    stage.settle()
    assert stage.book.require(ended.id).generation == ended.generation + 1
    QApplication.clipboard().clear()
