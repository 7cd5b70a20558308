"""Opening a service file that came from outside: dropped, double-clicked, or named at the start."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QDropEvent, QFileOpenEvent
from PySide6.QtWidgets import QDialog, QMainWindow

from oauth_desk.domain.errors import DeskError
from oauth_desk.services.vault_session import SessionState, VaultSession
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.dropped import checked_file, dropped, is_taken
from oauth_desk.ui.window_pages import WindowPages

_ON_THE_WAY: Final = (QEvent.Type.DragEnter, QEvent.Type.DragMove)


class Opening(QObject):
    """Watches ``window`` for what is dropped on it. What comes while nothing can be connected waits."""

    def __init__(self, session: VaultSession, bridge: Bridge, pages: WindowPages, window: QMainWindow) -> None:
        super().__init__(window)
        self._session = session
        self._bridge = bridge
        self._pages = pages
        self._window = window
        self._waiting: Path | str | None = None
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        pages.currentChanged.connect(self._on_page)

    def begin(self, file: Path | None, *, connect: bool) -> None:
        """Open what a start of the program named: a service file, or the way to a new connection."""
        if file is not None:
            self.open_file(file)
        elif connect:
            self._open("")

    def open_file(self, path: Path) -> None:
        """Lead from a service file to a connection; a sentence says why where that cannot be."""
        try:
            self._open(checked_file(path))
        except DeskError as error:
            self._bridge.error_raised.emit(error)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what is dropped on the window, and what macOS asks the program to open."""
        if isinstance(event, QFileOpenEvent):
            self.open_file(Path(event.file()))
            return True
        if watched is self._window and isinstance(event, QDropEvent) and event.source() is None:
            if event.type() in _ON_THE_WAY:
                if is_taken(event.mimeData()) and not self._dialog_is_open():
                    event.acceptProposedAction()
            elif event.type() is QEvent.Type.Drop:
                event.acceptProposedAction()
                self._take(event)
            return True
        return super().eventFilter(watched, event)

    def _dialog_is_open(self) -> bool:
        return any(dialog.isVisible() for dialog in self._window.findChildren(QDialog))

    def _take(self, event: QDropEvent) -> None:
        try:
            self._open(dropped(event.mimeData()))
        except DeskError as error:
            self._bridge.error_raised.emit(error)

    def _open(self, wanted: Path | str) -> None:
        if self._session.state is SessionState.OPEN:
            self._waiting = None
            self._pages.connect_service(wanted or None)
            return
        self._waiting = wanted
        what = wanted.name if isinstance(wanted, Path) else wanted
        if what and self._pages.currentIndex() > 0:
            title = f"“{what}” is opened as soon as your connections are."
            self._bridge.error_raised.emit(DeskError("waits", title))

    def _on_page(self) -> None:
        """Go on with what waits, once the first page that shows connections is there."""
        if self._waiting is not None and self._session.state is SessionState.OPEN:
            QTimer.singleShot(0, self, self._go_on)

    def _go_on(self) -> None:
        wanted = self._waiting
        if wanted is not None and self._session.state is SessionState.OPEN:
            self._open(wanted)
