"""The wizard at services that nobody signs in to."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QWidget

from oauth_desk.domain.grant import Exchange, Grant, Source
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Endpoints
from oauth_desk.services.key_files import key_file_service
from oauth_desk.ui.connect.draft import Draft
from oauth_desk.ui.connect.permissions_page import PermissionsPage
from tests.fakes.http import form_of, json_response
from tests.protocol.google_file import key_file
from tests.protocol.keys import pem, private_key
from tests.ui import samples
from tests.ui.connect import own_scenes as scenes
from tests.ui.connect.rig import choose_proof, grant, page, shown, write
from tests.ui.connect.test_wizard import FORBIDDEN
from tests.ui.stage import Stage

ROBOT_TOKEN = "https://robot.example/token"
THROUGH_TOKEN = "https://through.example/token"


def test_a_secret_is_all_it_takes(stage: Stage) -> None:
    """RFC 6749 §4.4: id and secret, what it may do, and it is connected: no browser, nobody is waited for."""
    made = scenes.at(stage, scenes.ROBOT)
    assert made.findChild(QLineEdit, "redirect_line").isVisible() is False
    write(stage, made, "field_client_id", "robot-7")
    write(stage, made, "field_client_secret", "canary-secret")
    stage.click(made, "details_continue")
    assert page(made) == "permissions_page"
    assert "browser" not in shown(made, "permissions_text")
    grant(stage, token=ROBOT_TOKEN, refresh_token=None)
    stage.click(made, "permissions_continue")
    assert page(made) == "done_page"
    assert "browser" not in shown(made, "done_text")
    (connection,) = stage.book.all()
    assert connection.service.grant is Grant.CLIENT_CREDENTIALS
    assert connection.service.client.client_secret == Secret("canary-secret")
    assert (stage.browser.opened, stage.loopback.listeners) == ([], [])
    assert form_of(stage.http.sent_to(ROBOT_TOKEN)[0])["scope"] == "reports.read"


def test_a_secret_is_needed(stage: Stage) -> None:
    """Who proves nothing is given nothing; a key instead of the secret will do."""
    issuer = "https://robot.example"
    for name in ("openid-configuration", "oauth-authorization-server"):
        told = {"issuer": issuer, "token_endpoint": ROBOT_TOKEN}
        stage.http.always(f"{issuer}/.well-known/{name}", json_response(told))
    made = scenes.at(stage, replace(scenes.ROBOT, issuer=issuer))
    write(stage, made, "field_client_id", "robot-7")
    stage.click(made, "details_continue")
    assert page(made) == "details_page"
    assert "client secret" in shown(made, "field_client_secret_hint")
    choose_proof(stage, made, 4)
    write(stage, made, "field_key_file", "/keys/robot.pem")
    stage.files.files[Path("/keys/robot.pem")] = pem(private_key("EC"))
    stage.click(made, "details_continue")
    grant(stage, token=ROBOT_TOKEN, refresh_token=None)
    stage.click(made, "permissions_continue")
    stage.until(lambda: page(made) == "done_page")
    assert stage.book.all()[0].service.client.auth_method is AuthMethod.PRIVATE_KEY_JWT


def test_a_profile_that_says_everything_connects_at_once(stage: Stage) -> None:
    """With nothing to ask and nothing to tick, choosing the service is all there is."""
    grant(stage, token=ROBOT_TOKEN, refresh_token=None)
    whole = replace(scenes.ROBOT.client, client_id="robot-7", client_secret=Secret("s"))
    made = scenes.at(stage, replace(scenes.ROBOT, client=whole, scopes=()))
    assert page(made) == "done_page"


def test_a_key_is_chosen_as_a_file(stage: Stage) -> None:
    """RFC 7523: a sealed key with its passphrase and its name, on behalf of somebody."""
    made = scenes.key(stage)
    stage.files.files[Path("/keys/robot.pem")] = pem(private_key("EC"), "pass phrase")
    write(stage, made, "field_own_key_file", "/keys/robot.pem")
    write(stage, made, "field_own_subject", "ana@example.com")
    grant(stage, token=ROBOT_TOKEN, refresh_token=None)
    stage.click(made, "details_continue")
    stage.until(lambda: page(made) == "failure_page")
    assert "passphrase" in shown(made, "failure_advice")
    stage.click(made, "failure_back")
    assert page(made) == "details_page"
    write(stage, made, "field_own_key_passphrase", "pass phrase")
    write(stage, made, "field_own_key_id", "k1")
    stage.click(made, "details_continue")
    stage.until(lambda: page(made) == "done_page")
    (connection,) = stage.book.all()
    assert connection.account.label == "ana@example.com"
    assert connection.service.assertion.signing_key_id == "k1"


def test_a_key_has_to_be_chosen(stage: Stage) -> None:
    """The one thing that is missing is told at its field; the rest may stay empty."""
    made = scenes.key_narrow(stage)
    assert shown(made, "field_own_key_file_hint") == "Choose the file with the key."
    assert page(made) == "details_page"


def test_another_connection_is_chosen(stage: Stage) -> None:
    """RFC 8693: the wizard offers the connections there are; the new one belongs to whoever that is."""
    made = scenes.through(stage)
    offered = made.findChild(QComboBox, "field_source")
    names = [offered.itemText(number) for number in range(offered.count())]
    assert names == sorted(names, key=str.casefold)
    assert "Google" in names
    assert offered.currentIndex() == -1, "nothing is chosen for anybody"
    stage.click(made, "details_continue")
    assert shown(made, "field_source_hint") == "Choose the connection to go through."
    scenes.choose_source(made, "Google")
    grant(stage, token=THROUGH_TOKEN, refresh_token=None, issued_token_type=Exchange().subject_token_type)
    stage.click(made, "details_continue")
    assert page(made) == "done_page"
    new = stage.book.named("Warehouse")
    assert new is not None
    assert new.source == Source("id-google-google", "Google")
    assert new.account.label == "ana.petrova@gmail.com"


def test_the_profiles_own_wish_is_chosen_first(stage: Stage) -> None:
    """A profile that names a connection has it chosen where it exists, and says so where it does not."""
    stage.open(samples.drawn(stage.now))
    made = scenes.at(stage, replace(scenes.THROUGH, exchange=Exchange("Slack")))
    assert made.findChild(QComboBox, "field_source").currentText() == "Slack"
    stage.act(lambda: made.pages.choose.service_chosen.emit(replace(scenes.THROUGH, exchange=Exchange("Nobody"))))
    assert "“Nobody” is not connected here" in shown(made, "field_source_hint")


def test_nothing_to_go_through_is_explained(stage: Stage) -> None:
    """With an empty list the hint says what to do first, also after going on."""
    made = scenes.through_nothing(stage)
    assert "Connect the service that you sign in to first" in shown(made, "field_source_hint")


def test_what_was_chosen_stays(stage: Stage) -> None:
    """Going back and on again loses no choice."""
    made = scenes.through(stage)
    scenes.choose_source(made, "Slack")
    stage.click(made, "wizard_back")
    stage.act(lambda: made.pages.choose.service_chosen.emit(scenes.THROUGH))
    assert made.findChild(QComboBox, "field_source").currentText() == "Slack"


def test_a_service_accounts_file(stage: Stage) -> None:
    """Google's file is opened like a service file; its key moves into the vault and nobody signs in."""
    made = scenes.done(stage)
    assert shown(made, "done_account").replace("\u200b", "") == "robot@acme-desk.iam.gserviceaccount.com"
    (connection,) = stage.book.all()
    assert connection.service.assertion.private_key is not None
    assert connection.scopes_asked == connection.service.scopes


