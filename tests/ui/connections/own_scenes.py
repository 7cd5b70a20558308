"""Pictures of connections that nobody signs in to."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from oauth_desk.domain.connection import Account, Connection
from oauth_desk.domain.grant import Assertion, Grant, ScopePlace, Source
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Service
from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.ui.main_window import MainWindow
from tests.fakes.http import json_response
from tests.protocol.keys import jwk_text
from tests.ui import samples
from tests.ui.connect.own_scenes import LONG, ROBOT, SIGNED, THROUGH, choose_source
from tests.ui.screenshots import scene
from tests.ui.stage import Stage
from tests.ui.window_scenes import tab, window

SECRET = replace(ROBOT, client=Client("robot-7", Secret("canary-secret")))
KEYED = replace(
    SIGNED,
    assertion=Assertion(
        issuer="robot@acme-desk.iam.gserviceaccount.com",
        subject="ana.petrova@acme.example",
        audience="https://oauth2.googleapis.com/token",
        algorithm="RS256",
        private_key=Secret(jwk_text("RSA", kid="9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c")),
        scope_in=ScopePlace.ASSERTION,
        lifetime=3600,
        claims=(("tenant", "acme"),),
    ),
)
SOURCE = "id-google-google"
OWN = "id-own"


def own(now: float, service: Service, cause: Cause | None = None, **more: object) -> Connection:
    """Return a connection that nobody signs in to; ``cause`` is its trouble with settings."""
    made = next(each for each in samples.drawn(now) if each.id == SOURCE)
    condition = Condition() if cause is None else Condition(Status.SETTINGS_PROBLEM, cause, "invalid_grant: Refused")
    who = service.assertion.subject or service.client.client_id or ""
    known: dict[str, object] = {
        "id": OWN,
        "name": service.name,
        "service": service,
        "tokens": replace(made.tokens, refresh_token=None, refresh_obtained_at=None, scopes=service.scopes),
        "scopes_asked": service.scopes,
        "condition": condition,
        "account": Account(who, who),
        "source": Source(SOURCE, "Google") if service.grant is Grant.TOKEN_EXCHANGE else None,
        **more,
    }
    return replace(made, **known)


def own_window(stage: Stage, connection: Connection, *, width: int = 1120, height: int = 684) -> MainWindow:
    """Show the window with one more connection, that nobody signs in to."""
    stage.open([*samples.drawn(stage.now), connection])
    made = window(stage, width, height)
    stage.act(lambda: made.choose(connection.id))
    return made


@scene("own")
def fine(stage: Stage) -> QWidget:
    """Show one that is fine."""
    return own_window(stage, own(stage.now, SECRET))


@scene("own_goes_through")
def goes_through(stage: Stage) -> QWidget:
    """Show one that goes through another."""
    return own_window(stage, own(stage.now, THROUGH, account=Account("ana.petrova@gmail.com", "1")))


@scene("own_key_refused")
def key_refused(stage: Stage) -> QWidget:
    """Show a key that is refused."""
    return own_window(stage, own(stage.now, KEYED, Cause.ASSERTION))


@scene("own_secret_refused")
def secret_refused(stage: Stage) -> QWidget:
    """Show a secret that is refused."""
    return own_window(stage, own(stage.now, SECRET, Cause.CLIENT))


@scene("own_not_allowed")
def not_allowed(stage: Stage) -> QWidget:
    """Show a program that may not ask like this."""
    return own_window(stage, own(stage.now, SECRET, Cause.GRANT_TYPE))


@scene("own_source_gone")
def source_gone(stage: Stage) -> QWidget:
    """Show one whose source is not connected any more, with a long name, in a narrow window."""
    gone = own(stage.now, THROUGH, Cause.SOURCE_GONE, source=Source("id-nobody", LONG))
    return own_window(stage, gone, width=560, height=760)


@scene("own_source_waits")
def source_waits(stage: Stage) -> QWidget:
    """Show one whose source needs somebody."""
    waits = Condition(
        Status.RETRYING,
        Cause.SOURCE,
        "“Google”: Google no longer accepts this connection.",
        failures=2,
        next_try_at=stage.now + 60,
    )
    return own_window(stage, own(stage.now, THROUGH, condition=waits))


@scene("own_details_key")
def details_key(stage: Stage) -> QWidget:
    """Show the page for developers of a signed statement."""
    made = own_window(stage, own(stage.now, KEYED), height=1700)
    tab(made, "details")
    return made


@scene("own_details_through")
def details_through(stage: Stage) -> QWidget:
    """Show it of an exchange, in a narrow window."""
    made = own_window(stage, own(stage.now, THROUGH), width=560, height=1500)
    tab(made, "details")
    return made


@scene("mend_key")
def mend_key(stage: Stage) -> QWidget:
    """Show where another key is put in place."""
    made = key_refused(stage)
    stage.click(made, "state_action")
    return made


@scene("mend_key_refused")
def mend_key_refused(stage: Stage) -> QWidget:
    """Show one that is refused as well, in a small window."""
    made = own_window(stage, own(stage.now, SECRET, Cause.CLIENT), width=560, height=480)
    stage.click(made, "state_action")
    stage.http.always("https://robot.example/token", json_response({"error": "invalid_client"}, 401))
    stage.type(made, "field_own_client_secret", "canary-other")
    stage.click(made, "mend_go")
    return made


@scene("mend_source")
def mend_source(stage: Stage) -> QWidget:
    """Show where another connection to go through is chosen."""
    gone = Source("id-nobody", "Old work")
    ana = Account("ana.petrova@gmail.com", "1")
    made = own_window(stage, own(stage.now, THROUGH, Cause.SOURCE_GONE, source=gone, account=ana))
    stage.click(made, "state_action")
    return made


@scene("mend_source_other")
def mend_source_other(stage: Stage) -> QWidget:
    """Show one that belongs to somebody else."""
    made = mend_source(stage)
    stage.http.always(
        "https://through.example/token", json_response({"access_token": "x", "token_type": "Bearer", "expires_in": 60})
    )
    choose_source(made, "Slack")
    stage.click(made, "mend_go")
    return made


@scene("disconnect_own")
def disconnect_own(stage: Stage) -> QWidget:
    """Show the question before such a connection ends."""
    made = key_refused(stage)
    stage.click(made, "disconnect_button")
    return made


@scene("disconnect_source")
def disconnect_source(stage: Stage) -> QWidget:
    """Show the question before a connection ends that another one goes through."""
    made = goes_through(stage)
    stage.act(lambda: made.choose(SOURCE))
    stage.click(made, "disconnect_button")
    return made
