"""The view of many lines."""

import json

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication

from oauth_desk.ui.console.json_lines import JsonLines
from oauth_desk.ui.console.lines import BATCH
from oauth_desk.ui.console.lines_model import LinesModel
from oauth_desk.ui.console.lines_view import LinesView
from oauth_desk.ui.console.marked import Marked, Place, everything, word_at
from oauth_desk.ui.console.plain_lines import TextLines, WordLines
from tests.ui.stage import Stage

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def json_lines(value: object) -> JsonLines:
    """Return scanned lines."""
    lines = JsonLines(json.dumps(value).encode())
    for _ in lines.scan():
        pass
    return lines


@pytest.fixture
def view(stage: Stage) -> LinesView:
    """Show a view of a small object."""
    made = LinesView(stage.theme, name="lines", label="Answer")
    made.show_lines(json_lines({"name": "Ana", "tags": ["x", "y"]}))
    stage.show(made, 400, 200)
    made.setFocus()
    return made


def test_the_model_keeps_qt_s_rules_while_it_grows(stage: Stage) -> None:
    """Rows that are found later are inserted; other lines reset."""
    model = LinesModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    lines = JsonLines(json.dumps(list(range(3 * BATCH))).encode())
    counts = []
    for _ in lines.scan():
        model.show(lines)
        counts.append(model.rowCount())
    model.show(lines)
    assert counts == sorted(counts)
    assert model.rowCount() == 3 * BATCH + 2
    assert model.data(model.index(1, 0)) == "  0,"
    model.show(WordLines([("one", [])]))
    assert model.rowCount() == 1


def test_marks_and_copies_by_keyboard(view: LinesView) -> None:
    """The view is read and copied from without a pointer."""
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_End, SHIFT)
    QTest.keyClick(view, Qt.Key.Key_C, CTRL)
    assert QApplication.clipboard().text() == '  "name": "Ana",'
    QTest.keyClick(view, Qt.Key.Key_Home, CTRL)
    QTest.keyClick(view, Qt.Key.Key_End, CTRL | SHIFT)
    QTest.keyClick(view, Qt.Key.Key_C, CTRL)
    assert json.loads(QApplication.clipboard().text()) == {"name": "Ana", "tags": ["x", "y"]}


def test_copies_the_cursor_s_line_when_nothing_is_marked(view: LinesView) -> None:
    """Copy always copies something sensible."""
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_C, CTRL)
    assert QApplication.clipboard().text() == '  "name": "Ana",'


def test_a_double_click_marks_a_word(view: LinesView) -> None:
    """A value is marked without its quotes."""
    point = QPoint(
        view.fontMetrics().horizontalAdvance('  "name": "An'), view.rowViewportPosition(1) + view.rowHeight(1) // 2
    )
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert view.marked.cursor.row == 1
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    view.copy()
    assert QApplication.clipboard().text() == "Ana"


def test_dragging_marks_across_lines(view: LinesView) -> None:
    """What lies between press and release is marked."""
    top = view.rowViewportPosition(1) + 3
    x = view.fontMetrics().horizontalAdvance('  "name": ')
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, top))
    QTest.mouseMove(
        view.viewport(), QPoint(view.fontMetrics().horizontalAdvance("  "), view.rowViewportPosition(2) + 3)
    )
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton)
    view.copy()
    assert QApplication.clipboard().text() == '"Ana",\n  '


def test_a_screen_reader_finds_the_current_line(view: LinesView) -> None:
    """The cursor's row is the current index, whose text a screen reader speaks."""
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.currentIndex().row() == 1
    assert view.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole) == '  "name": "Ana",'


def test_what_is_long_is_copied_by_a_worker(view: LinesView) -> None:
    """The view hands on what would make it stall."""
    view.show_lines(json_lines(list(range(5000))))
    asked: list[Marked] = []
    view.long_copy_requested.connect(asked.append)
    QTest.keyClick(view, Qt.Key.Key_A, CTRL)
    QTest.keyClick(view, Qt.Key.Key_C, CTRL)
    assert asked == [everything(view.lines)]


def test_scrolls_to_the_cursor(view: LinesView) -> None:
    """The end of a long answer is one key away, in sight."""
    view.show_lines(json_lines(list(range(5000))))
    QTest.keyClick(view, Qt.Key.Key_End, CTRL)
    assert view.marked.cursor.row == 5001
    assert 0 <= view.rowViewportPosition(5001) < view.viewport().height()
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    assert view.marked.cursor.row < 5001


def test_other_lines_start_at_the_top_with_nothing_marked(view: LinesView) -> None:
    """A new answer is not read from the middle."""
    view.mark_everything()
    view.show_lines(json_lines([1, 2]))
    assert view.marked == Marked()
    assert view.verticalScrollBar().value() == 0


def test_a_broken_line_is_copied_whole(stage: Stage) -> None:
    """A line shown in several rows has no line breaks of the view in it."""
    lines = TextLines(b"0123456789" * 3 + b"\nend", longest=10)
    list(lines.scan())
    pieces: list[str] = []
    for _ in everything(lines).collect(lines, pieces):
        pass
    assert "".join(pieces) == "0123456789" * 3 + "\nend"


def test_marked_has_an_order() -> None:
    """Marking backwards marks the same."""
    marked = Marked(Place(2, 5), Place(1, 1))
    assert (marked.first, marked.last, marked.rows) == (Place(1, 1), Place(2, 5), 2)
    assert marked.columns(1, 8) == (1, 8)
    assert marked.columns(2, 8) == (0, 5)
    assert marked.columns(3, 8) is None


@pytest.mark.parametrize(("column", "word"), [(0, "  "), (3, "name"), (2, '"'), (12, "a-b@c.d"), (99, '"'), (9, " ")])
def test_words(column: int, word: str) -> None:
    """A word is what one wants to copy: a name, an address, a quote alone."""
    text = '  "name": "a-b@c.d"'
    start, end = word_at(text, column)
    assert text[start:end] == word
