"""The one window: banners above the pages, and the dialogs over them."""

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QToolTip, QVBoxLayout

from oauth_desk.config import APP_NAME
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Remedy
from oauth_desk.services.desk import Desk
from oauth_desk.services.vault_session import SessionState
from oauth_desk.services.vault_words import OLDER_COPY
from oauth_desk.ui import later
from oauth_desk.ui.app_icon import app_icon
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.controls import Banner, Ground
from oauth_desk.ui.opening import Opening
from oauth_desk.ui.preferences import Preferences
from oauth_desk.ui.program_menu import ProgramMenu
from oauth_desk.ui.theme import Theme
from oauth_desk.ui.window_pages import WindowPages

_UNSAVED: Final = "It is kept in memory and saving goes on: free some disk space or check the folder, do not quit yet."
if TYPE_CHECKING:
    from oauth_desk.services.disconnect import Disconnected

_SIZE: Final = (1120, 720)
_LEAST: Final = (420, 480)


class MainWindow(QMainWindow):
    """``closed`` tells that its close button was used: whoever made the window decides what that means.

    ``seen`` tells whether anybody can see it.
    """

    closed = Signal()
    quit_requested = Signal()
    pause_toggled = Signal(bool)
    seen = Signal(bool)

    def __init__(self, desk: Desk, bridge: Bridge, theme: Theme, preferences: Preferences) -> None:
        super().__init__()
        self._desk = desk
        self._bridge = bridge
        self._theme = theme
        self._preferences = preferences
        self._queue: Any = None
        self._backups: Any = None
        self.setObjectName("main_window")
        self.setWindowTitle(APP_NAME)
        self.setWindowIcon(app_icon())
        self.setMinimumSize(*(theme.px(length) for length in _LEAST))
        self.menu = ProgramMenu(self)
        self.pages = WindowPages(desk, bridge, theme, preferences, self.menu)
        self.opening = Opening(desk.session, bridge, self.pages, self)
        self._trouble = Banner(theme, name="trouble_banner", flush=True)
        self._notice = Banner(theme, name="notice_banner", flush=True)
        self._lay_out()
        self._connect_signals()
        self._restore()
        self.menu.set_open(opened=desk.session.state is SessionState.OPEN)

    # --- what the program tells the window ---------------------------------------

    def open_vault(self) -> None:
        """Open the vault and show what is in it."""
        self.pages.open_vault()

    def choose(self, connection_id: str) -> None:
        """Show a connection."""
        self.pages.choose(connection_id)

    def sign_in_again(self, connection_id: str, more: tuple[str, ...] | None = None) -> None:
        """Sign in again on a connection, asking for ``more`` permissions beside its own; or ask for another key."""
        connection = self._desk.book.get(connection_id)
        if connection is not None and connection.service.key is not None:
            later.replace_key_sheet(connection, self._desk, self._bridge, self._theme, self).open()
            return
        if connection is not None and connection.asks_by_itself and not more:
            later.mend_sheet(connection, self._desk, self._bridge, self._theme, self).open()
            return
        self._reconnect_queue().open_for(connection_id, more=more or ())

    def tell_reconnect(self, connection_id: str) -> None:
        """Tell that a connection needs its owner; a key that is over waits in the list, with no dialog."""
        connection = self._desk.book.get(connection_id)
        if connection is not None and connection.service.key is not None:
            return
        self._reconnect_queue().notice(connection_id)

    def show_paused(self, *, paused: bool) -> None:
        """Say that nothing is renewed, as long as it is so."""
        self.menu.set_paused(paused=paused)
        if paused:
            words = "Connections run out one by one until it goes on."
            self._notice.tell("Renewing is paused.", words, tone="attention", action="Go on", closable=False)
        else:
            self._notice.hide()

    def come_forward(self) -> None:
        """Show the window, from the tray or from being minimised."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def quit(self) -> None:
        """End the program, as its menu does."""
        self.quit_requested.emit()

    def remember(self) -> None:
        """Keep place and size for the next start, and take copied secrets back."""
        self._preferences.remember(geometry=self.saveGeometry(), **self.pages.state())
        self.pages.forget_copied()

    # --- building ------------------------------------------------------------------

    def _lay_out(self) -> None:
        ground = Ground(self._theme, "window", name="window_ground")
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._trouble)
        column.addWidget(self._notice)
        column.addWidget(self.pages, 1)
        self.setCentralWidget(ground)

    def _connect_signals(self) -> None:
        pages, menu, bridge = self.pages, self.menu, self._bridge
        pages.sign_in_requested.connect(self.sign_in_again)
        pages.notice_requested.connect(self.tell_reconnect)
        pages.rename_requested.connect(self._rename)
        pages.disconnect_requested.connect(self._disconnect)
        pages.quit_requested.connect(self.quit_requested)
        menu.connect_requested.connect(pages.connect_service)
        menu.pause_toggled.connect(self.pause_toggled)
        menu.lock_requested.connect(self._lock)
        menu.settings_requested.connect(pages.show_settings)
        menu.backup_requested.connect(lambda: self._backup_flow().open())
        pages.copy_requested.connect(lambda copy: self._backup_flow().restore(copy))
        pages.scheme_chosen.connect(self._on_scheme_chosen)
        pages.motion_toggled.connect(self._on_motion_toggled)
        menu.scheme_chosen.connect(self._on_scheme_chosen)
        menu.motion_toggled.connect(self._on_motion_toggled)
        menu.quit_requested.connect(self.quit_requested)
        self._notice.remedy_requested.connect(self._on_remedy)
        self._notice.action_requested.connect(self._on_go_on)
        bridge.save_failed.connect(self._on_save_failed)
        bridge.save_recovered.connect(self._on_save_recovered)
        bridge.vault_failed.connect(self._on_vault_failed)
        bridge.vault_recovered.connect(self._on_saving_works)
        bridge.error_raised.connect(self._on_error)
        bridge.older_copy_found.connect(self._on_older_copy)
        bridge.vault_locked.connect(self._on_locked)
        bridge.vault_opened.connect(self._on_opened)

    def _restore(self) -> None:
        self.menu.set_scheme(self._preferences.text("scheme"))
        self.menu.set_reduced_motion(reduced=self._preferences.text("motion") == "less" or self._theme.reduced_motion)
        geometry = self._preferences.state("geometry")
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            self.resize(*_SIZE)

    def _reconnect_queue(self) -> Any:
        if self._queue is None:
            waiting = self.pages.requests_waiting
            self._queue = later.reconnect_queue(self._desk, self._bridge, self._theme, self, waiting)
        return self._queue

    def _backup_flow(self) -> Any:
        if self._backups is None:
            self._backups = later.backup_flow(self._desk, self._bridge, self._theme, self)
            self._backups.restored.connect(lambda _done, passphrase: self.pages.open_vault(passphrase))
        return self._backups

    # --- gestures -----------------------------------------------------------------------

    def _rename(self, connection_id: str) -> None:
        connection = self._desk.book.get(connection_id)
        if connection is not None:
            later.rename_sheet(connection, self._desk, self._bridge, self._theme, self).open()

    def _disconnect(self, connection_id: str) -> None:
        connection = self._desk.book.get(connection_id)
        if connection is not None:
            sheet = later.disconnect_sheet(connection, self._desk, self._bridge, self._theme, self)
            sheet.disconnected.connect(self._on_disconnected)
            sheet.open()

    def _lock(self) -> None:
        if self._desk.session.state is SessionState.OPEN:
            self._bridge.start(self._desk.locking.lock(), "lock")

    def _on_locked(self) -> None:
        """Close every dialog and menu, and take back every word that names a connection."""
        for dialog in self.findChildren(QDialog):
            if dialog.isVisible():
                dialog.reject()
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        QToolTip.hideText()
        self.menu.set_open(opened=False)
        if not self._desk.keeper.paused:
            self._notice.hide()
        if self._desk.book.unsaved():
            self._trouble.tell("A connection was renewed, but the result cannot be saved.", _UNSAVED, closable=False)

    def _on_opened(self) -> None:
        self.menu.set_open(opened=True)
        for connection in map(self._desk.book.get, self._desk.book.unsaved()):
            if connection is not None:
                self._on_save_failed(connection, "")

    def _on_disconnected(self, name: str, result: "Disconnected") -> None:
        tone = "good" if result.revoked == "yes" else "attention"
        self._notice.tell(f"{name} is disconnected.", result.detail, tone=tone)

    def _on_go_on(self) -> None:
        self.pause_toggled.emit(False)  # noqa: FBT003 - a signal

    def _on_scheme_chosen(self, scheme: str) -> None:
        self._preferences.remember(scheme=scheme)
        self.menu.set_scheme(scheme)
        self._theme.force(scheme or None)

    def _on_motion_toggled(self, reduced: bool) -> None:  # noqa: FBT001 - a slot
        self._preferences.remember(motion="less" if reduced else "")
        self._theme.reduced_motion = reduced
        self.menu.set_reduced_motion(reduced=reduced)

    # --- trouble ------------------------------------------------------------------------

    def _on_save_failed(self, connection: Connection, detail: str) -> None:
        who = "A connection" if self._desk.book.hushed else f"“{connection.name}”"
        title = f"{who} was renewed, but the result cannot be saved."
        self._trouble.tell(title, f"{detail} {_UNSAVED}".strip(), tone="bad", closable=False)

    def _on_save_recovered(self, _connection: Connection) -> None:
        self._on_saving_works()

    def _on_vault_failed(self, error: DeskError) -> None:
        if not self._desk.book.unsaved():
            words = f"Nothing can be renewed until it is mended; it is tried again by itself. {error.advice}"
            self._trouble.tell(error.title, words, tone="bad", closable=False)

    def _on_saving_works(self) -> None:
        if not self._desk.book.unsaved():
            self._trouble.hide()

    def _on_older_copy(self) -> None:
        words = "A connection that was renewed since may ask you to sign in again. “Back up and move” in the menu goes "
        self._notice.tell(OLDER_COPY, f"{words}back to the newest copy if this was not meant.", tone="attention")

    def _on_error(self, error: DeskError) -> None:
        self._notice.show_error(error)

    def _on_remedy(self, remedy: Remedy) -> None:
        self._notice.hide()
        if remedy is Remedy.UNLOCK:
            self.pages.show_locked()

    # --- the window itself ----------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Wake what counts."""
        super().showEvent(event)
        self.tell_seen()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let everything rest."""
        super().hideEvent(event)
        self.tell_seen()

    def changeEvent(self, event: QEvent) -> None:
        """Follow being minimised, and a change of the desktop's font."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.WindowStateChange:
            self.tell_seen()
        elif event.type() is QEvent.Type.ActivationChange and self.isActiveWindow():
            self.pages.look_again()
        elif event.type() is QEvent.Type.ThemeChange:
            self._theme.follow_font()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave it to the program whether this hides or quits."""
        self.remember()
        event.ignore()
        self.closed.emit()

    def tell_seen(self) -> None:
        """Let everything rest that nobody can see."""
        seen = self.isVisible() and not self.isMinimized()
        self._bridge.ticker.set_awake(awake=seen)
        self.seen.emit(seen)
