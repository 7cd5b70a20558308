"""The sheets of copies and moves over a window of their own."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QWidget

from oauth_desk.domain.connection import Account
from oauth_desk.domain.secret import Secret
from oauth_desk.services.ports import Parcel
from oauth_desk.ui.backup.export_sheet import ExportSheet
from oauth_desk.ui.backup.import_sheet import ImportSheet
from oauth_desk.ui.backup.overview_sheet import OverviewSheet
from oauth_desk.ui.backup.restore_sheet import RestoreSheet
from tests.ui import samples
from tests.ui.stage import Stage

FILE = Path("/media/stick/connections.oauth-desk")
PASSPHRASE = Secret("correct horse battery")


def window(stage: Stage, width: int = 1120, height: int = 684) -> QWidget:
    """Open the vault with the drawings' connections and show an empty window."""
    stage.open(samples.drawn(stage.now))
    return stage.show(QWidget(), width, height)


def overview(stage: Stage, host: QWidget) -> OverviewSheet:
    """Open the sheet of four."""
    sheet = OverviewSheet(stage.desk.archive, stage.clock, stage.bridge, stage.theme, host)
    stage.act(sheet.open)
    return sheet


def restore(stage: Stage, host: QWidget) -> RestoreSheet:
    """Open the sheet that goes back to a copy."""
    sheet = RestoreSheet(stage.desk.archive, stage.clock, stage.bridge, stage.theme, host)
    stage.act(sheet.open)
    return sheet


def export(stage: Stage, host: QWidget) -> ExportSheet:
    """Open the sheet that exports."""
    sheet = ExportSheet(stage.desk.mover, stage.book.all(), stage.bridge, stage.theme, host)
    stage.act(sheet.open)
    return sheet


def take(stage: Stage, host: QWidget) -> ImportSheet:
    """Open the sheet that imports."""
    sheet = ImportSheet(stage.desk.mover, stage.clock, stage.bridge, stage.theme, host)
    stage.act(sheet.open)
    return sheet


def arrived(stage: Stage, *, moved: bool = False, long: bool = False) -> Parcel:
    """Put a file on the stick: one new account, one that is here under another id, one that is here and newer."""
    here = {each.service.name: each for each in samples.drawn(stage.now)}
    google, hubspot, slack = here["Google"], here["HubSpot"], here["Slack"]
    name = "A connection with quite a long name that does not fit into any list" if long else "Calendar of the team"
    new = replace(google, id="new", name=name, account=Account("team@example.com", "77"))
    known = replace(hubspot, id="other", name="HubSpot at work")
    parcel = Parcel((new, known, slack), stage.now - 3600, moved=moved, sender="Studio")
    stage.parcels.files[FILE] = parcel, PASSPHRASE
    return parcel
