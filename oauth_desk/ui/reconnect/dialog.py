"""The one dialog for all connections that need their owner."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Remedy
from oauth_desk.domain.status import Status
from oauth_desk.services import step_up
from oauth_desk.services.desk import Desk
from oauth_desk.services.sign_in import SignInPlan, SignInSession, WrongAccount
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.browsers.of_connection import BrowserOfConnection
from oauth_desk.ui.places.after_sign_in import PlaceAsker
from oauth_desk.ui.reconnect.agenda import Agenda, Item
from oauth_desk.ui.reconnect.list_panel import Entry
from oauth_desk.ui.reconnect.sheet import Look, ReconnectSheet
from oauth_desk.ui.sign_in_flow import SignInFlow
from oauth_desk.ui.theme import Theme

_TICKER = "reconnect"


class ReconnectQueue(QObject):
    """Shows what needs its owner, signs in, and withdraws what mends itself.

    ``parent`` is inside the window. While nobody can see that, the dialog waits
    and only the task bar is alerted: no focus is taken from anybody.
    ``requests_waiting`` tells how many requests wait for a connection.
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
        self._requests_waiting = requests_waiting
        self._desk = desk
        self._bridge = bridge
        self._theme = theme
        self._window = parent.window()
        self._agenda = Agenda()
        self._sheet: ReconnectSheet | None = None
        self._device = False
        self._register = False
        self._flow = SignInFlow(desk, bridge, self)
        self._places = PlaceAsker(desk, bridge, theme, self._window)
        self._flow.begun.connect(self._on_begun)
        self._flow.finished.connect(self._on_finished)
        self._flow.failed.connect(self._on_failed)
        self._flow.paste_refused.connect(self._on_paste_refused)
        self._flow.opened.connect(self._on_opened)
        self._browsers = BrowserOfConnection(
            desk, bridge, theme, parent, connection=self._current_connection, flow=self._flow
        )
        self._browsers.changed.connect(self._on_browser)
        self._window.installEventFilter(self)
        bridge.connection_changed.connect(self._on_changed)
        bridge.connection_removed.connect(self._on_removed)
        bridge.vault_locked.connect(self._on_locked)
        bridge.ticker.ticked.connect(self._count_down)

    # --- what the window asks for -------------------------------------------------------------

    def notice(self, connection_id: str) -> None:
        """Tell that a connection needs its owner: at once where the window is seen, else when it is."""
        self._agenda.add(connection_id)
        if self._seen():
            self._open()
        else:
            QApplication.alert(self._window)

    def open_for(self, connection_id: str, more: tuple[str, ...] = ()) -> None:
        """Sign in again at once, because the person asked for it; ``more`` permissions beside its own."""
        if connection_id == self._current_id() and self._flow.running:
            return
        self._flow.cancel()
        self._agenda.want(connection_id, more)
        self._open()
        self._start()

    # --- showing ----------------------------------------------------------------------------------

    def _seen(self) -> bool:
        return self._window.isVisible() and not self._window.isMinimized()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open what waited, as soon as the window can be seen."""
        shown = event.type() in (QEvent.Type.Show, QEvent.Type.WindowStateChange)
        if watched is self._window and shown and self._sheet is None and self._agenda.current and self._seen():
            self._open()
        return super().eventFilter(watched, event)

    def _open(self) -> None:
        """Show the dialog, or what is new in it."""
        opened = self._sheet is None
        if opened:
            self._sheet = self._make_sheet()
        if opened or (self._sheet is not None and self._sheet.look is Look.ASK):
            self._show_current()
        else:
            self._show_list()
        if opened and self._sheet is not None:
            self._sheet.open()
            self._sheet.focus_quietly()
            self._bridge.ticker.count(_TICKER, on=True)

    def _make_sheet(self) -> ReconnectSheet:
        sheet = ReconnectSheet(self._window, self._theme)
        sheet.sign_in_requested.connect(self._start)
        sheet.replace_requested.connect(self._replace_account)
        sheet.later_requested.connect(self._on_later)
        sheet.cancel_requested.connect(self._on_cancelled)
        sheet.browser.change_requested.connect(self._browsers.ask)
        sheet.waiting.browser.change_requested.connect(self._browsers.ask)
        sheet.waiting.open_requested.connect(self._flow.open_again)
        sheet.waiting.paste_requested.connect(self._flow.paste)
        sheet.waiting.other_way_requested.connect(self._other_way)
        sheet.rejected.connect(self._on_closed)
        return sheet

    def _close(self) -> None:
        sheet = self._sheet
        if sheet is not None:
            sheet.reject()

    def _on_closed(self) -> None:
        """Forget what was asked: the list goes on saying that the connections need somebody."""
        sheet, self._sheet = self._sheet, None
        self._flow.cancel()
        self._agenda.clear()
        self._device = self._register = False
        self._bridge.ticker.count(_TICKER, on=False)
        if sheet is not None:
            sheet.deleteLater()

    def _current(self) -> tuple[Item, Connection] | None:
        """Return what is to be done now; what does not exist any more is dropped."""
        while (item := self._agenda.current) is not None:
            connection = self._desk.book.get(item.connection_id)
            if connection is not None:
                return item, connection
            self._agenda.drop(item.connection_id)
        return None

    def _current_connection(self) -> Connection | None:
        current = self._current()
        return None if current is None else current[1]

    def _current_id(self) -> str | None:
        item = self._agenda.current
        return None if item is None else item.connection_id

    def _show_current(self) -> None:
        current = self._current()
        if self._sheet is None:
            return
        if current is None:
            self._close()
            return
        item, connection = current
        self._show_list()
        requests = self._requests_waiting(connection.id)
        self._sheet.show_ask(connection, item.more, requests, self._desk.clock.now())

    def _show_list(self) -> None:
        if self._sheet is None:
            return
        current = self._current_id()
        entries = []
        for item in self._agenda.items:
            connection = self._desk.book.get(item.connection_id)
            if connection is not None:
                entries.append(Entry(connection, item.done, item.connection_id == current))
        self._sheet.show_list(entries)

    # --- signing in -----------------------------------------------------------------------------------

    def _start(self) -> None:
        self._sign_in(replace_account=False)

    def _replace_account(self) -> None:
        self._sign_in(replace_account=True)

    def _sign_in(self, *, replace_account: bool) -> None:
        current = self._current()
        if current is None or self._sheet is None:
            return
        item, connection = current
        newer = self._desk.accepted_update(connection.id)
        asked = None if newer is None else newer.scopes
        plan = SignInPlan(
            service=connection.service if newer is None else newer.service,
            scopes=step_up.wanted(connection, item.more) if item.more else asked,
            reconnect=connection.id,
            replace_account=replace_account,
            device=self._device,
            register=self._register,
        )

        async def prepare() -> SignInPlan:
            if connection.service.is_demo:
                await self._desk.demo.start()
            return plan

        self._flow.start(prepare)
        self._sheet.show_preparing(connection)

    def _other_way(self) -> None:
        self._device = not self._device
        self._start()

    def _on_browser(self, connection: Connection) -> None:
        if self._sheet is not None:
            self._sheet.show_browser(connection)

    def _on_opened(self, session: SignInSession) -> None:
        if self._sheet is not None:
            self._sheet.waiting.show_opened(session)

    def _on_begun(self, session: SignInSession) -> None:
        if self._sheet is not None:
            self._sheet.show_session(session)
            self._count_down()

    def _on_finished(self, connection: Connection) -> None:
        self._register = False
        self._agenda.finish(connection.id)
        self._show_current()
        self._places.look(connection)

    def _on_failed(self, error: DeskError) -> None:
        # Asked for with the button that tries again: the sheet says what it is for.
        self._register = error.remedy is Remedy.REGISTER_AGAIN
        if self._sheet is None:
            return
        if isinstance(error, WrongAccount):
            self._sheet.show_wrong_account(error)
        else:
            self._sheet.show_failed(error)

    def _on_paste_refused(self, error: DeskError) -> None:
        if self._sheet is not None:
            self._sheet.waiting.show_problem(error)

    def _on_later(self) -> None:
        """Leave this one, and go on to the next."""
        item = self._agenda.current
        if item is not None:
            self._agenda.drop(item.connection_id)
        self._show_current()

    def _on_cancelled(self) -> None:
        """Go back to the question; what nobody asked but the person themselves is left."""
        self._flow.cancel()
        item = self._agenda.current
        if item is not None and item.wanted:
            self._agenda.drop(item.connection_id)
        self._show_current()

    def _count_down(self) -> None:
        if self._sheet is not None and self._flow.session is not None:
            self._sheet.waiting.show_left(self._flow.seconds_left)

    # --- what happens elsewhere -------------------------------------------------------------------------

    def _on_changed(self, connection: Connection) -> None:
        """Withdraw a connection that was mended by another process, or by a renewal that worked after all."""
        item = next((item for item in self._agenda.items if item.connection_id == connection.id), None)
        if item is None or item.wanted or item.done or self._needs_owner(connection):
            return
        if self._sheet is None:
            self._agenda.drop(connection.id)
        elif connection.id != self._current_id():
            self._agenda.finish(connection.id)
            self._show_list()
        elif self._sheet.look is not Look.WAIT:
            self._agenda.finish(connection.id)
            self._show_current()

    def _needs_owner(self, connection: Connection) -> bool:
        return connection.condition_at(self._desk.clock.now()).status is Status.SIGN_IN_NEEDED

    def _on_removed(self, connection_id: str) -> None:
        if connection_id == self._current_id():
            self._flow.cancel()
        if self._agenda.drop(connection_id):
            self._show_current()

    def _on_locked(self) -> None:
        self._agenda.clear()
        self._close()
