"""Each way a sign-in can end: a page that says what to do, and buttons that do it."""

import ast
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

import oauth_desk.services
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.grant import Assertion, Grant
from oauth_desk.domain.service import Client, Service
from oauth_desk.protocol.client_auth import UnusableClient
from oauth_desk.protocol.token_endpoint import TokenError
from oauth_desk.services import (
    answers,
    authorization_address,
    faults,
    overrides,
    own_refusals,
    registration_words,
    sign_in_session,
    sign_in_words,
    sources,
    vault_words,
)
from oauth_desk.services.ports import TransportError, TransportFault, VaultError, VaultFault
from oauth_desk.ui.connect.detail import Detail
from oauth_desk.ui.connect.steps import Step
from oauth_desk.ui.connect.way_out import way_out
from oauth_desk.ui.connect.wizard import ConnectWizard
from tests.fakes.http import json_response
from tests.ui.connect.asking_scenes import LANDING, READY, at
from tests.ui.connect.own_scenes import SIGNED
from tests.ui.connect.rig import ACME, come_back, page, pick, shown, wizard, write
from tests.ui.connect.test_wizard import FORBIDDEN
from tests.ui.stage import Stage

ALL: Final = tuple(Step)
SHORT: Final = (Step.CHOOSE, Step.WAITING)
NEEDY: Final = replace(
    ACME, client=Client(), developer_console_url="https://acme.example/apps", scopes=("contacts", "calendar")
)
SETTINGS, PERMISSIONS, OTHER = "Back to the settings", "Back to the permissions", "Choose another service"
AGAIN: Final = "Try again"


@dataclass(frozen=True)
class Case:
    """An end of a sign-in, the button that most want, and the field that it leads to."""

    error: DeskError
    button: str
    field: str = ""


def refused(code: str) -> DeskError:
    """Return what a service's error makes at the exchange."""
    return faults.exchange_refused(ACME, TokenError(code, "Some words.", 400))


def transport(fault: TransportFault) -> DeskError:
    """Return what a call that failed makes."""
    return faults.unreachable(ACME, TransportError(fault, "what was seen", sent=False))


def made(code: str, **changes: str) -> DeskError:
    """Return an error that no public function makes."""
    return DeskError(code, "It did not work.", **changes)  # type: ignore[arg-type]


