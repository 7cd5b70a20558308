"""List and page side by side; in a narrow window they take turns."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QMenu, QSplitter

from oauth_desk.services.desk import Desk
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.connections.connection_page import TABS, ConnectionSide, MakePage
from oauth_desk.ui.connections.sidebar import Sidebar
from oauth_desk.ui.theme import Theme

NARROW: Final = 760
_SIDEBAR: Final = 340
_SIDEBAR_LEAST: Final = 280


class Workspace(QSplitter):
    """The window's main part, made when the first connection is there.

    ``connect_requested`` carries the id of a service, None where it is to be chosen.
    """

    connect_requested = Signal(object)
    order_chosen = Signal(str)
    sign_in_requested = Signal(str)
    rename_requested = Signal(str)
    disconnect_requested = Signal(str)

    def __init__(
        self, desk: Desk, bridge: Bridge, theme: Theme, program_menu: QMenu, makers: Mapping[str, MakePage]
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme = theme
        self._narrow = False
        self._page_turn = False
        self.setObjectName("workspace")
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.sidebar = Sidebar(desk, bridge, theme, program_menu)
        self.side = ConnectionSide(desk, bridge, theme, makers)
        self.sidebar.setMinimumWidth(theme.px(_SIDEBAR_LEAST))
        self.addWidget(self.sidebar)
        self.addWidget(self.side)
        self.setStretchFactor(0, 0)
        self.setStretchFactor(1, 1)
        self.setSizes([theme.px(_SIDEBAR), 10 * theme.px(_SIDEBAR)])
        self._connect_signals()

    def restore(self, splitter: QByteArray, order: str) -> None:
        """Use what was remembered."""
        if not splitter.isEmpty():
            self.restoreState(splitter)
        if order:
            self.sidebar.sort(order)

    def choose(self, connection_id: str) -> None:
        """Show a connection, in the list and beside it."""
        self.sidebar.choose(connection_id)
        self._take_turn(page=True)

    def show_tab(self, key: str) -> None:
        """Change the tab of the page."""
        self.side.show_tab(key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take turns where there is no room for both."""
        super().resizeEvent(event)
        narrow = self.width() < max(NARROW, self._theme.px(2 * _SIDEBAR_LEAST))
        if narrow != self._narrow:
            self._narrow = narrow
            self._arrange()

    def _connect_signals(self) -> None:
        sidebar, side = self.sidebar, self.side
        sidebar.connect_requested.connect(lambda: self.connect_requested.emit(None))
        side.connect_requested.connect(self.connect_requested)
        sidebar.order_chosen.connect(self.order_chosen)
        sidebar.connection_chosen.connect(side.show_connection)
        sidebar.connection_opened.connect(lambda _id: self._take_turn(page=True))
        side.back_requested.connect(lambda: self._take_turn(page=False))
        side.sign_in_requested.connect(self.sign_in_requested)
        side.rename_requested.connect(self.rename_requested)
        side.disconnect_requested.connect(self.disconnect_requested)
        for number, key in enumerate(TABS, start=1):
            QShortcut(QKeySequence(f"Ctrl+{number}"), self, lambda key=key: side.show_tab(key))
        # The list is painted first; the page beside it takes a turn of its own, so that neither is a pause.
        QTimer.singleShot(0, self, self._show_chosen)

    def _show_chosen(self) -> None:
        if self.sidebar.chosen is not None and self.side.connection_id is None:
            self.side.show_connection(self.sidebar.chosen)

    def _take_turn(self, *, page: bool) -> None:
        self._page_turn = page
        self._arrange()
        if self._narrow:
            (self.side if page else self.sidebar).setFocus()

    def _arrange(self) -> None:
        self.sidebar.setVisible(not self._narrow or not self._page_turn)
        self.side.setVisible(not self._narrow or self._page_turn)
        self.side.set_back_visible(visible=self._narrow)
