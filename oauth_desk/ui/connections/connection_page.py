"""The right side: a head with the connection's name, tabs, and the page of the chosen tab."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from PySide6.QtCore import QSignalBlocker, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from oauth_desk.domain.connection import Connection
from oauth_desk.services.desk import Desk
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.connections.overview import OverviewPage
from oauth_desk.ui.controls import COMPACT, Button, ButtonKind, ElidedLabel, Ground, Mark, Rule, TabBar
from oauth_desk.ui.theme import Theme, Type

TABS: Final = {"overview": "Overview", "console": "Try it", "activity": "Activity", "details": "Details"}
MakePage = Callable[[Desk, Bridge, Theme], Any]
"""Makes a page: a QWidget with ``show_connection(id or None)`` and ``head_actions()``, the buttons of its head."""


class _Snug(QStackedWidget):
    """A stack as wide as its current page, not as its widest."""

    def sizeHint(self) -> QSize:
        """Return the current page's size."""
        current = self.currentWidget()
        return QSize() if current is None else current.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the current page's least size."""
        current = self.currentWidget()
        return QSize() if current is None else current.minimumSizeHint()


class ConnectionSide(Ground):
    """Pages are made when their tab is first chosen; ``makers`` has one for each further tab."""

    back_requested = Signal()
    sign_in_requested = Signal(str)
    rename_requested = Signal(str)
    disconnect_requested = Signal(str)
    connect_requested = Signal(object)

    def __init__(self, desk: Desk, bridge: Bridge, theme: Theme, makers: Mapping[str, MakePage]) -> None:
        super().__init__(theme, "window", name="connection_side")
        self._desk = desk
        self._bridge = bridge
        self._theme = theme
        self._makers = {"overview": self._make_overview, **makers}
        self._pages: dict[str, Any] = {}
        self._connection_id: str | None = None
        self._back = Button("", theme, kind=ButtonKind.QUIET, icon="back", name="back_button", label="Back to the list")
        self._back.clicked.connect(self.back_requested)
        self._back.hide()
        self._mark = Mark(theme, size=52)
        self._title = ElidedLabel("", theme, role=Type.PAGE_TITLE, name="page_title")
        self._account = ElidedLabel("", theme, colour="second", name="page_account")
        self._tabs = TabBar(theme, name="page_tabs", label="Pages of this connection")
        self._actions = _Snug()
        self._head = QHBoxLayout()
        self._tab_row = QHBoxLayout()
        self._heads: dict[str, QWidget] = {}
        self._stack = QStackedWidget()
        self._lay_out()
        bridge.connection_changed.connect(self._on_changed)

    @property
    def connection_id(self) -> str | None:
        """Return which connection is shown."""
        return self._connection_id

    @property
    def tab(self) -> str:
        """Return the key of the tab that is shown."""
        return self._tabs.current_key()

    def show_connection(self, connection_id: str | None) -> None:
        """Show another connection on the current tab."""
        self._connection_id = connection_id
        self._show_head()
        if self._stack.count():
            self._page().show_connection(connection_id)
        else:
            self._choose()

    def show_tab(self, key: str) -> None:
        """Change to a tab."""
        self._tabs.choose(key)

    def set_back_visible(self, *, visible: bool) -> None:
        """Offer the way back to the list where list and page take turns."""
        self._back.setVisible(visible)

    def forget_copied(self) -> None:
        """Take copied secrets back from the clipboard."""
        if "details" in self._pages:
            self._pages["details"].forget_copied()

    def _lay_out(self) -> None:
        px = self._theme.px
        names = QVBoxLayout()
        names.setSpacing(px(2))
        names.addStretch(1)
        names.addWidget(self._title)
        names.addWidget(self._account)
        names.addStretch(1)
        head = self._head
        head.addWidget(self._back)
        head.addWidget(self._mark)
        head.addLayout(names, 1)
        head.addWidget(self._actions)
        with QSignalBlocker(self._tabs):
            for key, text in TABS.items():
                self._tabs.add(key, text)
        self._tabs.currentChanged.connect(self._choose)
        tabs = self._tab_row
        tabs.addWidget(self._tabs)
        tabs.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(tabs)
        column.addWidget(Rule(self._theme))
        column.addWidget(self._stack, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give up margins before words where there is little room."""
        super().resizeEvent(event)
        px = self._theme.px
        wide = self.width() > px(COMPACT)
        side = px(32 if wide else 16)
        self._head.setContentsMargins(side, px(24 if wide else 16), side, px(8))
        self._head.setSpacing(px(16 if wide else 10))
        self._tab_row.setContentsMargins(side, 0, side, 0)

    def _make_overview(self, desk: Desk, bridge: Bridge, theme: Theme) -> OverviewPage:
        page = OverviewPage(desk, bridge, theme)
        page.sign_in_requested.connect(self.sign_in_requested)
        page.rename_requested.connect(self.rename_requested)
        page.disconnect_requested.connect(self.disconnect_requested)
        page.connect_requested.connect(self.connect_requested)
        page.details_requested.connect(lambda _id: self.show_tab("details"))
        return page

    def _page(self) -> Any:
        key = self._tabs.current_key()
        if key not in self._pages:
            self._pages[key] = self._makers[key](self._desk, self._bridge, self._theme)
            self._stack.addWidget(self._pages[key])
            self._heads[key] = self._make_head(self._pages[key].head_actions())
            self._actions.addWidget(self._heads[key])
        return self._pages[key]

    def _make_head(self, actions: list[QWidget]) -> QWidget:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.px(8))
        row.addStretch(1)
        for action in actions:
            row.addWidget(action)
        return head

    def _choose(self) -> None:
        """Show the page of the current tab, and its buttons in the head."""
        page = self._page()
        page.show_connection(self._connection_id)
        self._stack.setCurrentWidget(page)
        self._actions.setCurrentWidget(self._heads[self._tabs.current_key()])

    def _on_changed(self, connection: Connection) -> None:
        if connection.id == self._connection_id:
            self._show_head()

    def _show_head(self) -> None:
        connection = None if self._connection_id is None else self._desk.book.get(self._connection_id)
        if connection is None:
            return
        service = connection.service
        self._mark.show_service(service.id, service.name, service.color)
        self._title.setText(connection.name)
        self._account.setText(connection.account.label or service.name)