REGISTERED: Final = replace(ACME, client=Client("made", registered_dynamically=True))
CASES: Final = [
    Case(refused("invalid_client"), SETTINGS, "field_client_id"),
    Case(refused("incorrect_client_credentials"), SETTINGS, "field_client_id"),
    Case(refused("unauthorized_client"), SETTINGS, "field_client_id"),
    Case(refused("redirect_uri_mismatch"), SETTINGS, "field_client_id"),
    Case(refused("invalid_scope"), PERMISSIONS),
    Case(faults.sign_in_declined(ACME, "invalid_scope", ""), PERMISSIONS),
    Case(own_refusals.access_refused(ACME, TokenError("invalid_scope", "", 400)), PERMISSIONS),
    Case(refused("invalid_grant"), AGAIN),
    Case(refused("server_error"), AGAIN),
    Case(faults.sign_in_declined(ACME, "access_denied", ""), AGAIN),
    Case(faults.sign_in_declined(ACME, "temporarily_unavailable", ""), AGAIN),
    Case(faults.unusable_client(ACME, UnusableClient("no key")), SETTINGS, "field_client_id"),
    Case(registration_words.forgotten(REGISTERED, ""), "Register again"),
    Case(registration_words.too_narrow(REGISTERED, ""), "Register again"),
    *(
        Case(transport(fault), AGAIN)
        for fault in TransportFault
        if fault not in (TransportFault.NOT_PUBLIC, TransportFault.BAD_REQUEST, TransportFault.CERTIFICATE)
    ),
    Case(transport(TransportFault.NOT_PUBLIC), OTHER),
    Case(transport(TransportFault.BAD_REQUEST), OTHER),
    Case(transport(TransportFault.CERTIFICATE), SETTINGS, "field_client_id"),
    Case(authorization_address.unsafe_address(ACME, ValueError("is not https")), OTHER),  # type: ignore[arg-type]
    Case(sign_in_words.port_taken(27182, "http://127.0.0.1:27182/callback"), AGAIN),
    Case(sign_in_words.cannot_listen("http://127.0.0.1:1/x", OSError(13, "denied")), AGAIN),
    Case(sign_in_words.no_device_flow(ACME), "Use this computer’s browser"),
    Case(sign_in_session.timed_out(300), AGAIN),
    Case(answers.locked_field(ACME, "client.client_id"), OTHER),
    Case(answers._bad_answer(READY, answers.BadAnswer(READY.questions[0], "is not answered")), SETTINGS),
    Case(answers._no_such_question(ACME, "realm"), OTHER),
    Case(own_refusals.proof_needed(SIGNED), SETTINGS, "field_client_id"),
    Case(own_refusals.key_refused(SIGNED, "no such key"), SETTINGS),
    Case(own_refusals.clock_refused(SIGNED, "an hour", ""), AGAIN),
    Case(own_refusals.source_refused(ACME, "Staff", ""), SETTINGS),
    Case(sources.no_source(ACME), SETTINGS),
    Case(sources.gone("Staff"), SETTINGS),
    Case(sources.circle("Staff"), SETTINGS),
    Case(made("source_empty", advice="Go through another one."), SETTINGS),
    Case(overrides._no_subject(ACME), OTHER),
    Case(made("bad_client_id", advice="Copy it once more."), SETTINGS, "field_client_id"),
    Case(made("bad_redirect_uri"), SETTINGS),
    Case(made("client_needed", advice="Enter it."), SETTINGS, "field_client_id"),
    Case(made("registration_failed", advice="Register it by hand."), SETTINGS, "field_client_id"),
    Case(made("client_document", advice="Ask whoever keeps it."), OTHER),
    Case(made("no_endpoints"), OTHER),
    Case(made("bad_client_file", advice="Check the file."), SETTINGS),
    Case(made("passphrase_for_key_needed", advice="Give its passphrase, too."), SETTINGS),
    Case(made("certificate_ended", advice="Get a new one."), SETTINGS),
    Case(made("bad_callback", advice="Try again."), AGAIN),
    Case(made("identity_not_proven", advice="Try again."), AGAIN),
    Case(made("exchange_failed"), AGAIN),
    Case(made("bad_key", advice="Copy it once more."), SETTINGS),
    Case(made("key_over", advice="Make a new one."), SETTINGS),
    Case(made("demo_not_started", advice="Try again."), AGAIN),
    Case(made("unexpected", advice="Try again."), AGAIN),
    *(Case(vault_words.vault_trouble(VaultError(fault, "what was seen")), AGAIN) for fault in VaultFault),
]
MODULES: Final = (
    *("answers", "authorization_address", "client_document", "client_files", "client_registration", "code_way"),
    *("device_way", "discovery", "enrolment", "faults", "own_refusals", "overrides", "registration_words"),
    *("sign_in_session", "sign_in_words", "sources", "who", "api_keys"),
)
"""Where sign-ins and keys end."""
NO_END: Final = {
    "bad_paste": "told at the field, and the wait goes on",
    "no_browser": "told on the page, and the wait goes on",
    "sign_in_first": "told on the page, and the wait goes on",
    "cancelled": "the person's own wish, with no page",
    "wrong_account": "signing in again, and replacing a key: told there",
    "no_key": "replacing a key",
    "no_key_before": "replacing a key",
    "same_key": "replacing a key",
}


def codes_of(module: str) -> set[str]:
    """Return the codes of the errors that a module makes."""
    source = (Path(oauth_desk.services.__file__).parent / f"{module}.py").read_text(encoding="utf-8")
    made_here = set()
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call) or not call.args:
            continue
        name = ast.unparse(call.func)
        if name in ("DeskError", "super().__init__"):
            made_here |= {each.value for each in ast.walk(call.args[0]) if isinstance(each, ast.Constant)}
    return {code for code in made_here if isinstance(code, str)}


