"""Sharing a service with a colleague."""

from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QWidget

from oauth_desk.domain.profile import parse_profile
from oauth_desk.ui.connections.overview import OverviewPage
from tests.ui import samples
from tests.ui.stage import Stage


def overview(stage: Stage, connection_id: str) -> OverviewPage:
    """Show the page about a connection."""
    stage.open(samples.drawn(stage.now))
    made = OverviewPage(stage.desk, stage.bridge, stage.theme)
    stage.show(made, 780, 900)
    stage.act(lambda: made.show_connection(connection_id))
    return made


def action(page: QWidget) -> QAction:
    """Return the entry of the page's menu."""
    found = page.findChild(QAction, "more_share")
    assert found is not None
    return found


def test_the_menu_makes_a_file_for_a_colleague(stage: Stage, tmp_path: Path) -> None:
    """The sheet says what is in the file and what is not, asks for a place, and says what to do with it."""
    page = overview(stage, "id-google-google")
    assert action(page).text() == "Share with a colleague…"
    stage.act(action(page).trigger)
    assert page.findChild(QLabel, "share_sheet_title").text() == "Share Google with a colleague"
    told = page.findChild(QLabel, "share_told").text()
    assert "It does not hold who you are, your sign-in or any secret." in told
    stage.click(page, "share_sheet_ok")
    dialog = page.findChild(QFileDialog, "save_dialog")
    path = tmp_path / "google.toml"
    stage.act(lambda: dialog.fileSelected.emit(str(path)))
    stage.act(dialog.reject)
    written = path.read_text(encoding="utf-8")
    assert parse_profile(written).client.client_id == "desk-123"
    assert not any(word in written for word in ("canary", "ana.petrova"))
    assert page.findChild(QLabel, "share_sheet_line_0").text() == str(path)
    stage.click(page, "share_sheet_ok")
    assert page.findChild(QWidget, "share_sheet") is None


def test_a_place_that_cannot_be_written_is_told(stage: Stage, tmp_path: Path) -> None:
    """The sheet stays, says why, and another place can be chosen."""
    page = overview(stage, "id-google-google")
    stage.act(action(page).trigger)
    sheet = page.findChild(QWidget, "share_sheet")
    stage.act(lambda: sheet.save(tmp_path / "none" / "google.toml"))
    assert sheet.findChild(QLabel, "share_sheet_banner_title").text() == "google.toml was not written."
    assert sheet.findChild(QPushButton, "share_sheet_ok").isEnabled()


def test_the_demo_is_not_shared(stage: Stage) -> None:
    """A service of this computer alone has no such entry."""
    assert not action(overview(stage, "id-demo-demo-service")).isVisible()
    assert action(overview_again(stage)).isVisible()


def overview_again(stage: Stage) -> OverviewPage:
    """Show the page about a connection that can be shared, on the same stage."""
    made = OverviewPage(stage.desk, stage.bridge, stage.theme)
    stage.show(made, 780, 900)
    stage.act(lambda: made.show_connection("id-google-google"))
    return made
