"""A copied secret does not stay (C106)."""

from PySide6.QtGui import QClipboard, QGuiApplication
from pytestqt.qtbot import QtBot

from oauth_desk.domain.secret import Secret
from oauth_desk.ui.secret_clipboard import KEPT_MS, SecretClipboard


def made() -> tuple[QClipboard, SecretClipboard]:
    """Return the clipboard and its keeper."""
    clipboard = QGuiApplication.clipboard()
    return clipboard, SecretClipboard(clipboard)


def test_is_marked_as_a_secret(qtbot: QtBot) -> None:
    """C106: clipboard histories are told to leave it out."""
    clipboard, keeper = made()
    keeper.copy(Secret("canary"))
    assert clipboard.text() == "canary"
    for kind in ("x-kde-passwordManagerHint", "ExcludeClipboardContentFromMonitorProcessing"):
        assert clipboard.mimeData().hasFormat(kind)
    keeper.clear()


def test_is_taken_back_after_ten_seconds(qtbot: QtBot) -> None:
    """C106: after 10 s the clipboard is empty again."""
    clipboard, keeper = made()
    assert KEPT_MS == 10_000
    keeper.copy(Secret("canary"))
    keeper._timer.setInterval(1)
    keeper._timer.start()
    qtbot.waitUntil(lambda: clipboard.text() == "", timeout=2000)


def test_what_somebody_else_copied_stays(qtbot: QtBot) -> None:
    """C106: the clipboard is cleared only while it still holds our text."""
    clipboard, keeper = made()
    keeper.copy(Secret("canary"))
    clipboard.setText("shopping list")
    keeper.clear()
    assert clipboard.text() == "shopping list"


def test_clearing_twice_is_no_trouble(qtbot: QtBot) -> None:
    """Nothing copied means nothing to clear."""
    _clipboard, keeper = made()
    keeper.clear()
    keeper.clear()