def failed(stage: Stage, error: DeskError) -> ConnectWizard:
    """Show the wizard after a sign-in at a service with every step ended so."""
    made_by = at(stage, NEEDY)
    write(stage, made_by, "field_client_id", "mine")
    stage.click(made_by, "details_continue")
    stage.click(made_by, "permissions_continue")
    stage.act(lambda: made_by._flow.failed.emit(error))
    return made_by


def primary(made_by: QWidget) -> QAbstractButton:
    """Return the button that stands out."""
    focused = made_by.window().focusWidget()
    assert isinstance(focused, QAbstractButton)
    return focused


def test_no_end_of_a_sign_in_is_forgotten() -> None:
    """Every code that is made where sign-ins end has a case here, or a reason why it ends none."""
    known = {case.error.code for case in CASES} | set(NO_END)
    assert {code for module in MODULES for code in codes_of(module)} - known == set()


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case.error.code}-{case.error.said or case.error.title[:24]}"
)
def test_each_end_says_what_to_do_and_has_a_button_that_does_it(stage: Stage, case: Case) -> None:
    """Title, plain words and a remedy; the button that most want has the keyboard and leads where it says."""
    made_by = failed(stage, case.error)
    assert page(made_by) == "failure_page"
    assert shown(made_by, "failure_title")
    assert shown(made_by, "failure_lost")
    assert shown(made_by, "failure_advice")
    words = [label.text() for label in made_by.findChildren(QLabel) if label.isVisible()]
    assert [text for text in words if FORBIDDEN.search(text)] == []
    button = primary(made_by)
    assert button.text() == case.button
    assert button.accessibleName() == case.button
    opened = len(stage.browser.opened)
    stage.click(made_by, button.objectName())
    stage.settle()
    places = {SETTINGS: "details_page", PERMISSIONS: "permissions_page", OTHER: "choose_page"}
    assert page(made_by) == places.get(case.button, "waiting_page")
    assert len(stage.browser.opened) == opened + (case.button not in places)
    if case.field:
        line = made_by.findChild(QLineEdit, case.field)
        assert line is not None
        assert line.hasFocus()
        assert line.text() == "mine"


def test_what_was_ticked_is_still_so_where_permissions_were_refused(stage: Stage) -> None:
    """The page of permissions stands as it was left: only what the service does not allow is to be unticked."""
    made_by = wizard(stage)
    pick(stage, made_by, ACME)
    stage.click(made_by, "permission_1")
    stage.click(made_by, "permissions_continue")
    come_back(stage, error="invalid_scope", error_description="calendar is not allowed")
    assert shown(made_by, "failure_title") == "Acme CRM does not allow one of the permissions asked for"
    stage.click(made_by, "failure_back")
    ticks = [made_by.findChild(QAbstractButton, f"permission_{number}") for number in range(3)]
    assert [tick is not None and tick.isChecked() for tick in ticks] == [True, False, True]


class Pages(QObject):
    """Takes the pages that are opened in place of a browser."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        """Take one."""
        self.opened.append(url.toString())


def test_the_page_of_the_service_is_one_click_away(stage: Stage) -> None:
    """Where the registration does not fit, the service's own page is opened from there; elsewhere it is not offered."""
    pages = Pages()
    QDesktopServices.setUrlHandler("https", pages, "take")
    made_by = failed(stage, refused("invalid_client"))
    stage.click(made_by, "failure_open_page")
    QDesktopServices.unsetUrlHandler("https")
    assert pages.opened == ["https://acme.example/apps"]
    stage.act(lambda: made_by._flow.failed.emit(refused("server_error")))
    button = made_by.findChild(QAbstractButton, "failure_open_page")
    assert button is not None
    assert not button.isVisible()


