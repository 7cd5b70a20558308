"""A registration that the program made for itself, in the window."""

from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from tests.fakes.http import json_response
from tests.services.world import error
from tests.ui.connect.rig import come_back
from tests.ui.connections.registration_scenes import ends, forgotten, registered_window
from tests.ui.samples import DAY
from tests.ui.stage import Stage

REGISTER_URL = "https://google.example/register"
TOKEN_URL = "https://google.example/token"


def answer_anew(stage: Stage) -> None:
    """Let Google register the program, hand out tokens, and not tell who signed in."""
    stage.http.reply(REGISTER_URL, json_response({"client_id": "made-2", "token_endpoint_auth_method": "none"}, 201))
    stage.http.reply(TOKEN_URL, json_response({"access_token": "A9", "token_type": "Bearer", "expires_in": 3600}))
    stage.http.reply("https://google.example/userinfo", json_response({}, 404))


def button(within: QWidget, name: str) -> QAbstractButton:
    """Return a button that can be seen."""
    found = [each for each in within.findChildren(QAbstractButton, name) if each.isVisible()]
    assert len(found) == 1, name
    return found[0]


def words(within: QWidget, name: str) -> str:
    """Return what a label says, where it can be seen."""
    return " ".join(each.text() for each in within.findChildren(QLabel, name) if each.isVisible())


def test_the_page_tells_ahead(stage: Stage) -> None:
    """C84: three days before a registration ends the page says until when, and what to do."""
    made = ends(stage)
    assert "This program is registered with Google until" in words(made, "state_text")
    assert "Sign in again before" in words(made, "state_chip_0")


def test_one_button_registers_again(stage: Stage) -> None:
    """C84: a forgotten registration is made anew by one sign-in; the connection stays the same."""
    made = forgotten(stage)
    assert words(made, "state_title") == "Register again"
    answer_anew(stage)
    stage.act(button(made, "state_action").click)
    come_back(stage, code="c")
    [request] = stage.http.sent_to(TOKEN_URL)
    assert b"client_id=made-2" in (request.body or b"")
    assert words(made, "state_title").startswith("Connected")


def test_an_exchange_that_is_refused_offers_to_register(stage: Stage) -> None:
    """C84: where the service says so only after the browser, the dialog asks, and nothing is lost."""
    made = registered_window(stage, lasts=90 * DAY)
    stage.act(button(made, "sign_in_button").click)
    stage.http.reply(TOKEN_URL, error("invalid_client", 401))
    come_back(stage, code="c")
    assert words(made, "reconnect_trouble_title") == "Google does not know this program any more"
    again = button(made, "reconnect_sign_in")
    assert again.text() == again.accessibleName() == "Register again"
    answer_anew(stage)
    stage.act(again.click)
    come_back(stage, code="d")
    assert len(stage.http.sent_to(REGISTER_URL)) == 1
    assert words(made, "state_title").startswith("Connected")