def test_on_behalf_of_somebody(stage: Stage) -> None:
    """RFC 7523 §3: few want it, so it waits behind a link; what was typed goes into the statement, and stays."""
    made = scenes.permissions(stage)
    assert not made.findChild(QLineEdit, "field_on_behalf").isVisible()
    stage.click(made, "on_behalf_button")
    write(stage, made, "field_on_behalf", " ana@acme.example ")
    stage.http.reply(scenes.GOOGLE, json_response({"error": "invalid_grant"}, 400))
    stage.click(made, "permissions_continue")
    stage.until(lambda: page(made) == "failure_page")
    stage.click(made, "failure_back")
    assert made.findChild(QLineEdit, "field_on_behalf").isVisible()
    grant(stage, token=scenes.GOOGLE, refresh_token=None)
    stage.click(made, "permissions_continue")
    stage.until(lambda: page(made) == "done_page")
    assert shown(made, "done_account") == "ana@acme.example"
    assert stage.book.all()[0].service.assertion.subject == "ana@acme.example"


def test_nobody_is_stood_for_where_that_is_locked_or_means_nothing(stage: Stage) -> None:
    """The link is there for signed statements alone, unless an administrator has decided."""
    made = scenes.permissions(stage)
    locked = made.pages.permissions
    service = stage.run(key_file_service(Path("robot.json"), key_file()))
    for other in (
        replace(service, locked=("assertion.subject",)),
        replace(scenes.ROBOT, client=Client("r", Secret("s"))),
    ):
        stage.act(lambda other=other: made.pages.choose.service_chosen.emit(other))
        assert page(made) == "permissions_page"
        assert not locked.findChild(QAbstractButton, "on_behalf_button").isVisible()