def test_a_service_that_hands_no_registration_out_is_registered_by_hand(stage: Stage) -> None:
    """Though nothing was missing, the settings are asked for then, and what is typed there is used."""
    endpoints = replace(ACME.endpoints, registration="https://acme.example/register")
    stage.http.reply("https://acme.example/register", json_response({"error": "access_denied"}, 403))
    made_by = wizard(stage)
    pick(stage, made_by, replace(ACME, client=Client(), scopes=(), endpoints=endpoints))
    assert shown(made_by, "failure_title") == "Acme CRM did not register this program"
    assert primary(made_by).text() == "Register it by hand"
    stage.click(made_by, "failure_back")
    assert shown(made_by, "details_title") == "Introduce this program to Acme CRM"
    assert shown(made_by, "wizard_place") == "Step 2 of 3"
    write(stage, made_by, "field_client_id", "mine")
    stage.click(made_by, "details_continue")
    assert page(made_by) == "waiting_page"
    assert "client_id=mine" in stage.browser.opened[-1]


def test_settings_that_somebody_else_made_are_not_offered() -> None:
    """Where nothing is asked in the wizard, the words name who can mend it, and Back leads to the step before."""
    locked = replace(ACME, locked=("client.client_id",))
    for service, steps in ((ACME, SHORT), (locked, SHORT)):
        way = way_out(refused("invalid_client"), steps, service)
        assert (way.step, way.first, way.own_client) == (Step.CHOOSE, False, False)
        assert "Whoever prepared this service" in way.advice
    assert not way_out(made("client_needed"), SHORT, locked).own_client
    assert way_out(made("client_needed"), SHORT, ACME).own_client


def test_permissions_that_were_typed_are_looked_at_where_they_were_typed() -> None:
    """Where no page of permissions was shown, a permission that is refused leads to the field with all of them."""
    way = way_out(refused("invalid_scope"), (Step.CHOOSE, Step.DETAILS, Step.WAITING), ACME)
    assert (way.step, way.details[0]) == (Step.DETAILS, Detail.SCOPES)


def test_the_field_that_fits_comes_first() -> None:
    """A key, a page of one's own, a passphrase: what was refused is what the keyboard goes to."""
    first = {
        "invalid_redirect_uri": Detail.REDIRECT,
        "passphrase_for_key_needed": Detail.KEY_PASSPHRASE,
        "certificate_ended": Detail.CERTIFICATE,
        "source_gone": Detail.SOURCE,
        "key_over": Detail.KEY,
    }
    for code, detail in first.items():
        assert way_out(made(code), ALL, ACME).details[0] is detail


def test_a_page_of_one_s_own_is_looked_at_where_it_is_not_known(stage: Stage) -> None:
    """The service does not know the address: the keyboard is in it, with what was typed."""
    made_by = at(stage, replace(LANDING, client_secret_needed=True))
    write(stage, made_by, "redirect_line", "https://acme.example/back")
    write(stage, made_by, "field_client_secret", "canary")
    stage.click(made_by, "details_continue")
    stage.act(lambda: made_by._flow.failed.emit(refused("redirect_uri_mismatch")))
    stage.click(made_by, "failure_back")
    line = made_by.findChild(QLineEdit, "redirect_line")
    assert line is not None
    assert line.hasFocus()
    assert line.text() == "https://acme.example/back"


def test_a_key_that_is_refused_is_asked_for_again(stage: Stage) -> None:
    """Where nobody signs in, the file with the key is what is looked at."""
    signed: Service = replace(SIGNED, assertion=Assertion(issuer="desk"))
    assert signed.grant is Grant.JWT_BEARER
    made_by = at(stage, signed)
    write(stage, made_by, "field_own_key_file", "/keys/desk.pem")
    stage.click(made_by, "details_continue")
    if page(made_by) == "permissions_page":
        stage.click(made_by, "permissions_continue")
        stage.settle()
    assert page(made_by) == "failure_page"
    stage.click(made_by, "failure_back")
    line = made_by.findChild(QLineEdit, "field_own_key_file")
    assert line is not None
    assert line.hasFocus()
