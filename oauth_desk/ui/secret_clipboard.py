"""Copying a secret: hidden from clipboard histories, and taken back after ten seconds (NORMS C106)."""

from typing import Final

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard

from oauth_desk.domain.secret import Secret

KEPT_MS: Final = 10_000
_HINTS: Final = {
    "x-kde-passwordManagerHint": b"secret",
    "ExcludeClipboardContentFromMonitorProcessing": b"1",
    "application/x-nspasteboard-concealed-type": b"1",
    "org.nspasteboard.ConcealedType": b"1",
}


class SecretClipboard(QObject):
    """Clears what it copied if it is still there, also at the end of the program."""

    def __init__(self, clipboard: QClipboard, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clipboard = clipboard
        self._copied: Secret | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEPT_MS)
        self._timer.timeout.connect(self.clear)

    def copy(self, secret: Secret) -> None:
        """Copy a secret for ten seconds."""
        data = QMimeData()
        data.setText(secret.reveal())
        for kind, value in _HINTS.items():
            data.setData(kind, value)
        self._clipboard.setMimeData(data)
        self._copied = secret
        self._timer.start()

    def clear(self) -> None:
        """Take the secret back, unless somebody copied something else meanwhile."""
        self._timer.stop()
        copied, self._copied = self._copied, None
        if copied is None:
            return
        modes = [QClipboard.Mode.Clipboard]
        if self._clipboard.supportsSelection():
            modes.append(QClipboard.Mode.Selection)
        for mode in modes:
            if Secret(self._clipboard.text(mode)) == copied:
                self._clipboard.clear(mode)
