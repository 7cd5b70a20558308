"""Pictures of connections with a key."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from oauth_desk.domain.api_key import KeyCare, KeyUse
from oauth_desk.domain.connection import Account, Connection
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AccountProbe, Service
from oauth_desk.domain.status import Condition
from oauth_desk.domain.tokens import Tokens
from oauth_desk.ui.main_window import MainWindow
from tests.fakes.http import json_response
from tests.ui import samples
from tests.ui.screenshots import scene
from tests.ui.stage import Stage
from tests.ui.window_scenes import window

ME = "https://maps.example/api/me"
MAPS = replace(
    samples.service("maps", "City Maps", "#1A7F64"),
    issuer=None,
    key=KeyUse(replace_every_days=90),
    account=AccountProbe(ME, "email", "id"),
    developer_console_url="https://maps.example/keys",
)
PLAIN = replace(MAPS, account=None)
KEYED = "id-maps-maps"


def keyed(now: float, *, care: KeyCare, service: Service = MAPS, expires_at: float | None = None) -> Connection:
    """Return a connection with a key."""
    made = samples.drawn(now)[0]
    return replace(
        made,
        id=KEYED,
        name="City Maps",
        service=service,
        tokens=Tokens(Secret("canary-key-one"), now - samples.DAY, expires_at=expires_at),
        scopes_asked=(),
        key_care=care,
        condition=Condition(),
        account=Account("ana.petrova@gmail.com", "7"),
        signed_in_at=now - 83 * samples.DAY,
    )


def key_window(stage: Stage, connection: Connection) -> MainWindow:
    """Show the window with one more connection, that has a key."""
    stage.open([*samples.drawn(stage.now), connection])
    made = window(stage)
    stage.act(lambda: made.choose(KEYED))
    return made


@scene("key")
def key(stage: Stage) -> QWidget:
    """Show a key that is fine, and that will be asked for again."""
    return key_window(stage, keyed(stage.now, care=KeyCare(stage.now + 40 * samples.DAY)))


@scene("key_due")
def key_due(stage: Stage) -> QWidget:
    """Show a key that is to be replaced this week."""
    return key_window(stage, keyed(stage.now, care=KeyCare(stage.now + 4 * samples.DAY)))


@scene("key_over")
def key_over(stage: Stage) -> QWidget:
    """Show a key that said itself when it ends."""
    return key_window(stage, keyed(stage.now, care=KeyCare(), expires_at=stage.now - 60))


@scene("key_unproved")
def key_unproved(stage: Stage) -> QWidget:
    """Show a new key that nothing has proved yet."""
    care = KeyCare(before=Secret("canary-key-zero"))
    return key_window(stage, keyed(stage.now, care=care, service=PLAIN))


@scene("replace_key")
def replace_key(stage: Stage) -> QWidget:
    """Show the sheet for another key."""
    made = key_due(stage)
    stage.click(made, "sign_in_button")
    return made


@scene("replace_key_narrow")
def replace_key_narrow(stage: Stage) -> QWidget:
    """Show the same in a small window, with a key that was refused."""
    made = key_due(stage)
    made.resize(560, 480)
    stage.click(made, "sign_in_button")
    stage.http.always(ME, json_response({}, 401))
    stage.type(made, "replace_key_field", "canary-key-two")
    stage.click(made, "replace_key_save")
    return made
