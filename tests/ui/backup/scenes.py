"""Pictures of the sheets of copies and moves."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from oauth_desk.services.ports import Protection, VaultError, VaultFault, VaultHeader
from oauth_desk.services.vault_words import vault_trouble
from tests.ui import samples
from tests.ui.backup.rig import FILE, PASSPHRASE, arrived, export, overview, restore, take, window
from tests.ui.screenshots import scene
from tests.ui.stage import Stage
from tests.ui.window_scenes import filled
from tests.ui.window_scenes import window as main_window


def _copies(stage: Stage) -> None:
    for days in (3, 2, 1, 0):
        stage.run(stage.clock.advance(0 if days == 3 else 80_000))
        stage.run(stage.desk.archive.make())


@scene("backup")
def backup(stage: Stage) -> QWidget:
    """Show the sheet of four, over the window."""
    host = filled(stage)
    stage.run(stage.desk.archive.make())
    overview(stage, host)
    return host


@scene("backup_made")
def backup_made(stage: Stage) -> QWidget:
    """Show it after a copy was made, in a narrow window."""
    host = window(stage, 480)
    overview(stage, host)
    stage.click(host, "backup_now")
    return host


@scene("backup_restore")
def backup_restore(stage: Stage) -> QWidget:
    """Show the question before going back to a copy."""
    host = window(stage)
    _copies(stage)
    restore(stage, host)
    return host


@scene("backup_restore_passphrase")
def backup_restore_passphrase(stage: Stage) -> QWidget:
    """Show it where the copy has a passphrase, which was wrong."""
    host = window(stage)
    assert stage.file.vault_header is not None
    stage.file.vault_header = VaultHeader(stage.file.vault_header.vault_id, Protection.PASSPHRASE, 1)
    stage.file.passphrase = PASSPHRASE
    _copies(stage)
    restore(stage, host)
    stage.type(host, "restore_passphrase", "wrong")
    stage.click(host, "restore_sheet_ok")
    return host


@scene("backup_restored")
def backup_restored(stage: Stage) -> QWidget:
    """Show what going back did."""
    host = window(stage)
    _copies(stage)
    stage.run(stage.book.remove(samples.drawn(stage.now)[2].id))
    stage.copies.rescued = ("Google", "HubSpot")
    restore(stage, host)
    stage.click(host, "restore_sheet_ok")
    return host


@scene("backup_restore_none")
def backup_restore_none(stage: Stage) -> QWidget:
    """Show that there is no copy yet."""
    host = window(stage)
    restore(stage, host)
    return host


@scene("backup_export")
def backup_export(stage: Stage) -> QWidget:
    """Show what is asked before an export."""
    host = window(stage)
    export(stage, host)
    return host


@scene("backup_export_narrow")
def backup_export_narrow(stage: Stage) -> QWidget:
    """Show it with long names, a move and a passphrase that is too short, in a narrow window."""
    stage.open(samples.long_names(stage.now))
    host = stage.show(QWidget(), 480, 684)
    export(stage, host)
    stage.click(host, "export_move")
    stage.type(host, "export_passphrase", "short")
    stage.click(host, "export_sheet_ok")
    return host


@scene("backup_exported")
def backup_exported(stage: Stage) -> QWidget:
    """Show what an export did."""
    host = window(stage)
    sheet = export(stage, host)
    stage.type(host, "export_passphrase", "correct horse battery")
    stage.act(lambda: sheet.send(FILE))
    return host


@scene("backup_import")
def backup_import(stage: Stage) -> QWidget:
    """Show what is asked before an import."""
    host = window(stage)
    take(stage, host)
    return host


@scene("backup_import_plan")
def backup_import_plan(stage: Stage) -> QWidget:
    """Show what is in a file, beside what is here."""
    host = window(stage)
    arrived(stage)
    sheet = take(stage, host)
    stage.act(lambda: sheet.use(FILE))
    stage.type(host, "import_passphrase", PASSPHRASE.reveal(), enter=True)
    stage.click(host, "import_connection_1")
    return host


@scene("backup_import_narrow")
def backup_import_narrow(stage: Stage) -> QWidget:
    """Show it in a narrow window with a long name."""
    host = window(stage, 480)
    arrived(stage, long=True)
    sheet = take(stage, host)
    stage.act(lambda: sheet.use(FILE))
    stage.type(host, "import_passphrase", PASSPHRASE.reveal(), enter=True)
    return host


@scene("backup_imported")
def backup_imported(stage: Stage) -> QWidget:
    """Show what an import did."""
    host = window(stage)
    arrived(stage)
    sheet = take(stage, host)
    stage.act(lambda: sheet.use(FILE))
    stage.type(host, "import_passphrase", PASSPHRASE.reveal(), enter=True)
    stage.click(host, "import_sheet_ok")
    return host


@scene("backup_export_small")
def backup_export_small(stage: Stage) -> QWidget:
    """Show an export in the smallest window."""
    host = window(stage, 420, 480)
    export(stage, host)
    return host


@scene("backup_right_to_left")
def backup_right_to_left(stage: Stage) -> QWidget:
    """Show the sheet of four mirrored."""
    host = window(stage, 640)
    host.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    overview(stage, host)
    return host


@scene("backup_damaged_narrow")
def backup_damaged_narrow(stage: Stage) -> QWidget:
    """Show a damaged vault in a narrow window, with the question over it."""
    stage.open(samples.drawn(stage.now))
    stage.run(stage.desk.archive.make())
    aside = Path("/home/ana/.local/share/oauth-desk/vault.db.damaged-20261124T160000Z")
    made = main_window(stage, 420)
    stage.act(
        lambda: made.pages._on_not_opened(vault_trouble(VaultError(VaultFault.DAMAGED, "not a vault", set_aside=aside)))
    )
    return made
