"""Pictures of registrations that end, or that a service has forgotten."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client
from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.ui.main_window import MainWindow
from tests.ui import samples
from tests.ui.screenshots import scene
from tests.ui.stage import Stage
from tests.ui.window_scenes import window

GOOGLE = "id-google-google"


def registered_window(stage: Stage, *, lasts: float, condition: Condition | None = None) -> MainWindow:
    """Show the window with a program that registered itself at the chosen service."""
    connections = samples.drawn(stage.now)
    place = next(place for place, each in enumerate(connections) if each.id == GOOGLE)
    client = Client(
        "made-1",
        Secret("canary-secret"),
        AuthMethod.BASIC,
        registered_dynamically=True,
        secret_expires_at=stage.now + lasts,
    )
    old = connections[place]
    endpoints = replace(old.service.endpoints, registration="https://google.example/register")
    service = replace(old.service, client=client, endpoints=endpoints)
    connections[place] = replace(old, service=service, condition=condition or Condition())
    stage.open(connections)
    made = window(stage)
    stage.act(lambda: made.choose(GOOGLE))
    return made


@scene("registration_ends")
def ends(stage: Stage) -> QWidget:
    """Show a registration that ends in three days."""
    return registered_window(stage, lasts=3 * samples.DAY)


@scene("registration_forgotten")
def forgotten(stage: Stage) -> QWidget:
    """Show a service that does not know the program any more."""
    condition = Condition(Status.SETTINGS_PROBLEM, Cause.CLIENT, "invalid_client", failures=1)
    return registered_window(stage, lasts=90 * samples.DAY, condition=condition)
