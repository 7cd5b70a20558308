"""The reconnect dialog over the window of the drawings."""

from dataclasses import replace

from oauth_desk.domain.connection import Account
from oauth_desk.domain.service import AccountProbe
from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.ui.main_window import MainWindow
from tests.fakes.http import json_response
from tests.ui.connect.rig import come_back, grant
from tests.ui.samples import drawn
from tests.ui.stage import Stage
from tests.ui.window_scenes import window

GOOGLE, HUBSPOT, SLACK = "id-google-google", "id-hubspot-hubspot", "id-slack-slack"
MICROSOFT = "id-microsoft-microsoft-365"
PROBE = AccountProbe("https://hubspot.example/api/me", label="email", subject="id")
NEEDS_YOU = Condition(Status.SIGN_IN_NEEDED, Cause.REJECTED, detail="BAD_REFRESH_TOKEN")


def needy(stage: Stage) -> MainWindow:
    """Show the window; HubSpot tells who signs in."""
    connections = drawn(stage.now)
    place = next(place for place, each in enumerate(connections) if each.id == HUBSPOT)
    hubspot = connections[place]
    service = replace(hubspot.service, account=PROBE, issuer=None)
    connections[place] = replace(hubspot, service=service, account=Account("sales@northwind.example", "7"))
    stage.open(connections)
    made = window(stage)
    stage.act(lambda: made.choose(GOOGLE))
    return made


def turn(stage: Stage, *connection_ids: str) -> None:
    """Let connections need their owner."""
    for connection_id in connection_ids:
        stage.run(
            stage.book.change(
                connection_id, lambda old: replace(old, condition=NEEDS_YOU, tokens=old.tokens.without_access())
            )
        )
    stage.settle()


def sign_in(stage: Stage, *, email: str = "sales@northwind.example", number: int = 7) -> None:
    """Play the browser to its end for HubSpot."""
    grant(stage, token="https://hubspot.example/token")
    stage.http.reply(PROBE.url, json_response({"email": email, "id": number}))
    come_back(stage, code="c")
