"""The sheets that copy, go back, export and import."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QPushButton, QWidget

from oauth_desk.domain.errors import DeskError
from oauth_desk.services.ports import ParcelFault, Protection, VaultError, VaultFault, VaultHeader
from tests.ui import samples
from tests.ui.backup.rig import FILE, PASSPHRASE, arrived, export, overview, restore, take, window
from tests.ui.stage import Stage
from tests.ui.window_scenes import filled


def text(host: QWidget, name: str) -> str:
    """Return what a label says."""
    return host.findChild(QLabel, name).text()


def lines(host: QWidget, sheet: str) -> list[str]:
    """Return the lines of a result."""
    found = [each for each in host.findChildren(QLabel) if each.objectName().startswith(f"{sheet}_line_")]
    return [each.text() for each in found]


def test_a_copy_is_made(stage: Stage) -> None:
    """One click makes a copy, and the sheet says when the last one was made."""
    host = window(stage)
    overview(stage, host)
    assert "last one" not in text(host, "backup_now_text")
    stage.click(host, "backup_now")
    assert len(stage.copies.kept) == 1
    assert text(host, "backup_banner_title") == "A copy was made."
    assert "today at 16:00" in text(host, "backup_now_text")


def test_a_copy_that_cannot_be_made(stage: Stage) -> None:
    """A full disk is told in the sheet, without words for terminals, and another try is possible."""
    host = window(stage)
    overview(stage, host)
    stage.copies.fault = VaultError(VaultFault.FULL, "no space left")
    stage.click(host, "backup_now")
    assert "disk is full" in text(host, "backup_banner_title")
    stage.copies.fault = None
    stage.click(host, "backup_now")
    assert text(host, "backup_banner_title") == "A copy was made."


@pytest.mark.parametrize(
    ("button", "sheet"),
    [("backup_restore", "restore_sheet"), ("backup_export", "export_sheet"), ("backup_import", "import_sheet")],
)
def test_from_the_menu_to_each_sheet(stage: Stage, button: str, sheet: str) -> None:
    """The program's menu opens the sheet of four, which leads to the other three."""
    host = filled(stage)
    action = host.findChild(QAction, "program_backup")
    stage.act(action.trigger)
    stage.click(host, button)
    assert host.findChild(QWidget, sheet).isVisible()
    assert host.findChild(QWidget, "backup_sheet") is None
    stage.act(lambda: QTest.keyClick(host.findChild(QWidget, sheet), Qt.Key.Key_Escape))
    assert host.findChild(QWidget, sheet) is None


def test_back_in_two_clicks_from_the_damaged_page(stage: Stage) -> None:
    """Damaged: “Use the copy from …”, “Go back to it”, and the connections are there again."""
    host = filled(stage)
    stage.run(stage.desk.archive.make())
    fault = VaultError(VaultFault.DAMAGED, "x", set_aside=Path("/d/vault.db.damaged-1"))
    stage.run(stage.desk.session.end())
    stage.file.records.clear()
    stage.file.open_fault = fault
    stage.act(host.open_vault)
    assert host.pages.currentWidget().objectName() == "locked_page"
    stage.click(host, "use_copy_button")
    stage.click(host, "restore_sheet_ok")
    assert host.pages.currentWidget().objectName() == "workspace"
    assert len(stage.book.all()) == len(samples.drawn(stage.now))
    stage.click(host, "restore_sheet_ok")
    assert host.findChild(QWidget, "restore_sheet") is None


def test_damage_while_the_window_is_open(stage: Stage) -> None:
    """A vault that turns out damaged hides the connections and offers the copy; mended, they are shown again."""
    host = filled(stage)
    stage.run(stage.desk.archive.make())
    vault = stage.book._vault
    real = vault.revision

    async def damaged() -> int:
        raise VaultError(VaultFault.DAMAGED, "x", set_aside=Path("/d/vault.db.damaged-1"))

    vault.revision = damaged
    for _ in range(2):
        with pytest.raises(VaultError):
            stage.run(stage.book.sync())
    stage.settle()
    assert host.pages.currentWidget().objectName() == "locked_page"
    assert host.findChild(QWidget, "use_copy_button").isVisible()
    vault.revision = real
    stage.run(stage.book.sync())
    stage.settle()
    assert host.pages.currentWidget().objectName() == "workspace"


