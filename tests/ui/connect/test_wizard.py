"""Connecting a service, as a person does it."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QWidget,
)

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Endpoints, Service
from oauth_desk.services.ports import TransportFault
from oauth_desk.ui.connect.service_model import ServiceModel
from oauth_desk.ui.connect.wizard import ConnectWizard
from tests.fakes.http import failure, json_response
from tests.ui.connect.rig import ACME, TOKEN, come_back, grant, shown, wizard, write
from tests.ui.connect.scenes import device, done, failed, failed_settings, no_browser, permissions, preparing, waiting
from tests.ui.stage import Stage

PLAIN = replace(ACME, scopes=())
FORBIDDEN = re.compile(r"\b(oauth|tokens?|scopes?|grants?|granted|refresh(es|ed)?|callbacks?)\b", re.IGNORECASE)


def page(made: ConnectWizard) -> str:
    """Return which page is shown."""
    return made.pages.currentWidget().objectName()


def pick(stage: Stage, made: ConnectWizard, service: Service) -> None:
    """Choose a service that is not in the shipped catalogue."""
    stage.act(lambda: made.pages.choose.service_chosen.emit(service))


def asked(stage: Stage, parameter: str) -> str:
    """Return a parameter of the sign-in page that was opened last."""
    return parse_qs(urlsplit(stage.browser.opened[-1]).query)[parameter][0]


def test_the_way_from_a_card_to_a_connection(stage: Stage) -> None:
    """Choose, allow, sign in, done: the new connection has the account's name and the permissions that were left."""
    made = wizard(stage)
    ended: list[str] = []
    made.finished.connect(ended.append)
    pick(stage, made, ACME)
    assert (page(made), shown(made, "wizard_place")) == ("permissions_page", "Step 2 of 3")
    stage.click(made, "permission_1")
    stage.click(made, "permissions_continue")
    assert (page(made), shown(made, "wizard_place")) == ("waiting_page", "Step 3 of 3")
    assert asked(stage, "scope") == "contacts offline_access"
    grant(stage)
    come_back(stage, code="c")
    assert page(made) == "done_page"
    assert shown(made, "done_title") == "Acme CRM is connected"
    stage.click(made, "done_button")
    (connection,) = stage.book.all()
    assert ended == [connection.id]
    assert connection.scopes_asked == ("contacts", "offline_access")


def test_the_demo_needs_no_choice(stage: Stage) -> None:
    """The demo goes straight to waiting, with no step counted."""
    made = wizard(stage)
    stage.act(made.try_demo)
    assert stage.demo.running
    assert (page(made), shown(made, "wizard_place")) == ("waiting_page", "")
    assert stage.browser.opened[-1].startswith("http://127.0.0.1:9400/authorize")
    gone: list[int] = []
    made.cancelled.connect(lambda: gone.append(1))
    stage.click(made, "wizard_back")
    assert gone == [1]


def test_search_and_keyboard(stage: Stage) -> None:
    """Typing finds, the down key walks into the cards, Return chooses."""
    made = wizard(stage)
    search, grid = made.findChild(QLineEdit, "service_search"), made.findChild(QAbstractItemView, "service_grid")
    assert search is not None
    assert grid is not None
    assert made.focusWidget() is search
    stage.act(lambda: QTest.keyClicks(search, "git"))
    names = [grid.model().index(row, 0).data() for row in range(grid.model().rowCount())]
    assert names == ["GitHub", "GitLab"]
    stage.act(lambda: QTest.keyClick(search, Qt.Key.Key_Down))
    assert made.focusWidget() is grid
    stage.act(lambda: QTest.keyClick(grid, Qt.Key.Key_Right))
    stage.act(lambda: QTest.keyClick(grid, Qt.Key.Key_Return))
    assert shown(made, "details_title") == "Introduce this program to GitLab"


def test_return_in_the_search_takes_the_first(stage: Stage) -> None:
    """Who knows the name needs no arrows."""
    made = wizard(stage)
    write(stage, made, "service_search", "notion")
    stage.act(lambda: QTest.keyClick(made.focusWidget(), Qt.Key.Key_Return))
    assert shown(made, "details_title") == "Introduce this program to Notion"


def test_categories(stage: Stage) -> None:
    """A chip shows its category; a search that finds nothing there looks everywhere."""
    made = wizard(stage)
    stage.click(made, "category_code")
    grid = made.findChild(QAbstractItemView, "service_grid")
    assert grid is not None
    assert [grid.model().index(row, 0).data() for row in range(grid.model().rowCount())] == ["GitHub", "GitLab"]
    write(stage, made, "service_search", "spotify")
    assert grid.model().index(0, 0).data() == "Spotify"
    write(stage, made, "service_search", "quickbooks")
    assert "no service called “quickbooks”" in shown(made, "nothing_found")


