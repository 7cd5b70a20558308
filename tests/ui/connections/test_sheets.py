"""The sheets that rename and disconnect."""

from PySide6.QtWidgets import QLabel, QWidget

from oauth_desk.services.ports import TransportFault, VaultError, VaultFault
from oauth_desk.ui.connections.disconnect import DisconnectSheet
from oauth_desk.ui.connections.rename import RenameSheet
from tests.fakes.http import failure, json_response
from tests.ui import samples
from tests.ui.stage import Stage

GOOGLE = "id-google-google"
REVOKE = "https://google.example/revoke"


def rename_sheet(stage: Stage) -> tuple[QWidget, RenameSheet]:
    """Open the sheet for Google's name over a window."""
    stage.open(samples.drawn(stage.now))
    window = stage.show(QWidget())
    sheet = RenameSheet(stage.book.require(GOOGLE), stage.desk, stage.bridge, stage.theme, window)
    stage.act(sheet.open)
    return window, sheet


def disconnect_sheet(stage: Stage, connection_id: str = GOOGLE) -> tuple[QWidget, DisconnectSheet, list]:
    """Open the sheet that asks before a connection ends."""
    stage.open(samples.drawn(stage.now))
    window = stage.show(QWidget())
    sheet = DisconnectSheet(stage.book.require(connection_id), stage.desk, stage.bridge, stage.theme, window)
    told: list[tuple[str, object]] = []
    sheet.disconnected.connect(lambda name, result: told.append((name, result)))
    stage.act(sheet.open)
    return window, sheet, told


def test_rename(stage: Stage) -> None:
    """Enter saves the new name and closes the sheet."""
    window, _sheet = rename_sheet(stage)
    stage.type(window, "rename_field", "  Work   mail ", enter=True)
    assert stage.book.require(GOOGLE).name == "Work mail"
    assert window.findChild(QWidget, "rename_sheet") is None


def test_a_taken_name(stage: Stage) -> None:
    """A name that is taken is told at the field, and the sheet stays for another try."""
    window, sheet = rename_sheet(stage)
    stage.type(window, "rename_field", "SLACK")
    stage.click(window, "rename_save")
    assert window.findChild(QLabel, "rename_field_hint").text() == "There is already a connection named “SLACK”."
    assert sheet.isVisible()
    stage.type(window, "rename_field", "Mail")
    stage.click(window, "rename_save")
    assert stage.book.require(GOOGLE).name == "Mail"


def test_an_empty_name(stage: Stage) -> None:
    """A connection needs a name."""
    window, _sheet = rename_sheet(stage)
    stage.type(window, "rename_field", "   ", enter=True)
    assert "needs a name" in window.findChild(QLabel, "rename_field_hint").text()


def test_cancelling_changes_nothing(stage: Stage) -> None:
    """Cancel leaves the name."""
    window, _sheet = rename_sheet(stage)
    stage.type(window, "rename_field", "Mail")
    stage.click(window, "rename_cancel")
    assert stage.book.require(GOOGLE).name == "Google"
    assert window.findChild(QWidget, "rename_sheet") is None


def test_disconnect_says_what_will_happen(stage: Stage) -> None:
    """The question says what will be forgotten, and whether the service is told."""
    window, _sheet, _told = disconnect_sheet(stage)
    words = window.findChild(QLabel, "disconnect_text").text()
    assert "ana.petrova@gmail.com" in words
    assert "Google is told" in words


def test_disconnect_where_the_service_cannot_be_told(stage: Stage) -> None:
    """Where a service offers no way to be told, the person learns what to do there."""
    window, _sheet, _told = disconnect_sheet(stage, "id-acme-acme-crm")
    assert "account’s settings" in window.findChild(QLabel, "disconnect_text").text()


def test_disconnect(stage: Stage) -> None:
    """C95: the service is told, the connection is gone here, and the result is passed on."""
    stage.http.always(REVOKE, json_response({}))
    window, _sheet, told = disconnect_sheet(stage)
    stage.click(window, "disconnect_confirm")
    assert stage.book.get(GOOGLE) is None
    assert len(stage.http.sent_to(REVOKE)) == 2
    assert [(name, result.revoked) for name, result in told] == [("Google", "yes")]
    assert window.findChild(QWidget, "disconnect_sheet") is None


def test_disconnect_only_here(stage: Stage) -> None:
    """Where another computer has the connection, the service is told nothing, and the words say so."""
    window, _sheet, told = disconnect_sheet(stage)
    stage.click(window, "disconnect_only_here")
    assert "is told nothing" in window.findChild(QLabel, "disconnect_text").text()
    stage.click(window, "disconnect_confirm")
    assert stage.book.get(GOOGLE) is None
    assert stage.http.sent_to(REVOKE) == []
    assert [result.revoked for _, result in told] == ["no"]


def test_disconnect_without_network(stage: Stage) -> None:
    """C95: a service that cannot be told does not keep the connection here."""
    stage.http.always(REVOKE, failure(TransportFault.DNS, sent=False))
    window, _sheet, told = disconnect_sheet(stage)
    stage.click(window, "disconnect_confirm")
    assert stage.book.get(GOOGLE) is None
    assert told[0][1].revoked == "failed"


def test_waiting_says_for_what_and_how_long(stage: Stage) -> None:
    """While the service is told, the sheet says what it waits for and how long at most, and can be left."""
    gate = stage.http.gate(REVOKE)
    stage.http.always(REVOKE, json_response({}))
    window, _sheet, _told = disconnect_sheet(stage)
    stage.click(window, "disconnect_confirm")
    assert window.findChild(QLabel, "disconnect_waiting").text() == "Telling Google; 35 s at most."
    stage.click(window, "disconnect_cancel")
    assert window.findChild(QWidget, "disconnect_sheet") is None
    gate.open(json_response({}))
    stage.settle()


def test_a_vault_that_cannot_be_written(stage: Stage) -> None:
    """If the connection cannot be deleted here, the sheet says why and stays."""
    stage.http.always(REVOKE, json_response({}))
    window, sheet, told = disconnect_sheet(stage)
    stage.file.fault = VaultError(VaultFault.FULL, "no space left")
    stage.click(window, "disconnect_confirm")
    assert sheet.isVisible()
    assert "disk is full" in window.findChild(QLabel, "disconnect_banner_title").text()
    assert told == []
