"""A wizard on the stage, and services that answer it."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget

from oauth_desk.domain.service import Service
from oauth_desk.ui.connect.wizard import ConnectWizard
from tests.fakes.http import json_response
from tests.ui.samples import service
from tests.ui.stage import Stage

ACME: Service = replace(
    service("acme", "Acme CRM", "#B5472A"),
    issuer=None,
    category="Sales",
    summary="Contacts, deals",
    scopes=("contacts", "calendar", "offline_access"),
    scope_meaning=(
        ("contacts", "See your contacts"),
        ("calendar", "Read and change your calendar"),
        ("offline_access", "Stay connected without asking you again"),
        ("send", "Send mail as you"),
    ),
)
PLAIN = replace(ACME, scopes=())
TOKEN = "https://acme.example/token"


def wizard(stage: Stage, *, width: int = 1120, height: int = 684) -> ConnectWizard:
    """Show the wizard at its first step."""
    if stage.desk.session.state != "open":
        stage.open()
    made = ConnectWizard(stage.desk, stage.bridge, stage.theme)
    stage.show(made, width, height)
    stage.act(made.start)
    return made


def shown(within: QWidget, name: str) -> str:
    """Return what a label shows; empty where it cannot be seen."""
    found = within.findChild(QLabel, name)
    if found is None:
        raise AssertionError(f"no {name}")
    return found.text() if found.isVisible() else ""


def write(stage: Stage, within: QWidget, name: str, text: str) -> None:
    """Type into a field."""
    line = within.findChild(QLineEdit, name)
    if line is None or not line.isVisible():
        raise AssertionError(f"no {name} can be seen")
    stage.act(lambda: line.setText(text))


def choose_proof(stage: Stage, within: QWidget, number: int) -> None:
    """Unfold how the program proves itself, and choose one of the ways."""
    stage.click(within, "proof_toggle")
    ways = within.findChild(QComboBox, "proof_way")
    if ways is None or not ways.isVisible():
        raise AssertionError("no ways can be seen")
    ways.setCurrentIndex(number)
    stage.act(lambda: ways.activated.emit(number))


def grant(stage: Stage, *, token: str = TOKEN, **more: object) -> None:
    """Let the service hand out access."""
    answer = {"access_token": "a1", "token_type": "Bearer", "expires_in": 3600, "refresh_token": "r1", **more}
    stage.http.reply(token, json_response(answer))


def come_back(stage: Stage, **parameters: str) -> None:
    """Play the browser: come back to the program with these parameters and the right state."""
    state = parse_qs(urlsplit(stage.browser.opened[-1]).query)["state"][0]
    query = "&".join(f"{key}={value}" for key, value in {"state": state, **parameters}.items())
    stage.act(lambda: stage.loopback.last.hit(query))


def page(made: ConnectWizard) -> str:
    """Return which page is shown."""
    return made.pages.currentWidget().objectName()


def pick(stage: Stage, made: ConnectWizard, service: Service) -> None:
    """Choose a service that is not in the shipped catalogue."""
    stage.act(lambda: made.pages.choose.service_chosen.emit(service))


def asked(stage: Stage, parameter: str) -> str:
    """Return a parameter of the sign-in page that was opened last."""
    return parse_qs(urlsplit(stage.browser.opened[-1]).query)[parameter][0]