def test_a_pasted_address_is_looked_at(stage: Stage) -> None:
    """An address leads to its service; one that leads nowhere is told beside the field, which keeps it."""
    made = wizard(stage)
    write(stage, made, "service_search", "login.northwind.example")
    issuer = "https://login.northwind.example"
    for name in ("openid-configuration", "oauth-authorization-server", "oauth-protected-resource"):
        stage.http.always(f"{issuer}/.well-known/{name}", failure(TransportFault.DNS, sent=False))
    stage.http.always(f"{issuer}/", failure(TransportFault.DNS, sent=False))
    stage.http.always(issuer, failure(TransportFault.DNS, sent=False))
    stage.click(made, "connect_address")
    stage.settle()
    assert page(made) == "choose_page"
    assert "cannot be reached" in shown(made, "choose_banner_title")
    document = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "registration_endpoint": f"{issuer}/register",
        "scopes_supported": ["openid", "offline_access"],
        "response_types_supported": ["code"],
    }
    stage.http.always(f"{issuer}/.well-known/openid-configuration", json_response(document))
    stage.http.always(f"{issuer}/.well-known/oauth-authorization-server", json_response(document))
    stage.click(made, "connect_address")
    stage.settle()
    assert page(made) == "permissions_page"
    assert shown(made, "permissions_title").endswith("login.northwind.example?")


def test_a_service_file(stage: Stage, tmp_path: Path) -> None:
    """A file opens its service; a file with a mistake is told with the line."""
    made = wizard(stage)
    bad, good = tmp_path / "bad.toml", tmp_path / "good.toml"
    bad.write_text('format = 1\n[service]\nid = "x"\nname = "X"\ncolour = "red"\n')
    good.write_text(
        'format = 1\n[service]\nid = "x"\nname = "Northwind"\n'
        'authorization_endpoint = "https://x.example/a"\ntoken_endpoint = "https://x.example/t"\n'
        '[client]\nclient_id = "desk"\n[scopes]\ndefault = ["read"]\n'
    )
    for path in (bad, good):
        stage.click(made, "open_file_button")
        dialog = made.findChild(QFileDialog)
        assert dialog is not None
        stage.act(lambda dialog=dialog, path=path: dialog.fileSelected.emit(str(path)))
        stage.act(dialog.reject)
        if path is bad:
            assert "bad.toml is not a service profile" in shown(made, "choose_banner_title")
    assert shown(made, "permissions_title") == "What may this connection do at Northwind?"


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


def test_escape_goes_back(stage: Stage) -> None:
    """Escape undoes one step, and leaves the wizard from the first."""
    made = wizard(stage)
    gone: list[int] = []
    made.cancelled.connect(lambda: gone.append(1))
    pick(stage, made, ACME)
    stage.act(lambda: QTest.keyClick(made.focusWidget(), Qt.Key.Key_Escape))
    assert page(made) == "choose_page"
    stage.act(lambda: QTest.keyClick(made.focusWidget(), Qt.Key.Key_Escape))
    assert gone == [1]


def test_what_was_not_allowed_is_told_at_the_end(stage: Stage) -> None:
    """C50: fewer permissions than asked for are no error, and no secret."""
    made = done(stage)
    assert shown(made, "done_account") == "ana.petrova@acme.example"
    assert "Read and change your calendar" in shown(made, "done_missing")


def test_no_secret_in_the_person_s_sight(stage: Stage) -> None:
    """A client secret that a profile holds is in no label and no field."""
    made = wizard(stage)
    secret = replace(ACME, client=Client("desk", Secret("canary-secret")))
    pick(stage, made, secret)
    assert "canary" not in " ".join(label.text() for label in made.findChildren(QLabel))


@pytest.mark.parametrize("scene", [permissions, waiting, no_browser, preparing, device, failed, failed_settings, done])
def test_no_jargon_on_pages_for_people(stage: Stage, scene: Callable[[Stage], QWidget]) -> None:
    """No page but the developers' fields says OAuth, token, scope, grant, refresh or callback."""
    made = scene(stage)
    seen = [label.text() for label in made.findChildren(QLabel) if label.isVisible()]
    seen += [button.text() for button in made.findChildren(QAbstractButton) if button.isVisible()]
    assert [text for text in seen if FORBIDDEN.search(text)] == []


def test_no_jargon_on_the_first_page(stage: Stage) -> None:
    """The first page is for everybody."""
    made = wizard(stage)
    seen = [label.text() for label in made.findChildren(QLabel) if label.isVisible()]
    seen += [button.text() for button in made.findChildren(QAbstractButton) if button.isVisible()]
    assert [text for text in seen if FORBIDDEN.search(text)] == []


@pytest.mark.parametrize("scene", [wizard, permissions, waiting, device, failed, done])
def test_every_control_has_a_name_for_tests_and_for_screen_readers(
    stage: Stage, scene: Callable[[Stage], QWidget]
) -> None:
    """Buttons, fields and lists say what they are."""
    made = scene(stage)
    controls: list[QWidget] = []
    for kind in (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView):
        controls += [widget for widget in made.findChildren(kind) if widget.isVisible()]
    # Qt makes the cross inside a search field by itself.
    own = [widget for widget in controls if not isinstance(widget.parent(), QLineEdit)]
    assert [widget for widget in own if not widget.objectName() or not widget.accessibleName()] == []


def test_the_model_keeps_qt_s_rules(stage: Stage) -> None:
    """The list of services can be changed at any time."""
    model = ServiceModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.show([ACME, PLAIN])
    assert model.rowCount() == 2
    assert model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Acme CRM, Contacts, deals"
    model.show([])
    assert model.rowCount() == 0
