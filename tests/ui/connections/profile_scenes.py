"""Pictures of what service files do in the window."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client
from tests.ui import samples
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
