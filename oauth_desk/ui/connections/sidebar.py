"""The left side: search, connect, the list, and a foot with order and program menu."""

from typing import Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from oauth_desk.services.desk import Desk
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.connections.arrangement import Order
from oauth_desk.ui.connections.list_model import ConnectionsModel, Role
from oauth_desk.ui.connections.list_view import ConnectionsView
from oauth_desk.ui.controls import Button, ButtonKind, Ground, Rule, SearchField, Text
from oauth_desk.ui.theme import Theme, Type

_ORDERS: Final = {
    Order.NAME: "By name",
    Order.SERVICE: "By service",
    Order.NEXT: "By what ends next",
    Order.USED: "By last use",
}


class Sidebar(Ground):
    """Tells which connection was chosen; knows nothing of the pages beside it.

    ``connection_opened`` is a click or Enter: the wish to see the page where list and page take turns.
    """

    connection_chosen = Signal(str)
    connection_opened = Signal(str)
    connect_requested = Signal()
    order_chosen = Signal(str)

    def __init__(self, desk: Desk, bridge: Bridge, theme: Theme, program_menu: QMenu) -> None:
        super().__init__(theme, "sidebar", name="sidebar")
        self._theme = theme
        self._chosen: str | None = None
        self._chosen_row = 0
        self._model = ConnectionsModel(desk.book, desk.clock, desk.keeper.next_renewal_at, bridge, self)
        self._view = ConnectionsView(self._model, theme, bridge.ticker)
        self._search = SearchField("Search connections", theme, name="connections_search")
        self._connect = Button("Connect", theme, kind=ButtonKind.PRIMARY, icon="plus", name="connect_button")
        self._nothing = Text("", theme, colour="second", wrap=True, name="connections_nothing")
        self._count = Text("", theme, role=Type.SMALL, colour="third", name="connections_count")
        self._parts = QStackedWidget()
        self._parts.addWidget(self._view)
        self._parts.addWidget(self._nothing_page())
        self._lay_out(program_menu)
        self._search.textChanged.connect(self._on_searched)
        self._connect.clicked.connect(self.connect_requested)
        self._view.clicked.connect(self._on_opened)
        self._view.activated.connect(self._on_opened)
        self._view.selectionModel().currentChanged.connect(self._on_current_changed)
        for signal in (self._model.modelReset, self._model.rowsInserted, self._model.rowsRemoved):
            signal.connect(self._on_rows_changed)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._search.setFocus)
        self._on_rows_changed()
        self.setFocusProxy(self._view)

    @property
    def chosen(self) -> str | None:
        """Return the id of the chosen connection."""
        return self._chosen

    def choose(self, connection_id: str) -> None:
        """Choose a connection; the search is cleared where it hides it."""
        if not self._model.index_of(connection_id).isValid():
            self._search.clear()
        index = self._model.index_of(connection_id)
        if index.isValid():
            self._view.setCurrentIndex(index)

    def sort(self, order: str) -> None:
        """Use a remembered order."""
        for action in self._orders.actions():
            if action.data() == order:
                action.trigger()

    def _lay_out(self, program_menu: QMenu) -> None:
        px = self._theme.px
        top = QHBoxLayout()
        top.setContentsMargins(px(16), px(16), px(16), px(4))
        top.setSpacing(px(8))
        top.addWidget(self._search, 1)
        top.addWidget(self._connect)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._parts, 1)
        column.addWidget(Rule(self._theme))
        column.addLayout(self._foot(program_menu))

    def _foot(self, program_menu: QMenu) -> QHBoxLayout:
        px = self._theme.px
        order = Button("", self._theme, kind=ButtonKind.QUIET, icon="sort", name="order_button", label="Order")
        self._order_menu = self._make_order_menu()
        order.clicked.connect(lambda: self._order_menu.popup(order.mapToGlobal(order.rect().topLeft())))
        program = Button("", self._theme, kind=ButtonKind.QUIET, icon="menu", name="program_button", label="Program")
        program.clicked.connect(lambda: program_menu.popup(program.mapToGlobal(program.rect().topLeft())))
        foot = QHBoxLayout()
        foot.setContentsMargins(px(20), px(4), px(12), px(4))
        foot.setSpacing(0)
        foot.addWidget(self._count, 1)
        foot.addWidget(order)
        foot.addWidget(program)
        return foot

    def _make_order_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("order_menu")
        self._orders = QActionGroup(menu)
        for order, words in _ORDERS.items():
            action = QAction(words, menu)
            action.setObjectName(f"order_{order}")
            action.setCheckable(True)
            action.setChecked(order is Order.NAME)
            action.setData(order.value)
            action.triggered.connect(lambda _checked=False, order=order: self._on_sorted(order))
            self._orders.addAction(action)
            menu.addAction(action)
        return menu

    def _nothing_page(self) -> QWidget:
        page = QWidget()
        again = Button("Clear the search", self._theme, kind=ButtonKind.LINK, name="clear_search")
        again.clicked.connect(self._search.clear)
        column = QVBoxLayout(page)
        column.setContentsMargins(*(self._theme.px(24),) * 4)
        column.addWidget(self._nothing)
        column.addWidget(again, 0, Qt.AlignmentFlag.AlignLeading)
        column.addStretch(1)
        return page

    def _on_searched(self, text: str) -> None:
        self._model.search(text)

    def _on_sorted(self, order: Order) -> None:
        self._model.sort_by(order)
        self.order_chosen.emit(order.value)

    def _on_current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self._chosen_row = current.row()
            chosen = str(current.data(Role.ID))
            if chosen != self._chosen:
                self._chosen = chosen
                self.connection_chosen.emit(chosen)

    def _on_opened(self, index: QModelIndex) -> None:
        self.connection_opened.emit(str(index.data(Role.ID)))

    def _on_rows_changed(self) -> None:
        """Keep the choice through searches and changes; choose a neighbour of what is gone."""
        rows, total = self._model.rowCount(), self._model.total
        self._count.setText(f"{total} connections" if total != 1 else "1 connection")
        self._nothing.setText(f"No connection matches “{self._search.text()}”.")
        if rows:
            self._keep_choice(rows)
        elif not total:
            self._chosen = None
        # After the choice: a list that gets the focus without one would choose its first row.
        self._parts.setCurrentIndex(0 if rows or not self._search.text() else 1)

    def _keep_choice(self, rows: int) -> None:
        index = self._model.index_of(self._chosen) if self._chosen is not None else QModelIndex()
        gone = self._chosen is None or not self._model.knows(self._chosen)
        if not index.isValid() and gone:
            index = self._model.index(min(self._chosen_row, rows - 1))
        if index.isValid():
            self._view.setCurrentIndex(index)
