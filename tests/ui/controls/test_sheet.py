"""A sheet is a dialog inside the window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from oauth_desk.ui.controls import Button, Sheet, Text
from tests.ui.stage import Stage


class Scene:
    """A window with a button, and a sheet with two over it."""

    def __init__(self, stage: Stage) -> None:
        self.window = QWidget()
        self.below = QPushButton("Below")
        QVBoxLayout(self.window).addWidget(self.below)
        stage.show(self.window, 800, 600)
        self.below.setFocus()
        self.sheet = Sheet(self.window, stage.theme, name="sheet", title="Sure?")
        self.sheet.column.addWidget(self.sheet.title)
        self.sheet.column.addWidget(Text("Words. " * 40, stage.theme, wrap=True))
        self.no, self.yes = Button("No", stage.theme, name="no"), Button("Yes", stage.theme, name="yes")
        self.sheet.buttons.addWidget(self.no)
        self.sheet.buttons.addWidget(self.yes)
        stage.act(self.sheet.open)


@pytest.fixture
def scene(stage: Stage) -> Scene:
    """Return an open sheet."""
    return Scene(stage)


def test_covers_the_window(stage: Stage, scene: Scene) -> None:
    """The sheet covers the window and follows its size; its card stays inside."""
    assert scene.sheet.geometry() == scene.window.rect()
    scene.window.resize(500, 400)
    stage.settle()
    assert scene.sheet.geometry() == scene.window.rect()
    assert scene.sheet.rect().contains(scene.sheet._card.geometry())


def test_tab_stays_inside(scene: Scene) -> None:
    """Tab and Shift+Tab go round among the sheet's own controls."""
    scene.no.setFocus()
    for expected in (scene.yes, scene.no, scene.yes):
        QTest.keyClick(scene.window.focusWidget(), Qt.Key.Key_Tab)
        assert scene.window.focusWidget() is expected
    QTest.keyClick(scene.yes, Qt.Key.Key_Backtab)
    assert scene.window.focusWidget() is scene.no


def test_escape_rejects_and_gives_the_focus_back(stage: Stage, scene: Scene) -> None:
    """Escape closes the sheet without doing anything, and the keyboard is back where it was."""
    rejected = []
    scene.sheet.rejected.connect(lambda: rejected.append(1))
    stage.act(lambda: QTest.keyClick(scene.no, Qt.Key.Key_Escape))
    assert rejected == [1]
    assert not scene.sheet.isVisible()
    assert scene.window.focusWidget() is scene.below


def test_the_page_below_cannot_be_clicked(scene: Scene) -> None:
    """A click beside the card reaches nothing below it."""
    pressed = []
    scene.below.clicked.connect(lambda: pressed.append(1))
    hit = scene.window.childAt(10, 10)
    assert hit is scene.sheet
    QTest.mouseClick(hit, Qt.MouseButton.LeftButton)
    assert pressed == []


def test_shortcuts_below_rest(stage: Stage, scene: Scene) -> None:
    """While a sheet is open, the window's shortcuts do nothing."""
    used = []
    shortcut = QShortcut(QKeySequence("Ctrl+2"), scene.window)
    shortcut.activated.connect(lambda: used.append(1))
    QTest.keyClick(scene.no, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert used == []
    stage.act(scene.sheet.reject)
    QTest.keyClick(scene.below, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert used == [1]


def test_is_a_dialog_to_a_screen_reader(scene: Scene) -> None:
    """A screen reader announces a dialog with its title."""
    interface = QAccessible.queryAccessibleInterface(scene.sheet)
    assert interface.role() is QAccessible.Role.Dialog
    assert interface.text(QAccessible.Text.Name) == "Sure?"


def test_grows_with_its_content(stage: Stage, scene: Scene) -> None:
    """More words make the card higher, as far as the window allows."""
    before = scene.sheet._card.height()
    scene.sheet.column.addWidget(Text("More words. " * 60, stage.theme, wrap=True))
    stage.settle()
    assert scene.sheet._card.height() > before


def test_both_schemes(stage: Stage, scene: Scene) -> None:
    """The dimmed ground is painted in both schemes."""
    light = scene.sheet.grab().toImage()
    stage.theme.force("dark")
    assert scene.sheet.grab().toImage() != light
