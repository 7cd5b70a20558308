"""Pictures of what service files do in the window."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Quirks
from tests.ui import samples
from tests.ui.connect.rig import ACME, wizard
from tests.ui.connections.test_update_card import Office
from tests.ui.drops import drop
from tests.ui.screenshots import scene
from tests.ui.stage import Stage
from tests.ui.window_scenes import filled

GOOGLE = "id-google-google"


def sharing(stage: Stage, *, secret: bool, width: int = 1120) -> QWidget:
    """Show the sheet that shares a service."""
    made = filled(stage, width)
    if secret:
        client = Client("desk-123", Secret("canary"))
        service = replace(samples.GOOGLE, client=client, name="Internationale Handelsgesellschaft für Buchhaltung")
        stage.run(stage.book.amend(GOOGLE, lambda current: replace(current, service=service)))
        stage.settle()
    stage.act(made.findChild(QAction, "more_share").trigger)
    return made


@scene("share_ask")
def share_ask(stage: Stage) -> QWidget:
    """Show what is in the file, and what is not."""
    return sharing(stage, secret=False)


@scene("share_ask_narrow")
def share_ask_narrow(stage: Stage) -> QWidget:
    """Show long names in a narrow window."""
    return sharing(stage, secret=True, width=480)


@scene("share_done")
def share_done(stage: Stage) -> QWidget:
    """Show where the file is, and what to do with it."""
    made = sharing(stage, secret=False)
    sheet = made.findChild(QWidget, "share_sheet")
    stage.act(lambda: sheet.save(Path(stage.desk.settings.data_dir) / "google.toml"))
    return made


def here(stage: Stage, *, width: int = 1120, many: int = 3) -> QWidget:
    """Show the services with some that an administrator recommends."""
    made = wizard(stage, width=width)
    names = ("Acme CRM", "Internationale Handelsgesellschaft für Buchhaltung", "Northwind", "Time", "Travel", "Wiki")
    ours = [
        replace(ACME, id=f"ours-{number}", name=name, recommended=True, color="#B5472A" if number else "#1A7F64")
        for number, name in enumerate(names[:many])
    ]
    stage.act(lambda: made.pages.choose.show_services([*stage.desk.catalogue.all(), *ours]))
    return made


@scene("connect_here")
def connect_here(stage: Stage) -> QWidget:
    """Show what is used here, above the catalogue."""
    return here(stage)


@scene("connect_here_narrow")
def connect_here_narrow(stage: Stage) -> QWidget:
    """Show more of it than fits a narrow window."""
    return here(stage, width=460, many=6)


@scene("update_card")
def update_card(stage: Stage) -> QWidget:
    """Show newer settings that keep the sign-in."""
    office = Office(stage)
    office.write(quirks=Quirks(rejected_errors=("dead",)))
    return office.window


@scene("update_card_narrow")
def update_card_narrow(stage: Stage) -> QWidget:
    """Show newer settings with new hosts and a sign-in, in a narrow window."""
    office = Office(stage)
    addresses = ("https://www.a-very-long-host-name.of.acme.example", "https://reports.acme.example")
    office.write(client=Client("company"), api_base_urls=addresses, scopes=("email", "calendar", "send"))
    office.window.resize(480, 684)
    stage.act(lambda: office.window.choose(GOOGLE))
    return office.window


@scene("dropped_folder")
def dropped_folder(stage: Stage) -> QWidget:
    """Show what is said of something that cannot be opened."""
    made = filled(stage)
    drop(stage, made, Path(stage.desk.settings.data_dir))
    return made