def test_starting_anew_while_tokens_wait_to_be_saved(stage: Stage) -> None:
    """New tokens that are only in memory are not given up for an empty list."""
    host = filled(stage)
    stage.book.hold(stage.book.all()[0], "the file is damaged")
    error = DeskError("vault_damaged", "The file of your connections is damaged.")
    stage.act(lambda: host.pages._on_not_opened(error))
    stage.click(host, "start_anew_button")
    assert text(host, "locked_title") == "A connection was renewed and waits to be saved."
    assert len(stage.book.all()) == len(samples.drawn(stage.now))


def test_an_older_copy_is_told(stage: Stage) -> None:
    """An older copy in the vault's place is told above the page."""
    host = filled(stage)
    stage.act(stage.bridge.older_copy_found.emit)
    assert "older than the last one" in text(host, "notice_banner_title")
    assert "oauth-desk" not in text(host, "notice_banner_detail")


def test_going_back_says_what_it_did(stage: Stage) -> None:
    """The newest copy is chosen; the result names what came back, and one button closes."""
    host = window(stage)
    stage.run(stage.desk.archive.make())
    stage.run(stage.book.remove("id-slack-slack"))
    restore(stage, host)
    assert host.findChild(QComboBox, "restore_copies").currentText() == "Today at 16:00, 6 connections"
    stage.click(host, "restore_sheet_ok")
    assert any("Brought back: “Slack”" in line for line in lines(host, "restore_sheet"))
    assert stage.book.get("id-slack-slack") is not None
    assert not any("oauth-desk" in line for line in lines(host, "restore_sheet"))
    stage.click(host, "restore_sheet_ok")
    assert host.findChild(QWidget, "restore_sheet") is None


def test_a_copy_with_a_passphrase(stage: Stage) -> None:
    """It asks for the passphrase of the copy, tells a wrong one at the field, and takes the right one."""
    host = window(stage)
    assert stage.file.vault_header is not None
    stage.file.vault_header = VaultHeader(stage.file.vault_header.vault_id, Protection.PASSPHRASE, 1)
    stage.file.passphrase = PASSPHRASE
    stage.run(stage.desk.archive.make())
    restore(stage, host)
    stage.type(host, "restore_passphrase", "wrong", enter=True)
    assert "not the passphrase" in text(host, "restore_passphrase_hint")
    stage.type(host, "restore_passphrase", PASSPHRASE.reveal(), enter=True)
    assert lines(host, "restore_sheet")


def test_a_copy_from_elsewhere(stage: Stage) -> None:
    """A file of one's own is looked into and chosen; one that is no copy is told."""
    host = window(stage)
    sheet = restore(stage, host)
    assert text(host, "restore_sheet_banner_title") == "There is no copy yet."
    stage.click(host, "restore_other")
    dialog = host.findChild(QFileDialog, "open_dialog")
    stage.act(lambda: dialog.fileSelected.emit("/usb/nothing.db"))
    assert "no such copy" in text(host, "restore_sheet_banner_title").lower()
    stage.run(stage.desk.archive.make(Path("/usb/mine.db")))
    stage.act(lambda: sheet._on_file(Path("/usb/mine.db")))
    stage.click(host, "restore_sheet_ok")
    assert lines(host, "restore_sheet")


def test_export(stage: Stage) -> None:
    """What is ticked goes into the file; the result warns of two computers."""
    host = window(stage)
    sheet = export(stage, host)
    stage.click(host, "export_connection_0")
    stage.type(host, "export_passphrase", PASSPHRASE.reveal())
    stage.type(host, "export_repeat", PASSPHRASE.reveal())
    stage.click(host, "export_sheet_ok")
    dialog = host.findChild(QFileDialog, "save_dialog")
    stage.act(lambda: dialog.fileSelected.emit(str(FILE)))
    parcel, passphrase = stage.parcels.files[FILE]
    assert (len(parcel.connections), parcel.moved, passphrase) == (5, False, PASSPHRASE)
    assert "one computer only" in text(host, "export_sheet_banner_title")
    assert sheet.title.text() == "Exported"


def test_a_move(stage: Stage) -> None:
    """Ticked, the move says what it means before it is done; afterwards the list is empty here."""
    host = window(stage)
    sheet = export(stage, host)
    stage.click(host, "export_move")
    assert "has them no more" in text(host, "export_means")
    stage.type(host, "export_passphrase", PASSPHRASE.reveal())
    stage.act(lambda: sheet.send(FILE))
    assert stage.book.all() == []
    assert sheet.title.text() == "Moved"
    assert stage.parcels.files[FILE][0].moved


