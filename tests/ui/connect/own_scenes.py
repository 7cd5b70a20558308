"""Pictures of the wizard at services that nobody signs in to."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QWidget

from oauth_desk.domain.grant import Assertion, Exchange, Grant
from oauth_desk.domain.service import Client, Endpoints
from oauth_desk.services.key_files import key_file_service
from oauth_desk.ui.connect.wizard import ConnectWizard
from tests.fakes.http import json_response
from tests.protocol.google_file import key_file
from tests.ui import samples
from tests.ui.connect.rig import grant, page, wizard, write
from tests.ui.screenshots import scene
from tests.ui.stage import Stage

GOOGLE = "https://oauth2.googleapis.com/token"
ROBOT = replace(
    samples.service("robot", "Northwind Reports", "#1A7F64"),
    issuer=None,
    endpoints=Endpoints(token="https://robot.example/token"),
    grant=Grant.CLIENT_CREDENTIALS,
    client=Client(),
    scopes=("reports.read",),
    scope_meaning=(("reports.read", "Read all reports"), ("reports.write", "Write reports")),
)
SIGNED = replace(
    ROBOT, id="signed", name="Ledger", grant=Grant.JWT_BEARER, assertion=Assertion(issuer="desk@ledger"), scopes=()
)
THROUGH = replace(
    ROBOT,
    id="through",
    name="Warehouse",
    endpoints=Endpoints(token="https://through.example/token"),
    grant=Grant.TOKEN_EXCHANGE,
    client=Client("desk"),
    exchange=Exchange(audience=("warehouse",)),
    scopes=(),
    scope_meaning=(),
)
LONG = "The connection of the finance department with a name that goes on and on for everybody who has to read it"


def at(stage: Stage, service: object, *, width: int = 1120, height: int = 684) -> ConnectWizard:
    """Show the wizard after a service was chosen."""
    made = wizard(stage, width=width, height=height)
    stage.act(lambda: made.pages.choose.service_chosen.emit(service))
    return made


def choose_source(made: QWidget, name: str) -> None:
    """Choose the connection to go through."""
    found = made.findChild(QComboBox, "field_source")
    assert found is not None
    assert found.isVisible()
    found.setCurrentText(name)


def opened(stage: Stage, **changes: object) -> ConnectWizard:
    """Show the wizard after a service account's file was opened."""
    return at(stage, stage.run(key_file_service(Path("robot.json"), key_file(**changes))))


@scene("own_secret")
def secret(stage: Stage) -> QWidget:
    """Show what is asked for at a service that lets programs in."""
    return at(stage, ROBOT)


@scene("own_secret_problem")
def secret_problem(stage: Stage) -> QWidget:
    """Show a secret that is missing, in a narrow window."""
    made = at(stage, ROBOT, width=460, height=900)
    write(stage, made, "field_client_id", "robot-7")
    stage.click(made, "details_continue")
    return made


@scene("own_key_file")
def key(stage: Stage) -> QWidget:
    """Show where a key is asked for."""
    return at(stage, SIGNED, height=900)


@scene("own_key_file_narrow")
def key_narrow(stage: Stage) -> QWidget:
    """Show the same in a narrow window, with nothing chosen."""
    made = at(stage, SIGNED, width=460, height=1100)
    stage.click(made, "details_continue")
    return made


@scene("own_through")
def through(stage: Stage) -> QWidget:
    """Show where a connection to go through is chosen."""
    stage.open([*samples.drawn(stage.now)])
    return at(stage, THROUGH)


@scene("own_through_long")
def through_long(stage: Stage) -> QWidget:
    """Show one with a long name, in a narrow window."""
    first, *others = samples.drawn(stage.now)
    stage.open([replace(first, name=LONG), *others])
    made = at(stage, replace(THROUGH, exchange=Exchange("Nobody")), width=460, height=800)
    choose_source(made, LONG)
    return made


@scene("own_through_nothing")
def through_nothing(stage: Stage) -> QWidget:
    """Show it where nothing is connected yet, and go on."""
    made = at(stage, THROUGH)
    stage.click(made, "details_continue")
    return made


@scene("own_permissions")
def permissions(stage: Stage) -> QWidget:
    """Show what a service account may be allowed."""
    return opened(stage)


@scene("own_on_behalf")
def on_behalf(stage: Stage) -> QWidget:
    """Show somebody to stand for, in a narrow window."""
    service = stage.run(key_file_service(Path("robot.json"), key_file()))
    made = at(stage, service, width=460, height=800)
    stage.click(made, "on_behalf_button")
    write(stage, made, "field_on_behalf", "ana.petrova@acme.example")
    return made


@scene("own_preparing")
def preparing(stage: Stage) -> QWidget:
    """Show the moment in which access is asked for."""
    stage.http.gate(GOOGLE)
    made = permissions(stage)
    stage.click(made, "permissions_continue")
    return made


@scene("own_done")
def done(stage: Stage) -> QWidget:
    """Show the end."""
    made = opened(stage)
    grant(stage, token=GOOGLE, refresh_token=None)
    stage.click(made, "permissions_continue")
    stage.until(lambda: page(made) == "done_page")
    return made


@scene("own_failed")
def failed(stage: Stage) -> QWidget:
    """Show a key that is refused."""
    made = opened(stage)
    stage.http.reply(
        GOOGLE, json_response({"error": "invalid_grant", "error_description": "Invalid JWT Signature."}, 400)
    )
    stage.click(made, "permissions_continue")
    stage.until(lambda: page(made) == "failure_page")
    return made
