"""The pages that fill the window in turn: locked, first page, list with page, wizard."""

from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QByteArray, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMenu, QStackedWidget

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.managed import DEMO
from oauth_desk.domain.secret import Secret
from oauth_desk.services.desk import Desk
from oauth_desk.services.ports import VaultCopy
from oauth_desk.services.protection_words import locked_words
from oauth_desk.services.vault_session import SessionState
from oauth_desk.ui import later
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.controls import Ground
from oauth_desk.ui.empty_page import EmptyPage
from oauth_desk.ui.keyring_wait import KeyringWait
from oauth_desk.ui.locked_page import LockedPage
from oauth_desk.ui.preferences import Preferences
from oauth_desk.ui.theme import Theme
from oauth_desk.ui.workspace import Workspace

_NOTE_MS: Final = 200
_COPY_HELPS: Final = frozenset({"vault_damaged", "vault_gone", "wrong_key"})
_FIRST_A_COPY: Final = "Go back to the copy instead: then it is saved there."
_PATIENCE_MS: Final = 400
"""A vault that opens sooner shows no page of waiting."""


class WindowPages(QStackedWidget):
    """Decides which page fits how things stand, and makes each when it is first wanted.

    ``sign_in_requested`` names a connection and the permissions to ask for beside its own.
    """

    sign_in_requested = Signal(str, object)
    notice_requested = Signal(str)
    rename_requested = Signal(str)
    disconnect_requested = Signal(str)
    copy_requested = Signal(object)
    quit_requested = Signal()
    not_opened = Signal(object)
    scheme_chosen = Signal(str)
    motion_toggled = Signal(bool)

    def __init__(self, desk: Desk, bridge: Bridge, theme: Theme, preferences: Preferences, program_menu: QMenu) -> None:
        super().__init__()
        self._desk = desk
        self._bridge = bridge
        self._theme = theme
        self._preferences = preferences
        self._program_menu = program_menu
        self._workspace: Workspace | None = None
        self._wizard: Any = None
        self._console: Any = None
        self._locked: LockedPage | None = None
        self._empty: EmptyPage | None = None
        self._settings: Any = None
        self._before: tuple[str | None, str] = (None, "")
        self.has_tray = False
        self._keyring = KeyringWait(desk, bridge, self._may_go_on, self)
        self._keyring.opened.connect(self._on_opened)
        self._keyring.changed.connect(lambda error: self._show_locked_page().show_error(error))
        self._keyring.failed.connect(self._on_not_opened)
        self._noting = QTimer(self, interval=_NOTE_MS)
        self._noting.timeout.connect(self._show_note)
        self._opening = QTimer(self, interval=_PATIENCE_MS, singleShot=True)
        self._opening.timeout.connect(lambda: self._show_locked_page().show_opening())
        self.setObjectName("window_pages")
        self.addWidget(Ground(theme, name="blank_page"))
        bridge.connection_added.connect(self._on_added)
        bridge.connection_removed.connect(self._on_removed)
        bridge.vault_locked.connect(self._on_locked)
        bridge.vault_damaged.connect(self._on_not_opened)
        bridge.vault_opened.connect(self._on_mended)

    # --- wishes --------------------------------------------------------------------

    def open_vault(self, passphrase: Secret | None = None) -> None:
        """Open the vault and show what is in it."""
        self._noting.stop()
        self._keyring.stop()
        if self._locked is None or self.currentWidget() is not self._locked:
            self._opening.start()
        work = self._desk.session.open(passphrase)
        self._bridge.start(work, "open the vault", on_done=self._on_opened, on_error=self._on_not_opened)

    def start_anew(self) -> None:
        """Begin with an empty list after damage, which leaves the damaged file where it is."""
        self._keyring.stop()
        self._bridge.start(self._begun_anew(), "start anew", on_done=self._on_opened, on_error=self._on_not_opened)

    async def _begun_anew(self) -> None:
        session = self._desk.session
        if session.state is SessionState.OPEN:
            if self._desk.book.unsaved():
                raise DeskError("not_saved", "A connection was renewed and waits to be saved.", advice=_FIRST_A_COPY)
            await session.end()
        await session.open(anew=True)

    def look_again(self) -> None:
        """Let a keyring that is waited for be looked at now: somebody has come back to the window."""
        self._keyring.look_now()

    def connect_service(self, wanted: str | Path | None = None) -> None:
        """Start the wizard, with a service of the catalogue, an address or a service file where one is given."""
        if self._desk.session.state is SessionState.OPEN:
            self._show_wizard().start(wanted)

    def try_demo(self) -> None:
        """Connect the demo service."""
        self._show_wizard().try_demo()

    def choose(self, connection_id: str) -> None:
        """Show a connection."""
        if self._desk.book.get(connection_id) is not None:
            self._show_workspace().choose(connection_id)

    def show_locked(self) -> None:
        """Show that connections cannot be read until somebody unlocks them."""
        self._show_locked_page().show_locked(self._desk.session.protection)
        self._noting.start()

    def show_settings(self) -> None:
        """Show what can be chosen."""
        if self._desk.session.state is not SessionState.OPEN:
            return
        if self._settings is None:
            self._settings = later.settings_page(
                self._desk, self._bridge, self._theme, self._preferences, tray=self.has_tray
            )
            self._settings.closed.connect(self.show_connections)
            self._settings.scheme_chosen.connect(self.scheme_chosen)
            self._settings.motion_toggled.connect(self.motion_toggled)
            self.addWidget(self._settings)
        self.setCurrentWidget(self._settings)
        self._settings.setFocus()

    def show_connections(self) -> None:
        """Show the list, or the first page where there is none."""
        if self._desk.session.state is not SessionState.OPEN:
            self._show_locked_page()
        elif self._desk.book.all():
            self._show_workspace()
        else:
            self._show_empty_page()

    def requests_waiting(self, connection_id: str) -> int:
        """Return how many requests wait for a connection to be back."""
        return int(self._console is not None and self._console.calls.waits(connection_id))

    def state(self) -> dict[str, str | QByteArray]:
        """Return what to remember."""
        return {} if self._workspace is None else {"splitter": self._workspace.saveState()}

    def forget_copied(self) -> None:
        """Take copied secrets back from the clipboard."""
        if self._workspace is not None:
            self._workspace.side.forget_copied()

    # --- pages made when they are wanted -----------------------------------------------

    def _show_locked_page(self) -> LockedPage:
        if self._locked is None:
            self._locked = LockedPage(self._desk.settings, self._theme)
            self._locked.unlock_requested.connect(self.open_vault)
            self._locked.anew_requested.connect(self.start_anew)
            self._locked.copy_requested.connect(self.copy_requested)
            self._locked.quit_requested.connect(self.quit_requested)
            self.addWidget(self._locked)
        self.setCurrentWidget(self._locked)
        return self._locked

    def _show_empty_page(self) -> None:
        if self._empty is None:
            self._empty = EmptyPage(self._theme, demo=self._desk.company.now.allows(DEMO))
            self._empty.connect_requested.connect(self.connect_service)
            self._empty.demo_requested.connect(self.try_demo)
            self.addWidget(self._empty)
        self.setCurrentWidget(self._empty)

    def _show_workspace(self) -> Workspace:
        if self._workspace is None:
            self._workspace = self._make_workspace()
            self.addWidget(self._workspace)
        if self.currentWidget() is not self._workspace:
            self.setCurrentWidget(self._workspace)
            self._workspace.sidebar.setFocus()
        return self._workspace

    def _make_workspace(self) -> Workspace:
        makers = {
            "console": self._make_console,
            "activity": later.activity_page,
            "details": later.details_page,
        }
        workspace = Workspace(self._desk, self._bridge, self._theme, self._program_menu, makers)
        workspace.restore(self._preferences.state("splitter"), self._preferences.text("order"))
        workspace.connect_requested.connect(self.connect_service)
        workspace.order_chosen.connect(lambda order: self._preferences.remember(order=order))
        workspace.sign_in_requested.connect(lambda connection_id: self.sign_in_requested.emit(connection_id, ()))
        workspace.rename_requested.connect(self.rename_requested)
        workspace.disconnect_requested.connect(self.disconnect_requested)
        return workspace

    def _make_console(self, desk: Desk, bridge: Bridge, theme: Theme) -> Any:
        self._console = later.console_page(desk, bridge, theme)
        self._console.reconnect_requested.connect(self.sign_in_requested)
        self._console.reconnect_noticed.connect(self.notice_requested)
        return self._console

    def _show_wizard(self) -> Any:
        if self._wizard is None:
            self._wizard = later.wizard(self._desk, self._bridge, self._theme)
            self._wizard.finished.connect(self._on_connected)
            self._wizard.cancelled.connect(self.show_connections)
            self.addWidget(self._wizard)
        self.setCurrentWidget(self._wizard)
        return self._wizard

    # --- locking -----------------------------------------------------------------------

    def _on_locked(self) -> None:
        """Show nothing, and keep nothing: the pages that held it are made anew when it is unlocked."""
        self.forget_copied()
        if self._workspace is not None:
            self._before = (self._workspace.sidebar.chosen, self._workspace.side.tab)
            self._preferences.remember(**self.state())
        for page in (self._workspace, self._wizard, self._settings):
            if page is not None:
                self.removeWidget(page)
                page.hide()
                page.deleteLater()
        self._workspace = self._wizard = self._settings = self._console = None
        self.show_locked()

    def _show_note(self) -> None:
        """Say what became of the key, and look again while that changes by itself."""
        shown = self._locked is not None and self.currentWidget() is self._locked
        session = self._desk.session
        if self._locked is not None and shown and session.state is SessionState.LOCKED:
            self._locked.show_note(locked_words(session))
        if not shown or not session.key_is_kept or session.renews_while_locked:
            self._noting.stop()

    # --- what happened ---------------------------------------------------------------

    def _on_opened(self, _none: None) -> None:
        self._opening.stop()
        self.show_connections()
        (chosen, tab), self._before = self._before, (None, "")
        if chosen is not None and self._workspace is not None and self._desk.book.get(chosen) is not None:
            self._workspace.choose(chosen)
            self._workspace.show_tab(tab)

    def _on_not_opened(self, error: DeskError) -> None:
        self._opening.stop()
        self._show_locked_page().show_error(error)
        self.not_opened.emit(error)
        self._keyring.begin(error)
        if error.code in _COPY_HELPS:
            self._bridge.start(
                self._desk.archive.find(), "newest copy", on_done=self._offer_copy, on_error=self._on_no_copy
            )

    def _may_go_on(self) -> bool:
        """Tell whether the page may change by itself: not under somebody who chooses a passphrase or a copy."""
        return not (self._locked is not None and self._locked.choosing) and QApplication.activeModalWidget() is None

    def _on_no_copy(self, error: DeskError) -> None:
        if error.code == "no_copy":
            self._offer_copy(None)

    def _offer_copy(self, copy: VaultCopy | None) -> None:
        if self._locked is not None:
            self._locked.offer_copy(copy, self._desk.clock.now())

    def _on_mended(self) -> None:
        """Show connections again that another process brought back."""
        shown = self._locked is not None and self.currentWidget() is self._locked
        if shown and self._desk.session.state is SessionState.OPEN:
            self.show_connections()

    def _on_connected(self, connection_id: str) -> None:
        self.show_connections()
        self.choose(connection_id)

    def _on_added(self, _connection: Connection) -> None:
        if self._empty is not None and self.currentWidget() is self._empty:
            self._show_workspace()

    def _on_removed(self, _connection_id: str) -> None:
        if self.currentWidget() is self._workspace and not self._desk.book.all():
            self._show_empty_page()
