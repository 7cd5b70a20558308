"""Pictures of what ends soon: in the list, on the page, and as the one notice."""

from dataclasses import replace

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from oauth_desk.domain.connection import Connection, History
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Quirks, Security
from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.ui.end_notice import EndNotice
from oauth_desk.ui.main_window import MainWindow
from oauth_desk.ui.preferences import Preferences
from tests.ui import samples
from tests.ui.samples import DAY, HOUR
from tests.ui.screenshots import scene
from tests.ui.stage import Stage

GOOGLE, SLACK, MICROSOFT = "id-google-google", "id-slack-slack", "id-microsoft-microsoft-365"
LINKED = samples.service("linked", "Linked Network", "#0A66C2", quirks=Quirks())


def sign_in_ends(old: Connection, now: float, *, days: float) -> Connection:
    """Return the connection with a sign-in that ends in so many days, whatever is done."""
    tokens = replace(old.tokens, refresh_expires_at=now + days * DAY)
    return replace(old, tokens=tokens, history=replace(old.history, end_moves=False))


def certificate_ends(old: Connection, now: float, *, days: float) -> Connection:
    """Return the connection with a certificate that ends in so many days."""
    security = Security(client_certificate="/home/ana/desk.pem", certificate_ends_at=now + days * DAY)
    return replace(old, service=replace(old.service, security=security))


def secret_ends(old: Connection, now: float, *, days: float) -> Connection:
    """Return the connection with a client secret of the person's own that ends in so many days."""
    client = Client("desk", Secret("canary"), AuthMethod.BASIC, secret_expires_at=now + days * DAY)
    return replace(old, service=replace(old.service, client=client))


def long_offline(old: Connection, now: float) -> Connection:
    """Return the connection as it stands after 87 days without a renewal, of 90 that its service allows."""
    renewed = now - 87 * DAY
    return replace(
        old,
        service=replace(old.service, quirks=Quirks(refresh_idle_seconds=int(90 * DAY))),
        tokens=replace(old.tokens, obtained_at=renewed, expires_at=renewed + HOUR),
        history=History(last_renewed_at=renewed),
        condition=Condition(Status.RETRYING, Cause.NETWORK, failures=90, next_try_at=now + 400),
    )


def fixed(now: float, *, days: float) -> Connection:
    """Return a connection that nothing renews and that lives for two months."""
    return samples.connection(
        LINKED, "ana.petrova@gmail.com", now, age=(60 - days) * DAY, lifetime=60 * DAY, renews=False
    )


def ending(now: float, *, days: float = 0.9) -> list[Connection]:
    """Return the connections of the drawings, most of which end in some way."""
    _, google, slack, microsoft, acme, demo = samples.drawn(now)
    return [
        sign_in_ends(google, now, days=days),
        certificate_ends(slack, now, days=9),
        long_offline(microsoft, now),
        acme,
        demo,
        fixed(now, days=4),
    ]


def watched(stage: Stage, connections: list[Connection], width: int = 1120, height: int = 684) -> MainWindow:
    """Show a window with its notice of what ends."""
    stage.open(connections)
    preferences = Preferences(stage.desk.settings.preferences)
    made = MainWindow(stage.desk, stage.bridge, stage.theme, preferences)
    notice = EndNotice(
        stage.desk, stage.bridge, stage.theme, preferences, window=made, notify=lambda _said, _connection_id: False
    )
    stage.show(made, width, height)
    stage.act(made.open_vault)
    stage.act(notice.look)
    return made


@scene("ends_tomorrow")
def tomorrow(stage: Stage) -> QWidget:
    """Show the notice of one end, and others in the list."""
    made = watched(stage, ending(stage.now))
    stage.act(lambda: made.choose(GOOGLE))
    return made


@scene("ends_several")
def several(stage: Stage) -> QWidget:
    """Show the notice of several ends at once."""
    _, google, slack, *others = samples.drawn(stage.now)
    near = [sign_in_ends(google, stage.now, days=0.2), secret_ends(slack, stage.now, days=2)]
    made = watched(stage, [*near, *others])
    stage.act(lambda: made.choose(SLACK))
    return made


@scene("ends_offline")
def offline(stage: Stage) -> QWidget:
    """Show what is at stake where a connection has not been renewed for long."""
    made = watched(stage, ending(stage.now, days=30))
    stage.act(lambda: made.choose(MICROSOFT))
    return made


@scene("ends_fixed")
def without_renewal(stage: Stage) -> QWidget:
    """Show a connection of two months that nothing renews."""
    made = watched(stage, ending(stage.now, days=30))
    stage.act(lambda: made.choose("id-linked-linked-network"))
    return made


@scene("ends_narrow")
def narrow(stage: Stage) -> QWidget:
    """Show long names in a narrow window."""
    first, *others = samples.long_names(stage.now)
    made = watched(stage, [certificate_ends(sign_in_ends(first, stage.now, days=0.9), stage.now, days=3), *others], 480)
    stage.act(lambda: made.choose(first.id))
    return made


def asked(stage: Stage, width: int = 1120) -> MainWindow:
    """Show the sheet that asks when a secret ends."""
    _, google, slack, *others = samples.drawn(stage.now)
    made = watched(stage, [google, secret_ends(slack, stage.now, days=200), *others], width)
    stage.act(lambda: made.choose(SLACK))
    stage.act(lambda: made.findChild(QAction, "more_end").trigger())
    return made


@scene("ends_asked")
def ask(stage: Stage) -> QWidget:
    """Show the question until when a secret is good, with what is known."""
    return asked(stage)


@scene("ends_asked_narrow")
def ask_narrow(stage: Stage) -> QWidget:
    """Show the same in a narrow window."""
    return asked(stage, 440)
