"""The settings page."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QWidget

from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.secret import Secret
from oauth_desk.services.choices import Choices
from oauth_desk.services.ports import KeyringState, Protection, Unsettled
from oauth_desk.ui.main_window import MainWindow
from tests.ui.settings.scenes import settings
from tests.ui.stage import Stage
from tests.ui.window_scenes import filled

PASSPHRASE = Secret("correct horse battery")


def text(made: QWidget, name: str) -> str:
    """Return what a label says, or nothing where it is hidden."""
    label = made.findChild(QLabel, name)
    return label.text() if label is not None and label.isVisible() else ""


def chosen(stage: Stage) -> Choices:
    """Return what was chosen."""
    return stage.desk.locking.chosen.now


def choose(stage: Stage, made: MainWindow, name: str, index: int) -> None:
    """Choose from a list as a person does."""
    box = made.findChild(QComboBox, name)

    def act() -> None:
        box.setCurrentIndex(index)
        box.activated.emit(index)

    stage.act(act)


def protection(stage: Stage) -> Protection:
    """Return what protects the vault."""
    assert stage.file.vault_header is not None
    return stage.file.vault_header.protection


def test_the_menu_opens_it_and_back_leaves_it(stage: Stage) -> None:
    """Ctrl and comma open the settings; the arrow and Escape lead back to where one was."""
    made = filled(stage)
    made.activateWindow()
    stage.settle()
    stage.act(lambda: QTest.keyClick(made, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier))
    assert made.pages.currentWidget().objectName() == "settings_page"
    stage.click(made, "settings_back")
    assert made.pages.currentWidget().objectName() == "workspace"
    stage.act(made.menu.settings_requested.emit)
    stage.act(lambda: QTest.keyClick(made.findChild(QWidget, "settings_back"), Qt.Key.Key_Escape))
    assert made.pages.currentWidget().objectName() == "workspace"


def test_says_what_protects(stage: Stage) -> None:
    """The protection of now is a sentence, with what it means."""
    made = settings(stage)
    assert text(made, "protection_now") == "The keyring (Memory) protects your connections."
    assert "logged in" in text(made, "protection_means")
    assert not made.findChild(QWidget, "use_keyring").isVisible()


def test_to_a_passphrase(stage: Stage) -> None:
    """Two equal passphrases change the protection; the page says so, and the keyring has forgotten."""
    made = settings(stage)
    stage.click(made, "use_passphrase")
    assert made.findChild(QLineEdit, "current_passphrase") is None
    for new, again, name, problem in (
        ("short", "short", "new_passphrase_hint", "Use at least 8 characters; a few words are good."),
        ("long enough", "long enoug", "repeat_passphrase_hint", "The two do not match."),
    ):
        stage.type(made, "new_passphrase", new)
        stage.type(made, "repeat_passphrase", again, enter=True)
        assert text(made, name) == problem
    assert protection(stage) is Protection.KEYRING
    stage.type(made, "repeat_passphrase", "long enough", enter=True)
    assert made.findChild(QWidget, "passphrase_sheet") is None
    assert protection(stage) is Protection.PASSPHRASE
    assert stage.keys.keys == {}
    assert text(made, "protection_now") == "A passphrase protects your connections."
    assert text(made, "settings_banner_title") == "A passphrase protects your connections from now on."
    assert [each.name for each in stage.book.all()]


def test_another_passphrase(stage: Stage) -> None:
    """The passphrase of now is asked for first; a wrong one is told at its field, and can be tried again."""
    stage.passphrase = PASSPHRASE
    made = settings(stage)
    stage.click(made, "use_passphrase")
    stage.type(made, "new_passphrase", "another passphrase")
    stage.type(made, "repeat_passphrase", "another passphrase", enter=True)
    assert text(made, "current_passphrase_hint") == "Enter the passphrase of now."
    stage.type(made, "current_passphrase", "wrong", enter=True)
    assert text(made, "current_passphrase_hint") == "This is not the passphrase of now."
    stage.type(made, "current_passphrase", PASSPHRASE.reveal(), enter=True)
    assert stage.file.passphrase == Secret("another passphrase")


def test_to_the_keyring(stage: Stage) -> None:
    """A keyring that is not there is told in the sheet, which stays; when it is, the change is made."""
    stage.passphrase = PASSPHRASE
    made = settings(stage)
    stage.keys.state = KeyringState.ABSENT
    stage.click(made, "use_keyring")
    stage.type(made, "current_passphrase", PASSPHRASE.reveal(), enter=True)
    assert text(made, "keyring_sheet_banner_title")
    assert protection(stage) is Protection.PASSPHRASE
    stage.keys.state = None
    stage.click(made, "keyring_sheet_ok")
    assert protection(stage) is Protection.KEYRING
    assert list(stage.keys.keys.values()) == [stage.file.key]


def test_a_sheet_that_is_left_changes_nothing(stage: Stage) -> None:
    """Cancel and Escape leave everything as it was."""
    made = settings(stage)
    for leave in (
        lambda: stage.click(made, "passphrase_sheet_cancel"),
        lambda: stage.act(
            lambda: QTest.keyClick(made.findChild(QWidget, "passphrase_sheet"), Qt.Key.Key_Escape),
        ),
    ):
        stage.click(made, "use_passphrase")
        stage.type(made, "new_passphrase", "long enough")
        leave()
        assert made.findChild(QWidget, "passphrase_sheet") is None
    assert protection(stage) is Protection.KEYRING


def test_what_is_left_can_be_tried_now(stage: Stage) -> None:
    """What a change could not finish is told, and can be tried without a restart."""
    stage.passphrase = PASSPHRASE
    stage.open()
    stage.file.noted, stage.file.copies_left = Unsettled.COPIES, 1
    made = settings(stage)
    stage.act(made.findChild(QWidget, "settings_protection").settle_requested.emit)
    assert "One backup" in text(made, "protection_left_detail")
    stage.file.copies_left = 0
    stage.click(made, "protection_left_action")
    assert text(made, "protection_left_detail") == ""


@pytest.mark.parametrize("name", ["lock_with_screen", "lock_with_sleep", "renew_while_locked"])
def test_boxes_count_at_once(stage: Stage, name: str) -> None:
    """A tick is saved and counts from then on, without a button."""
    made = settings(stage)
    stage.click(made, name)
    assert getattr(chosen(stage), name)
    assert stage.choices.values[name]
    stage.click(made, name)
    assert chosen(stage) == Choices()


def test_the_waiting_time(stage: Stage) -> None:
    """Chosen from a list, with what it counts from on this desktop."""
    made = settings(stage)
    assert text(made, "lock_after_hint") == ""
    choose(stage, made, "lock_after", 2)
    assert chosen(stage).lock_after_minutes == 5
    assert "the last use of this window" in text(made, "lock_after_hint")
    stage.presence.idle = 3.0
    stage.click(made, "settings_back")
    stage.act(made.menu.settings_requested.emit)
    assert "as your desktop tells" in text(made, "lock_after_hint")


def test_a_time_of_ones_own(stage: Stage) -> None:
    """A number written into the file is shown although the list does not have it."""
    stage.choices.values = {"lock_after_minutes": 7}
    made = settings(stage)
    assert made.findChild(QComboBox, "lock_after").currentText() == "After 7 minutes"


def test_the_wheel_changes_nothing_by_the_way(stage: Stage) -> None:
    """Scrolling over a list scrolls the page."""
    made = settings(stage)
    box = made.findChild(QComboBox, "lock_after")
    made.findChild(QWidget, "settings_back").setFocus()
    at = QPointF(box.rect().center())
    wheel = QWheelEvent(
        at,
        QPointF(box.mapToGlobal(at.toPoint())),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    stage.act(lambda: QApplication.sendEvent(box, wheel))
    assert box.currentIndex() == 0


def test_a_choice_that_cannot_be_saved(stage: Stage) -> None:
    """It is told, and the box goes back to what counts."""
    made = settings(stage)
    stage.choices.fault = DeskError("settings_not_saved", "Your choice could not be saved.")
    stage.click(made, "lock_with_screen")
    assert text(made, "settings_banner_title") == "Your choice could not be saved."
    assert not made.findChild(QCheckBox, "lock_with_screen").isChecked()


def test_renewing_behind_the_lock_is_worded_as_it_is(stage: Stage) -> None:
    """C109: dropped is said where it is dropped, kept where it is kept, wiped nowhere."""
    made = settings(stage)
    words = text(made, "renew_while_locked_hint")
    assert "key and everything decrypted are dropped" in words
    assert words.count("wiped") == words.count("cannot be wiped") == 1
    stage.click(made, "renew_while_locked")
    assert "the key stays in use" in text(made, "renew_while_locked_hint")


def test_colours_and_motion_are_those_of_the_menu(stage: Stage) -> None:
    """Both places show and change the same."""
    made = settings(stage)
    choose(stage, made, "settings_scheme", 2)
    assert stage.theme.dark
    assert made.findChild(QAction, "scheme_dark").isChecked()
    stage.click(made, "settings_motion")
    assert made.findChild(QAction, "less_motion").isChecked()
    assert stage.theme.reduced_motion


@pytest.mark.parametrize("tray", [True, False])
def test_staying_in_the_tray(stage: Stage, tray: bool) -> None:
    """Offered where there is a tray; elsewhere it says why not."""
    made = filled(stage)
    made.pages.has_tray = tray
    stage.act(made.menu.settings_requested.emit)
    box = made.findChild(QCheckBox, "settings_stay")
    assert box.isEnabled() is tray
    if tray:
        stage.click(made, "settings_stay")
        assert made._preferences.text("on_close") == "quit"
    else:
        assert "no tray" in text(made, "settings_stay_hint")


def test_everything_is_named_and_reached_by_tab(stage: Stage) -> None:
    """Every control has a name for screen readers, and Tab comes to it."""
    made = settings(stage)
    page = made.pages.currentWidget()
    kinds: tuple[type[Any], ...] = (QCheckBox, QComboBox)
    controls = [each for kind in kinds for each in page.findChildren(kind)]
    assert len(controls) >= 7
    reach: Callable[[QWidget], bool] = lambda each: bool(each.focusPolicy() & Qt.FocusPolicy.TabFocus)  # noqa: E731
    assert all(each.accessibleName() and each.objectName() and reach(each) for each in controls)
