"""The activity page, as a person uses it."""

import json
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QTableView, QWidget

from oauth_desk.domain.events import ActivityKind
from oauth_desk.services.wording import Tone
from oauth_desk.ui.activity.model import ActivityModel
from oauth_desk.ui.activity.page import ActivityPage
from oauth_desk.ui.activity.rows import Choice, rows_of
from oauth_desk.ui.activity.timeline_view import TimelineView
from tests.ui.activity.rig import a_day, activity_page, entry, long_log
from tests.ui.console.rig import wait_until
from tests.ui.stage import Stage


def texts(page: ActivityPage) -> list[str]:
    """Return what a screen reader finds in the table."""
    table = page.findChild(QTableView, "activity_rows")
    assert table is not None
    model = table.model()
    return [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]


def test_the_model_keeps_qt_s_rules(stage: Stage) -> None:
    """Loading, filtering and new entries are announced as Qt wants it."""
    model = ActivityModel(lambda: stage.now)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.load(rows_of(reversed(a_day(stage.now))))
    everything = model.rowCount()
    model.choose(Choice.PROBLEMS)
    assert model.rowCount() == 2
    for _ in range(3):
        model.add(entry(stage.now, ActivityKind.RENEWAL, "busy"))
    assert model.rowCount() == 3
    model.add(entry(stage.now, ActivityKind.RENEWAL, "renewed"))
    assert model.rowCount() == 3
    model.choose(Choice.ALL)
    assert model.rowCount() == everything + 2


def test_reads_as_sentences_newest_first(stage: Stage) -> None:
    """Each line says when, what, and how long it took."""
    said = texts(activity_page(stage))
    assert said[1] == "15:47, Renewed., 0.4 s"
    assert said[3] == "14:00, Could not reach the service. Trying again; nothing is lost., 3 tries"


def test_filters_by_chips(stage: Stage) -> None:
    """A chip shows its own lines; where there are none, words stand in their place."""
    page = activity_page(stage)
    stage.click(page, "activity_sign_ins")
    assert [line.partition(", ")[2] for line in texts(page)] == ["Connected."]
    stage.click(page, "activity_problems")
    assert len(texts(page)) == 2
    stage.run(stage.desk.session.lock())
    stage.settle()
    title = page.findChild(QLabel, "activity_nothing_title")
    assert title is not None
    assert title.text() == "No problems"


def test_what_happens_now_appears_on_top(stage: Stage) -> None:
    """A new entry is shown at once; one of another connection is not."""
    page = activity_page(stage)
    before = len(texts(page))
    mine = entry(stage.now, ActivityKind.RENEWAL, "renewed", "Good for 60 minutes.")
    stage.run(stage.desk.activity.record(mine))
    other = replace(mine, connection_id="id-slack-slack", name="Slack")
    stage.run(stage.desk.activity.record(other))
    stage.settle()
    assert len(texts(page)) == before + 1
    assert texts(page)[0] == "16:00, Renewed. Good for 60 minutes."


def test_the_exact_time_is_in_the_tooltip(stage: Stage) -> None:
    """A relative time can always be had exactly, with the date and the zone."""
    page = activity_page(stage)
    table = page.findChild(QTableView, "activity_rows")
    assert table is not None
    assert table.model().index(1, 0).data(Qt.ItemDataRole.ToolTipRole).startswith("2026-11-24 15:47:25 ")


def test_the_strip_tells_trouble_by_name(stage: Stage) -> None:
    """What the strip shows in colour it also says: in its accessible name and under the pointer."""
    page = activity_page(stage)
    strip = page.findChild(TimelineView)
    assert strip is not None
    assert "no network" in strip.accessibleName()
    middle = strip.width() * 14.4 / 24
    segment = strip.segment_at(middle)
    assert segment is not None
    assert segment.tone is Tone.ATTENTION


def test_the_strip_moves_on_with_the_time(stage: Stage) -> None:
    """The present moves while the page can be seen, and costs nothing while it does not move a pixel."""
    page = activity_page(stage)
    strip = page.findChild(TimelineView)
    assert strip is not None
    assert stage.bridge.ticker.running
    assert not strip.moves(stage.now + 1)
    assert strip.moves(stage.now + 3600)
    page.hide()
    assert not stage.bridge.ticker.running


def test_rows_are_copied_by_keyboard(stage: Stage) -> None:
    """Chosen lines go to the clipboard with their exact times."""
    page = activity_page(stage)
    table = page.findChild(QTableView, "activity_rows")
    assert table is not None
    table.setFocus()
    table.selectRow(1)
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text().startswith("2026-11-24 15:47:25 ")
    assert QApplication.clipboard().text().endswith("Renewed.  0.4 s")


def test_exports_what_it_holds(stage: Stage, tmp_path: Path) -> None:
    """The file is written off the window's thread, and the page says where it is."""
    page = activity_page(stage)
    (button,) = page.head_actions()
    stage.act(button.click)
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    stage.act(lambda: dialog.fileSelected.emit(str(tmp_path / "log.json")))
    stage.act(dialog.reject)
    title = page.findChild(QLabel, "activity_banner_title")
    assert title is not None
    wait_until(stage, lambda: "Exported" in title.text(), "the notice")
    assert len(json.loads((tmp_path / "log.json").read_text())) == len(a_day(stage.now))


def test_an_export_that_fails_is_told(stage: Stage, tmp_path: Path) -> None:
    """A folder that is gone is no silent failure."""
    page = activity_page(stage)
    (button,) = page.head_actions()
    stage.act(button.click)
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    stage.act(lambda: dialog.fileSelected.emit(str(tmp_path / "gone" / "log.csv")))
    stage.act(dialog.reject)
    title = page.findChild(QLabel, "activity_banner_title")
    assert title is not None
    wait_until(stage, lambda: bool(title.text()), "the error")
    assert "cannot be written" in title.text()


def test_ten_thousand_lines_scroll_and_filter(stage: Stage) -> None:
    """A long log opens in parts; the last line is one key away."""
    page = activity_page(stage, long_log(stage.now, 10_000))
    wait_until(stage, lambda: len(texts(page)) == 10_000, "the whole log")
    stage.click(page, "activity_requests")
    assert len(texts(page)) == 2_500
    table = page.findChild(QTableView, "activity_rows")
    assert table is not None
    QTest.keyClick(table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert table.rowAt(table.viewport().height() - 2) == 2_499


def test_every_control_has_a_name_and_is_reached_by_keyboard(stage: Stage) -> None:
    """Tab reaches the chosen chip and the table, arrows the other chips; each has words for a screen reader."""
    page = activity_page(stage)
    chosen, table = page.findChild(QWidget, "activity_all"), page.findChild(QWidget, "activity_rows")
    assert chosen is not None
    assert table is not None
    for control in (chosen, table):
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert control.accessibleName()
    chosen.setFocus()
    stage.act(lambda: QTest.keyClick(chosen, Qt.Key.Key_Right))
    focused = page.focusWidget()
    assert focused is not None
    assert (focused.objectName(), focused.accessibleName()) == ("activity_renewals", "Renewals")


def test_right_to_left_mirrors_the_strip(stage: Stage) -> None:
    """Time runs from right to left where writing does."""
    page = activity_page(stage)
    strip = page.findChild(TimelineView)
    assert strip is not None
    left_to_right = strip.grab().toImage()
    strip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    mirrored = strip.grab().toImage()
    point = QPoint(strip.width() // 4, 28)
    assert left_to_right.pixelColor(point) != mirrored.pixelColor(point)
