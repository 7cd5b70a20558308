"""The overview: who, how it stands, what it may do, and what can be done about it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Remedy
from oauth_desk.domain.managed import SHARING
from oauth_desk.domain.status import Status
from oauth_desk.services.desk import Desk
from oauth_desk.services.own_words import MENDS, is_mended_here, proof_of
from oauth_desk.services.update_words import change_words, title_words
from oauth_desk.ui import later
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.browsers.of_connection import BrowserOfConnection
from oauth_desk.ui.connections.about_panel import AboutPanel, PermissionsPanel
from oauth_desk.ui.connections.about_words import asks_when
from oauth_desk.ui.connections.state_card import StateCard
from oauth_desk.ui.connections.update_card import UpdateCard
from oauth_desk.ui.controls import Banner, Button, ButtonKind, Page
from oauth_desk.ui.theme import Theme


class OverviewPage(Page):
    """One connection for its owner. Signals ask for what needs more than this page."""

    sign_in_requested = Signal(str)
    rename_requested = Signal(str)
    disconnect_requested = Signal(str)
    details_requested = Signal(str)
    connect_requested = Signal(object)

    def __init__(self, desk: Desk, bridge: Bridge, theme: Theme) -> None:
        super().__init__(theme, name="overview_page")
        self._desk = desk
        self._bridge = bridge
        self._theme = theme
        self._connection: Connection | None = None
        self._banner = Banner(theme, name="overview_banner")
        self._update = UpdateCard(theme)
        self._state = StateCard(theme)
        self._may = PermissionsPanel(theme)
        self._about = AboutPanel(theme)
        self._browsers = BrowserOfConnection(desk, bridge, theme, self, connection=lambda: self._connection)
        self._renew = Button("Renew now", theme, icon="refresh", name="renew_button")
        self._renew.setToolTip("Ctrl+R")
        self._more = Button("", theme, kind=ButtonKind.QUIET, icon="more", name="more_button", label="More")
        self._again = Button("Sign in again", theme, name="sign_in_button")
        self._before = Button("Use the key of before", theme, name="key_before_button")
        self._before.hide()
        self._again_action = QAction("Sign in again", self)
        self._share_action = QAction("Share with a colleague…", self)
        self._end_action = QAction("", self)
        self._lay_out()
        self._connect_signals()

    # --- the window's questions ------------------------------------------------

    def show_connection(self, connection_id: str | None) -> None:
        """Show another connection."""
        self._banner.hide()
        self._connection = None if connection_id is None else self._desk.book.get(connection_id)
        self._show()

    def head_actions(self) -> list[QWidget]:
        """Return what stands at the right of the head."""
        return [self._renew, self._more]

    # --- building --------------------------------------------------------------

    def _lay_out(self) -> None:
        px, theme = self._theme.px, self._theme
        column = self.column
        column.setSpacing(px(24))
        column.addWidget(self._banner)
        column.addWidget(self._update)
        column.addWidget(self._state)
        column.addWidget(self._may)
        column.addWidget(self._about)
        disconnect = Button("Disconnect…", theme, kind=ButtonKind.DANGER, name="disconnect_button")
        disconnect.clicked.connect(self._ask_disconnect)
        buttons = QHBoxLayout()
        buttons.setSpacing(px(8))
        buttons.addWidget(self._again)
        buttons.addWidget(self._before)
        buttons.addWidget(disconnect)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addStretch(1)

    def _connect_signals(self) -> None:
        self._renew.clicked.connect(self._renew_now)
        QShortcut(QKeySequence("Ctrl+R"), self, self._renew.click)
        self._about.rename_requested.connect(self._ask_rename)
        self._about.browser_requested.connect(self._browsers.ask)
        self._browsers.failed.connect(self._banner.show_error)
        self._about.place_requested.connect(self._ask_place)
        self._again.clicked.connect(self._ask_sign_in)
        self._before.clicked.connect(self._use_key_before)
        self._state.sign_in_requested.connect(self._ask_sign_in)
        self._state.settings_requested.connect(self._ask_details)
        self._banner.remedy_requested.connect(self._on_remedy)
        self._update.use_requested.connect(self._use_update)
        self._update.decline_requested.connect(self._decline_update)
        self._bridge.updates_found.connect(self._show_update)
        self._bridge.connection_changed.connect(self._on_changed)
        self._bridge.ticker.ticked.connect(self._on_ticked)
        menu = QMenu(self)
        menu.setObjectName("more_menu")
        for name, words, ask in (
            ("rename", "Rename…", self._ask_rename),
            ("sign_in", self._again_action, self._ask_sign_in),
            ("share", self._share_action, self._share),
            ("end", self._end_action, self._ask_end),
            ("details", "Details for developers", self._ask_details),
            ("disconnect", "Disconnect…", self._ask_disconnect),
        ):
            action = words if isinstance(words, QAction) else QAction(words, menu)
            action.setObjectName(f"more_{name}")
            action.triggered.connect(ask)
            menu.addAction(action)
        self._more.clicked.connect(lambda: menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft())))

    # --- showing ---------------------------------------------------------------

    def _show(self) -> None:
        connection = self._connection
        self._count()
        self._show_update()
        if connection is None:
            return
        now = self._desk.clock.now()
        self._state.show_state(connection, now, self._desk.keeper.next_renewal_at(connection))
        self._may.show_connection(connection)
        self._about.show_connection(connection, now, through=self._through(connection))
        condition = connection.condition_at(now)
        status = condition.status
        self._renew.setVisible(connection.renews and status is not Status.SIGN_IN_NEEDED)
        self._renew.setEnabled(status is not Status.RENEWING)
        # Where signing in again is what is needed, the card offers it already; so with another key or secret.
        offered = status is Status.SIGN_IN_NEEDED or is_mended_here(connection, condition)
        self._again.setVisible(not offered)
        self._name_again(_again_words(connection))
        may_share = self._desk.company.now.allows(SHARING)
        self._share_action.setVisible(may_share and not connection.service.is_demo)
        self._end_action.setText(asks_when(connection))
        self._end_action.setVisible(bool(self._end_action.text()))
        self._before.setVisible(connection.key_care is not None and connection.key_care.before is not None)

    def _through(self, connection: Connection) -> str:
        """Return the name of the connection that this one goes through; what it was called where it is gone."""
        if connection.source is None:
            return ""
        source = self._desk.book.get(connection.source.id)
        return f"{connection.source.name} (not connected any more)" if source is None else source.name

    def _show_update(self) -> None:
        """Ask about newer settings, where there are some that were not asked about."""
        connection = self._connection
        found = None if connection is None else self._desk.update_to_ask(connection.id)
        if connection is None or found is None:
            self._update.hide()
            return
        title = title_words(connection, self._desk.updates.whose(connection))
        signs_in = found.signs_in and not found.service.asks_by_itself
        words = change_words(found, connection.service.name)
        self._update.tell(title, words, signs_in=signs_in, anew=bool(found.asks))

    def _name_again(self, words: str) -> None:
        for thing in (self._again, self._again_action):
            thing.setText(words)
        self._again.setAccessibleName(words)

    def showEvent(self, event: QShowEvent) -> None:
        """Count while it can be seen."""
        super().showEvent(event)
        self._count()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while nobody looks."""
        super().hideEvent(event)
        self._count()

    def _count(self) -> None:
        self._bridge.ticker.count("overview", on=self.isVisible() and self._connection is not None)

    def _on_ticked(self) -> None:
        if self._connection is not None and self.isVisible():
            next_renewal_at = self._desk.keeper.next_renewal_at(self._connection)
            self._state.count(self._connection, self._desk.clock.now(), next_renewal_at)

    def _on_changed(self, connection: Connection) -> None:
        if self._connection is not None and connection.id == self._connection.id:
            self._connection = connection
            self._show()

    # --- gestures --------------------------------------------------------------

    def _renew_now(self) -> None:
        if self._connection is not None:
            self._banner.hide()
            self._renew.setEnabled(False)
            work = self._desk.renewer.renew(self._connection.id)
            self._bridge.start(work, "renew now", on_done=self._on_renewed, on_error=self._on_renewal_failed)

    def _on_renewed(self, _result: object) -> None:
        self._show()

    def _on_renewal_failed(self, error: DeskError) -> None:
        self._show()
        # A rejection speaks through the card already, and so does a registration that was forgotten.
        if error.remedy not in (Remedy.SIGN_IN, Remedy.REGISTER_AGAIN):
            self._banner.show_error(error)

    def _on_remedy(self, remedy: Remedy) -> None:
        if remedy is Remedy.RETRY:
            self._renew_now()
        elif remedy is Remedy.SIGN_IN:
            self._ask_sign_in()
        elif remedy is Remedy.FIX_SETTINGS:
            self._ask_details()

    def _use_update(self) -> None:
        connection = self._connection
        found = None if connection is None else self._desk.update_to_ask(connection.id)
        if connection is None or found is None:
            return
        if found.asks:
            self.connect_requested.emit(connection.service.id)
            return
        if found.signs_in:
            self._desk.updates.accept(connection.id)
            self._ask_sign_in()
            return
        work = self._desk.updates.take(connection.id)
        self._bridge.start(work, "use newer settings", on_error=self._banner.show_error)

    def _decline_update(self) -> None:
        if self._connection is not None:
            work = self._desk.updates.decline(self._connection.id)
            self._bridge.start(work, "decline newer settings", on_error=self._banner.show_error)

    def _use_key_before(self) -> None:
        if self._connection is not None:
            work = self._desk.api_keys.go_back(self._connection.id)
            self._bridge.start(work, "use the key of before", on_error=self._banner.show_error)

    def _ask_sign_in(self) -> None:
        if self._connection is not None:
            self.sign_in_requested.emit(self._connection.id)

    def _ask_end(self) -> None:
        if self._connection is not None:
            later.end_sheet(self._connection, self._desk, self._bridge, self._theme, self.window()).open()

    def _ask_rename(self) -> None:
        if self._connection is not None:
            self.rename_requested.emit(self._connection.id)

    def _ask_place(self) -> None:
        if self._connection is not None:
            later.place_sheet(self._connection, self._desk, self._bridge, self._theme, self).open()

    def _share(self) -> None:
        if self._connection is not None:
            later.share_sheet(self._connection, self._desk, self._bridge, self._theme, self).open()

    def _ask_details(self) -> None:
        if self._connection is not None:
            self.details_requested.emit(self._connection.id)

    def _ask_disconnect(self) -> None:
        if self._connection is not None:
            self.disconnect_requested.emit(self._connection.id)


def _again_words(connection: Connection) -> str:
    if connection.service.key is not None:
        return "Replace its key…"
    return MENDS[proof_of(connection.service)] if connection.asks_by_itself else "Sign in again"