def test_what_is_missing_for_an_export(stage: Stage) -> None:
    """A short passphrase, two that differ, nothing ticked: told at their place, and no file is asked for."""
    host = window(stage)
    export(stage, host)
    stage.type(host, "export_passphrase", "short", enter=True)
    assert "at least 8" in text(host, "export_passphrase_hint")
    stage.type(host, "export_passphrase", "long enough")
    stage.type(host, "export_repeat", "long enouhg", enter=True)
    assert text(host, "export_repeat_hint") == "The two do not match."
    for number in range(6):
        stage.click(host, f"export_connection_{number}")
    assert not host.findChild(QPushButton, "export_sheet_ok").isEnabled()
    assert host.findChild(QFileDialog) is None


def test_an_export_that_fails(stage: Stage) -> None:
    """A file that is there, a stick that is full: told in the sheet, which stays; nothing is let go of."""
    host = window(stage)
    sheet = export(stage, host)
    stage.click(host, "export_move")
    stage.type(host, "export_passphrase", PASSPHRASE.reveal())
    for fault in (ParcelFault.EXISTS, ParcelFault.NOT_WRITTEN):
        stage.parcels.fault = fault
        stage.act(lambda: sheet.send(FILE))
        assert host.findChild(QWidget, "export_sheet_banner").isVisible()
    assert len(stage.book.all()) == 6


def test_import(stage: Stage) -> None:
    """New ones are ticked, what is here is not; ticked, it replaces or stands beside; what is newer cannot be taken."""
    host = window(stage)
    arrived(stage)
    sheet = take(stage, host)
    stage.act(lambda: sheet.use(FILE))
    stage.type(host, "import_passphrase", "wrong", enter=True)
    assert "does not open" in text(host, "import_passphrase_hint")
    stage.type(host, "import_passphrase", PASSPHRASE.reveal(), enter=True)
    assert text(host, "import_state_1") == "Here as “HubSpot”, sales@northwind.example"
    assert not host.findChild(QWidget, "import_connection_2").isEnabled()
    assert host.findChild(QPushButton, "import_sheet_ok").text() == "Import 1 connection"
    stage.click(host, "import_connection_1")
    host.findChild(QComboBox, "import_known_1").setCurrentIndex(1)
    stage.click(host, "import_sheet_ok")
    assert {each.name for each in stage.book.all()} >= {"Calendar of the team", "HubSpot", "HubSpot at work"}
    assert lines(host, "import_sheet") == [
        "“Calendar of the team”: added.",
        "“HubSpot at work”: added beside the one that is here.",
    ]
    assert "also lives on Studio" in text(host, "import_sheet_banner_title")


def test_an_import_of_moved_connections_warns_of_nothing(stage: Stage) -> None:
    """They live here alone."""
    host = window(stage)
    arrived(stage, moved=True)
    sheet = take(stage, host)
    stage.act(lambda: sheet.use(FILE))
    stage.type(host, "import_passphrase", PASSPHRASE.reveal(), enter=True)
    stage.click(host, "import_sheet_ok")
    assert not host.findChild(QWidget, "import_sheet_banner").isVisible()


def test_a_file_that_is_none(stage: Stage) -> None:
    """Told in the sheet; another file can be chosen."""
    host = window(stage)
    sheet = take(stage, host)
    stage.parcels.fault = ParcelFault.NOT_A_PARCEL
    stage.act(lambda: sheet.use(FILE))
    stage.type(host, "import_passphrase", "whatever", enter=True)
    assert "not made by exporting" in text(host, "import_sheet_banner_title")
    assert host.findChild(QWidget, "import_choose").isVisible()


def test_no_sheet_says_what_only_programs_understand(stage: Stage) -> None:
    """Person-facing words, in every sheet."""
    host = window(stage)
    arrived(stage)
    overview(stage, host)
    export(stage, host)
    take(stage, host)
    said = " ".join(each.text() for each in host.findChildren(QLabel)).lower()
    for word in ("oauth ", "token", "scope", "grant", "refresh", "callback", "vault"):
        assert word not in said.replace("oauth desk", "").replace("oauth-desk", ""), word
