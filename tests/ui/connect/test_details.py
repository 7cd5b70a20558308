"""What only the person knows about a service."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
)

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client
from oauth_desk.services.ports import TransportFault
from tests.fakes.http import failure, json_response
from tests.ui.connect.rig import ACME, asked, come_back, grant, page, pick, shown, wizard, write
from tests.ui.stage import Stage


def test_details_are_checked_and_kept(stage: Stage) -> None:
    """A missing field is told where it is; Back, and another service in between, lose nothing that was typed."""
    made = wizard(stage)
    stage.act(lambda: made.start("google"))
    assert shown(made, "wizard_place") == "Step 2 of 4"
    write(stage, made, "field_client_id", "1234.apps.example")
    stage.click(made, "details_continue")
    assert (
        shown(made, "field_client_secret_hint") == "This service wants a client secret too. Copy it from the same page."
    )
    write(stage, made, "field_client_secret", "canary-secret")
    stage.click(made, "wizard_back")
    assert page(made) == "choose_page"
    write(stage, made, "service_search", "gitlab")
    stage.act(lambda: QTest.keyClick(made.focusWidget(), Qt.Key.Key_Return))
    stage.click(made, "wizard_back")
    write(stage, made, "service_search", "google")
    stage.act(lambda: QTest.keyClick(made.focusWidget(), Qt.Key.Key_Return))
    line, secret = made.findChild(QLineEdit, "field_client_id"), made.findChild(QLineEdit, "field_client_secret")
    assert line is not None
    assert secret is not None
    assert (line.text(), secret.text()) == ("1234.apps.example", "canary-secret")
    assert secret.echoMode() is QLineEdit.EchoMode.Password
    stage.click(made, "details_continue")
    assert shown(made, "wizard_place") == "Step 3 of 4"
    for name in ("openid-configuration", "oauth-authorization-server"):
        stage.http.always(f"https://accounts.google.com/.well-known/{name}", failure(TransportFault.DNS, sent=False))
    stage.click(made, "permissions_continue")
    stage.settle()
    assert asked(stage, "client_id") == "1234.apps.example"
    assert "canary" not in stage.browser.opened[-1]


def test_what_is_wrong_is_scrolled_into_sight(stage: Stage) -> None:
    """In a window too low for the page the sentence about the field is seen, not the field alone."""
    made = wizard(stage)
    made.resize(700, 420)
    stage.act(lambda: made.start("google"))
    write(stage, made, "field_client_id", "1234.apps.example")
    stage.click(made, "details_continue")
    stage.settle()
    hint = made.findChild(QLabel, "field_client_secret_hint")
    assert hint is not None
    assert hint.visibleRegion().boundingRect().height() == hint.height()


def test_the_redirect_address_is_copied(stage: Stage) -> None:
    """The address to register goes to the clipboard, and the button says so."""
    made = wizard(stage)
    stage.act(lambda: made.start("gitlab"))
    stage.click(made, "copy_redirect_button")
    assert QApplication.clipboard().text() == "http://127.0.0.1/callback"
    button = made.findChild(QAbstractButton, "copy_redirect_button")
    assert button is not None
    assert button.text() == "Copied"


def test_any_other_service_by_hand(stage: Stage) -> None:
    """Two addresses and a client are enough for a service that nobody wrote a profile for."""
    made = wizard(stage)
    stage.click(made, "other_service_button")
    for name, text in (
        ("field_authorization", "https://a.example/authorize"),
        ("field_token", "https://a.example/token"),
        ("field_client_id", "mine"),
        ("field_scopes", "read write"),
    ):
        write(stage, made, name, text)
    stage.click(made, "details_continue")
    assert page(made) == "waiting_page"
    assert asked(stage, "scope") == "read write"
    grant(stage, token="https://a.example/token")
    come_back(stage, code="c")
    assert shown(made, "done_title") == "a.example is connected"


def test_a_provider_by_its_address(stage: Stage) -> None:
    """One address is enough where the provider tells the rest; without registration it asks for a client there."""
    made = wizard(stage)
    stage.click(made, "other_service_button")
    made.pages.details.way_chosen.emit("openid") if False else stage.act(
        lambda: made.pages.details.way_chosen.emit("openid")
    )
    issuer = "https://login.example"
    document = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "scopes_supported": ["openid", "email"],
    }
    for name in ("openid-configuration", "oauth-authorization-server"):
        stage.http.always(f"{issuer}/.well-known/{name}", json_response(document))
    write(stage, made, "field_issuer", issuer)
    stage.click(made, "details_continue")
    stage.settle()
    assert "does not register programs by itself" in shown(made, "field_client_id_hint")
    write(stage, made, "field_client_id", "mine")
    stage.click(made, "details_continue")
    stage.settle()
    assert page(made) == "permissions_page"
    stage.click(made, "permissions_continue")
    assert stage.browser.opened[-1].startswith(f"{issuer}/authorize?")
    assert asked(stage, "client_id") == "mine"


def test_no_secret_in_the_person_s_sight(stage: Stage) -> None:
    """A client secret that a profile holds is in no label and no field."""
    made = wizard(stage)
    secret = replace(ACME, client=Client("desk", Secret("canary-secret")))
    pick(stage, made, secret)
    assert "canary" not in " ".join(label.text() for label in made.findChildren(QLabel))


def test_a_client_id_that_is_known_stands_in_its_field(stage: Stage) -> None:
    """Where only the secret is missing, as in a colleague's file, only that is to be typed."""
    made = wizard(stage)
    pick(stage, made, replace(ACME, client_secret_needed=True, client=Client("desk-123")))
    line = made.findChild(QLineEdit, "field_client_id")
    assert line is not None
    assert line.text() == "desk-123"
    write(stage, made, "field_client_secret", "canary-secret")
    stage.click(made, "details_continue")
    assert page(made) == "permissions_page"
