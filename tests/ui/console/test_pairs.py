"""The tables of names and values."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLineEdit

from oauth_desk.ui.console.call_draft import Pair
from oauth_desk.ui.console.pairs_model import NAME, ON, VALUE, PairsModel
from oauth_desk.ui.console.pairs_table import PairsTable
from tests.ui.stage import Stage


def test_the_model_keeps_qt_s_rules(stage: Stage) -> None:
    """Writing into the empty row makes a pair and a new empty row."""
    model = PairsModel("header")
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    edits: list[int] = []
    model.edited.connect(lambda: edits.append(1))
    assert model.rowCount() == 1
    assert model.setData(model.index(0, NAME), "Accept")
    assert model.setData(model.index(0, VALUE), "text/html")
    assert model.setData(model.index(0, ON), Qt.CheckState.Unchecked.value, Qt.ItemDataRole.CheckStateRole)
    assert model.rowCount() == 2
    assert model.pairs() == (Pair("Accept", "text/html", on=False),)
    assert not model.setData(model.index(1, ON), Qt.CheckState.Checked.value, Qt.ItemDataRole.CheckStateRole)
    model.remove(0)
    assert model.pairs() == ()
    assert len(edits) == 4
    assert not model.rowCount(model.index(0, 0))
    assert not QModelIndex().isValid()


def test_every_cell_is_spoken(stage: Stage) -> None:
    """A screen reader hears what each cell is for."""
    model = PairsModel("header")
    model.show((Pair("Accept", "text/html"),))
    spoken = [
        model.index(row, column).data(Qt.ItemDataRole.AccessibleTextRole) for row in (0, 1) for column in range(3)
    ]
    assert spoken == [
        "Send Accept: yes",
        "Accept",
        "Accept: text/html",
        "New header, name",
        "New header, name",
        "New header, value",
    ]


def table(stage: Stage) -> PairsTable:
    """Show a table with one pair."""
    made = PairsTable(stage.theme, name="table", label="Headers", what="header")
    made.show_pairs((Pair("Accept", "text/html"),))
    stage.show(made, 500, 200)
    made.setFocus()
    return made


def test_typing_writes_into_the_cell(stage: Stage) -> None:
    """A cell is edited by typing, without a pointer."""
    made = table(stage)
    made.setCurrentIndex(made.model().index(1, NAME))
    made.edit(made.currentIndex())
    editor = made.findChild(QLineEdit, "pair_editor")
    assert editor is not None
    QTest.keyClicks(editor, "X-Test")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    stage.settle()
    assert made.pairs() == (Pair("Accept", "text/html"), Pair("X-Test", ""))


def test_space_ticks_and_delete_removes(stage: Stage) -> None:
    """A row is switched off, or taken out, by keyboard."""
    made = table(stage)
    made.setCurrentIndex(made.model().index(0, ON))
    QTest.keyClick(made, Qt.Key.Key_Space)
    assert made.pairs() == (Pair("Accept", "text/html", on=False),)
    QTest.keyClick(made, Qt.Key.Key_Space)
    assert made.pairs()[0].on
    QTest.keyClick(made, Qt.Key.Key_Delete)
    assert made.pairs() == ()


def test_grows_by_rows_up_to_a_few(stage: Stage) -> None:
    """The table takes the room of its rows, then scrolls."""
    made = table(stage)
    low = made.height()
    made.show_pairs(tuple(Pair(str(number)) for number in range(3)))
    middle = made.height()
    made.show_pairs(tuple(Pair(str(number)) for number in range(30)))
    assert low < middle == made.height()
