"""One dialog for all connections that need their owner: why, and signing in again."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.status import Status
from oauth_desk.services.desk import Desk
from oauth_desk.services.sign_in import SignInPlan, SignInSession
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.reconnect.line import Line
from oauth_desk.ui.reconnect.sheet import ReconnectSheet
from oauth_desk.ui.sign_in_flow import SignInFlow
from oauth_desk.ui.theme import Theme

_TICKER = "reconnect"


class ReconnectQueue(QObject):
    """Asks about one connection after the other; a notice is withdrawn when it is mended elsewhere.

    It never opens or raises a window: while the window is hidden the tray tells,
    and the dialog stands there when the person comes. ``requests_waiting`` tells
    how many requests wait for a connection.
    """

    def __init__(
        self,
        desk: Desk,
        bridge: Bridge,
        theme: Theme,
        parent: QWidget,
        *,
        requests_waiting: Callable[[str], int] = lambda _connection_id: 0,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._bridge = bridge
        self._theme = theme
        self._host = parent
        self._requests_waiting = requests_waiting
        self._line = Line()
        self._sheet: ReconnectSheet | None = None
        self._flow = SignInFlow(desk, bridge, self)
        self._flow.begun.connect(self._on_begun)
        self._flow.finished.connect(self._on_finished)
        self._flow.failed.connect(self._on_failed)
        self._flow.paste_refused.connect(self._on_paste_refused)
        bridge.ticker.ticked.connect(self._on_tick)
        bridge.connection_changed.connect(self._on_changed)
        bridge.connection_removed.connect(self._withdraw)
        bridge.vault_locked.connect(self._on_locked)

    def notice(self, connection_id: str) -> None:
        """Ask about a connection when its turn comes."""
        self._line.add(connection_id)
        self._show()

    def open_for(self, connection_id: str) -> None:
        """Sign in again at once, because the person asked for it."""
        if self._flow.running and self._line.first == connection_id:
            return
        self._flow.cancel()
        self._line.want(connection_id)
        self._show()
        self._sign_in()

    # --- showing --------------------------------------------------------------------

    def _show(self) -> None:
        """Show whose turn it is; a sign-in under way is not disturbed."""
        if self._flow.running:
            self._show_rest()
            return
        connection = self._current()
        if connection is None:
            self._close()
            return
        if self._sheet is None:
            self._sheet = self._new_sheet()
            self._sheet.open()
        self._sheet.show_question(connection, self._desk.clock.now(), self._requests_waiting(connection.id))
        self._show_rest()

    def _show_rest(self) -> None:
        if self._sheet is not None:
            names = [each.name for each in map(self._desk.book.get, self._line.rest) if each is not None]
            self._sheet.show_rest(names)

    def _current(self) -> Connection | None:
        """Return whose turn it is; those that do not exist any more lose theirs."""
        while (first := self._line.first) is not None:
            connection = self._desk.book.get(first)
            if connection is not None:
                return connection
            self._line.drop(first)
        return None

    def _new_sheet(self) -> ReconnectSheet:
        sheet = ReconnectSheet(self._host, self._theme)
        sheet.sign_in_requested.connect(self._sign_in)
        sheet.replace_requested.connect(lambda: self._sign_in(replace_account=True))
        sheet.later_requested.connect(self._later)
        sheet.cancel_requested.connect(self._cancel)
        sheet.open_requested.connect(self._flow.open_again)
        sheet.paste_requested.connect(self._flow.paste)
        sheet.rejected.connect(self._on_rejected)
        return sheet

    def _close(self) -> None:
        self._bridge.ticker.count(_TICKER, on=False)
        sheet, self._sheet = self._sheet, None
        if sheet is not None:
            sheet.accept()
            sheet.deleteLater()

    # --- gestures --------------------------------------------------------------------

    def _sign_in(self, *, replace_account: bool = False) -> None:
        connection = self._current()
        if connection is None or self._sheet is None:
            return
        self._sheet.show_preparing(connection)
        self._flow.start(lambda: self._plan(connection, replace_account=replace_account))

    async def _plan(self, connection: Connection, *, replace_account: bool) -> SignInPlan:
        if connection.service.is_demo:
            await self._desk.demo.start()
        return SignInPlan(connection.service, reconnect=connection.id, replace_account=replace_account)

    def _later(self) -> None:
        if self._line.first is not None:
            self._line.drop(self._line.first)
        self._show()

    def _cancel(self) -> None:
        self._flow.cancel()
        first = self._line.first
        connection = None if first is None else self._desk.book.get(first)
        if connection is not None and not self._is_needed(connection):
            self._line.drop(connection.id)
        self._show()

    def _on_rejected(self) -> None:
        """Escape: leave all for later."""
        self._flow.cancel()
        self._line.clear()
        self._close()

    # --- what happens meanwhile ----------------------------------------------------------

    def _is_needed(self, connection: Connection) -> bool:
        return connection.condition_at(self._desk.clock.now()).status is Status.SIGN_IN_NEEDED

    def _on_changed(self, connection: Connection) -> None:
        """Withdraw what was mended by itself, by another window or by the command line."""
        if not self._is_needed(connection) and not self._line.is_wanted(connection.id):
            self._withdraw(connection.id)

    def _withdraw(self, connection_id: str) -> None:
        if self._line.first == connection_id:
            self._flow.cancel()
        if self._line.drop(connection_id):
            self._show()

    def _on_begun(self, session: SignInSession) -> None:
        if self._sheet is not None:
            self._sheet.show_session(session)
            self._bridge.ticker.count(_TICKER, on=True)
            self._on_tick()

    def _on_paste_refused(self, error: DeskError) -> None:
        if self._sheet is not None:
            self._sheet.show_problem(error)

    def _on_finished(self, connection: Connection) -> None:
        self._line.drop(connection.id)
        self._show()

    def _on_failed(self, error: DeskError) -> None:
        connection = self._current()
        if self._sheet is not None and connection is not None:
            self._sheet.show_failure(connection, error)

    def _on_locked(self) -> None:
        self._flow.cancel()
        self._line.clear()
        self._close()

    def _on_tick(self) -> None:
        if self._sheet is not None and self._flow.session is not None:
            self._sheet.show_left(self._flow.seconds_left)
