"""Pictures of a certificate that ends, and of one that a service refuses."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Security
from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.ui.main_window import MainWindow
from tests.ui import samples
from tests.ui.screenshots import scene
from tests.ui.stage import Stage
from tests.ui.window_scenes import tab, window

GOOGLE = "id-google-google"


def put(stage: Stage, *, lasts: float, condition: Condition | None = None) -> None:
    """Open connections of which one shows a certificate."""
    connections = samples.drawn(stage.now)
    place = next(place for place, each in enumerate(connections) if each.id == GOOGLE)
    old = connections[place]
    security = Security(
        client_certificate="/home/ana/desk.pem",
        certificate=Secret("canary"),
        certificate_ends_at=stage.now + lasts,
        authorities="canary",
    )
    service = replace(old.service, client=Client("desk-1", auth_method=AuthMethod.TLS), security=security)
    connections[place] = replace(old, service=service, condition=condition or Condition())
    stage.open(connections)


def chosen(stage: Stage) -> MainWindow:
    """Show the window with that connection."""
    made = window(stage)
    stage.act(lambda: made.choose(GOOGLE))
    return made


@scene("certificate_ends")
def ends(stage: Stage) -> QWidget:
    """Show a certificate that ends in nine days."""
    put(stage, lasts=9 * samples.DAY)
    return chosen(stage)


@scene("certificate_refused")
def refused(stage: Stage) -> QWidget:
    """Show a service that refuses the certificate."""
    detail = "the server says that this program’s certificate has ended"
    put(stage, lasts=-samples.DAY, condition=Condition(Status.SETTINGS_PROBLEM, Cause.CERTIFICATE, detail, failures=1))
    return chosen(stage)


@scene("certificate_details")
def details(stage: Stage) -> QWidget:
    """Show the facts for developers."""
    put(stage, lasts=9 * samples.DAY)
    made = chosen(stage)
    tab(made, "details")
    stage.settle()
    return made