def test_the_wait_tells_that_nobody_is_waited_for(stage: Stage) -> None:
    """No page speaks of a browser, no link can be copied and nothing pasted; it can be left."""
    made = scenes.preparing(stage)
    assert "nobody has to sign in" in shown(made, "waiting_text")
    for name in ("open_again_button", "copy_link_button", "paste_card", "qr_code"):
        assert not made.findChild(QWidget, name).isVisible(), name
    assert shown(made, "waiting_left") == ""
    stage.click(made, "cancel_sign_in_button")
    assert page(made) == "permissions_page"
    assert stage.book.all() == []


def test_without_permissions_nobody_is_told_to_sign_in(stage: Stage) -> None:
    """Where there is nothing to tick, the title says what the button does."""
    made = PermissionsPage(stage.theme)
    bare = replace(scenes.SIGNED, scope_meaning=())
    made.show_draft(Draft(bare))
    assert made.findChild(QLabel, "permissions_title").text() == "Connect Ledger"
    made.show_draft(Draft(replace(bare, grant=Grant.AUTHORIZATION_CODE)))
    assert made.findChild(QLabel, "permissions_title").text() == "Sign in to Ledger"


def test_a_refused_key_is_about_settings(stage: Stage) -> None:
    """C56: nothing is stored, the words are about the key, and going back is what is offered first."""
    made = scenes.failed(stage)
    assert shown(made, "failure_title") == "Google Cloud refuses the key"
    assert "sign in" not in shown(made, "failure_advice").lower()
    assert stage.book.all() == []


# --- every page ------------------------------------------------------------------------

PAGES = [
    scenes.secret,
    scenes.key_narrow,
    scenes.through,
    scenes.through_nothing,
    scenes.permissions,
    scenes.preparing,
    scenes.done,
    scenes.failed,
]


@pytest.mark.parametrize("scene", PAGES)
def test_the_words_are_plain(stage: Stage, scene: Callable[[Stage], QWidget]) -> None:
    """No page says OAuth, token, scope, grant, refresh or callback."""
    made = scene(stage)
    seen = [label.text() for label in made.findChildren(QLabel) if label.isVisible()]
    seen += [button.text() for button in made.findChildren(QAbstractButton) if button.isVisible()]
    assert [text for text in seen if FORBIDDEN.search(text)] == []


@pytest.mark.parametrize("scene", PAGES)
def test_every_control_has_its_names(stage: Stage, scene: Callable[[Stage], QWidget]) -> None:
    """Buttons, fields and lists say what they are."""
    made = scene(stage)
    controls: list[QWidget] = []
    for kind in (QAbstractButton, QLineEdit, QComboBox):
        controls += [widget for widget in made.findChildren(kind) if widget.isVisible()]
    own = [widget for widget in controls if not isinstance(widget.parent(), QLineEdit)]
    assert [widget for widget in own if not widget.objectName() or not widget.accessibleName()] == []


def test_the_list_is_used_with_the_keyboard(stage: Stage) -> None:
    """The first field has the keyboard, and arrows choose."""
    made = scenes.through(stage)
    offered = made.findChild(QComboBox, "field_source")
    assert made.focusWidget() is offered
    stage.act(lambda: QTest.keyClick(offered, Qt.Key.Key_Down))
    assert offered.currentIndex() == 0


def test_no_place_to_sign_in_is_named_where_nobody_does(stage: Stage) -> None:
    """C81: what a document tells of a sign-in page elsewhere means nothing here, and the page does not speak of it."""
    elsewhere = Endpoints(authorization="https://pages.elsewhere.example/authorize", token=ROBOT_TOKEN)
    made = scenes.at(stage, replace(scenes.ROBOT, endpoints=elsewhere, client=Client("r", Secret("s"))))
    assert page(made) == "permissions_page"
    assert not made.findChild(QWidget, "permissions_hosts").isVisible()
