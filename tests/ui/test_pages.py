"""What holds for every page and dialog, whatever it shows."""

import re
from collections.abc import Iterator
from typing import Final

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTabBar,
    QTextEdit,
    QWidget,
)

import tests.ui.scenes  # noqa: F401 - the scenes register themselves
from oauth_desk.ui.controls import Button, ButtonKind, Sheet
from tests.ui.screenshots import SCENES
from tests.ui.stage import Stage

FORBIDDEN: Final = re.compile(r"\b(oauth|tokens?|scopes?|grants?|refresh\w*|callbacks?)\b", re.IGNORECASE)
NAMES_OF_THE_PROGRAM: Final = re.compile(r"OAuth Desk|\boauth-desk\b")
"""As people read it, and as its files and folders are called."""
DEVELOPER_PAGES: Final = ("details_page", "console_page", "failure_said")
CONTROLS: Final = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QAbstractItemView, QTabBar, QTextEdit)
"""What somebody can act on."""

pytestmark = pytest.mark.qt_log_ignore("does not support raise", "propagateSizeHints", extend=True)


@pytest.fixture(params=sorted(SCENES))
def scene(request: pytest.FixtureRequest, stage: Stage) -> QWidget:
    """Return each page and dialog in turn, shown."""
    shown = SCENES[request.param](stage)
    stage.settle()
    return shown


def below(widget: QWidget, names: tuple[str, ...]) -> bool:
    """Tell whether a widget stands on one of the pages."""
    while widget is not None:
        if widget.objectName() in names:
            return True
        widget = widget.parentWidget()
    return False


def spoken(root: QWidget) -> Iterator[tuple[QWidget, str]]:
    """Return everything a person can read or hear, with its widget."""
    for widget in root.findChildren(QWidget):
        if not widget.isVisible():
            continue
        texts = [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
        if isinstance(widget, QLabel | QAbstractButton):
            texts.append(widget.text())
        elif isinstance(widget, QLineEdit):
            texts.append(widget.placeholderText())
        elif isinstance(widget, QPlainTextEdit):
            texts += [widget.toPlainText(), widget.placeholderText()]
        elif isinstance(widget, QComboBox):
            texts += [widget.itemText(index) for index in range(widget.count())]
        elif isinstance(widget, QTabBar):
            texts += [widget.tabText(index) for index in range(widget.count())]
        for text in texts:
            yield widget, text


def words_of_the_trade(page: QWidget) -> list[str]:
    """Pages for people never say OAuth, token, scope, grant, refresh or callback; pages for developers may."""
    read = [text for widget, text in spoken(page) if not below(widget, DEVELOPER_PAGES)]
    read += [action.text() for action in page.findChildren(QAction) if not below(action.parent(), DEVELOPER_PAGES)]
    return [text for text in read if FORBIDDEN.search(NAMES_OF_THE_PROGRAM.sub("", text))]


def controls(page: QWidget) -> list[QWidget]:
    """Return what somebody can act on now."""
    return [
        widget
        for widget in page.findChildren(QWidget)
        if isinstance(widget, CONTROLS) and widget.isVisible() and not _is_qts_own(widget)
    ]


def _is_qts_own(widget: QWidget) -> bool:
    """Tell the inner parts of Qt's widgets, which Qt itself names and reaches."""
    return isinstance(widget.parentWidget(), QLineEdit | QComboBox | QAbstractSpinBox | QAbstractItemView | QTabBar)


def nameless(page: QWidget) -> list[str]:
    """Whatever can be acted on has a stable object name, and a name for screen readers."""
    return [
        f"{type(widget).__name__} {widget.objectName()!r}"
        for widget in controls(page)
        if not widget.objectName() or not widget.accessibleName()
    ]


def unreachable(page: QWidget) -> list[str]:
    """Whatever can be acted on takes the keyboard focus; in a group of choices the arrow keys go on from one."""
    return [
        widget.objectName()
        for widget in controls(page)
        if widget.isEnabled()
        and not widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (isinstance(widget, QAbstractButton) and widget.group() is not None)
    ]


def too_many_primaries(page: QWidget) -> list[str]:
    """One primary button on a page; "Connect" is the list's own, and a dialog has its own."""
    primary = [each for each in page.findChildren(Button) if each.kind is ButtonKind.PRIMARY and each.isVisible()]
    in_sheets = [each for each in primary if _sheet_of(each) is not None]
    shown = in_sheets or [each for each in primary if not below(each, ("sidebar",))]
    return [each.objectName() for each in shown] if len(shown) > 1 else []


def _sheet_of(widget: QWidget | None) -> Sheet | None:
    while widget is not None and not isinstance(widget, Sheet):
        widget = widget.parentWidget()
    return widget


def secrets(page: QWidget) -> list[str]:
    """No page shows a secret that nobody asked for."""
    asked_for = page.findChild(QAbstractButton, "reveal_access_token")
    if asked_for is not None and asked_for.isChecked():
        return []
    return [text for _widget, text in spoken(page) if "canary" in text.replace("\u200b", "")]


def too_wide(page: QWidget) -> list[str]:
    """No page needs to be scrolled sideways."""
    areas = [area for area in page.findChildren(QScrollArea) if area.isVisible() and area.widget() is not None]
    return [area.objectName() for area in areas if area.widget().width() > area.viewport().width()]


RULES: Final = (words_of_the_trade, nameless, unreachable, too_many_primaries, secrets, too_wide)


def test_every_rule_holds(scene: QWidget) -> None:
    """No page breaks a rule that holds for all of them."""
    assert {rule.__name__: found for rule in RULES if (found := rule(scene))} == {}


def test_dark_and_light_differ(scene: QWidget, stage: Stage, qapp: QApplication) -> None:
    """Every page follows the colours while it is shown, to the last corner."""
    light = scene.grab().toImage()
    stage.theme.force("dark")
    stage.settle()
    dark = scene.grab().toImage()
    assert _brightness(dark) < 0.45 < _brightness(light)


def _brightness(image: QImage) -> float:
    """Return the mean lightness of a picture."""
    small = image.scaled(
        QSize(24, 24), Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    values = [small.pixelColor(x, y).lightnessF() for x in range(24) for y in range(24)]
    return sum(values) / len(values)
