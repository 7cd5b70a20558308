"""The connections as a Qt model of one column."""

from collections.abc import Callable
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer

from oauth_desk.domain.connection import Connection
from oauth_desk.services.book import Book
from oauth_desk.services.ports import Clock
from oauth_desk.services.wording import Line
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.connections.about_words import tooltip
from oauth_desk.ui.connections.arrangement import Arrangement, Entry, NextRenewal, Order
from oauth_desk.ui.controls.tooltip import plain_tip

AnyIndex = QModelIndex | QPersistentModelIndex
_BULK: Final = 64
"""From so many changes at once on, the rows are arranged anew instead of moved one by one."""
_STEPS: Final = 300
"""A bar moves in as many steps: finer ones cannot be seen, and each is a repaint."""


class Role(IntEnum):
    """What a card asks for, beside Qt's own roles."""

    CONNECTION = Qt.ItemDataRole.UserRole + 1
    ID = Qt.ItemDataRole.UserRole + 2
    SECTION = Qt.ItemDataRole.UserRole + 3
    LINE = Qt.ItemDataRole.UserRole + 4
    SHARE = Qt.ItemDataRole.UserRole + 5
    COUNTS = Qt.ItemDataRole.UserRole + 6


_COUNTDOWN_ROLES: Final = [Role.LINE.value, Role.SHARE.value]


class ConnectionsModel(QAbstractListModel):
    """Rows sorted and searched; events of one turn of the loop are taken together."""

    def __init__(
        self, book: Book, clock: Clock, next_renewal: NextRenewal, bridge: Bridge, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._book = book
        self._clock = clock
        self._arrangement = Arrangement(next_renewal)
        self._shown: dict[str, tuple[str, int]] = {}
        self._waiting: dict[str, Connection | None] = {}
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(0)
        self._gather.timeout.connect(self._take)
        self._roles: dict[int, Callable[[Entry], Any]] = {
            Qt.ItemDataRole.DisplayRole.value: lambda entry: entry.connection.name,
            Qt.ItemDataRole.AccessibleTextRole.value: self._spoken,
            Qt.ItemDataRole.ToolTipRole.value: lambda entry: plain_tip(tooltip(entry.connection, self._clock.now())),
            Role.CONNECTION.value: lambda entry: entry.connection,
            Role.ID.value: lambda entry: entry.connection.id,
            Role.SECTION.value: lambda entry: entry.section,
            Role.LINE.value: lambda entry: self._arrangement.line(entry.connection, self._clock.now()),
            Role.SHARE.value: self._share,
            Role.COUNTS.value: lambda entry: entry.counts,
        }
        bridge.connection_added.connect(self._on_changed)
        bridge.connection_changed.connect(self._on_changed)
        bridge.connection_removed.connect(self._on_removed)
        bridge.vault_opened.connect(self.reload)
        bridge.vault_locked.connect(self.reload)
        self.reload()

    # --- Qt's questions --------------------------------------------------------

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many connections are shown."""
        return 0 if parent.isValid() else len(self._arrangement.rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a value of a row."""
        rows = self._arrangement.rows
        ask = self._roles.get(role)
        if ask is None or not index.isValid() or not 0 <= index.row() < len(rows):
            return None
        return ask(rows[index.row()])

    # --- the sidebar's wishes --------------------------------------------------

    @property
    def total(self) -> int:
        """How many connections there are, shown or not."""
        return len(self._arrangement)

    def entries(self) -> list[Entry]:
        """Return all rows as they are; not to be changed."""
        return self._arrangement.rows

    def knows(self, connection_id: str) -> bool:
        """Tell whether a connection exists, shown or not."""
        return self._arrangement.knows(connection_id)

    def index_of(self, connection_id: str) -> QModelIndex:
        """Return the index of a connection; invalid where it is not shown."""
        row = self._arrangement.row_of(connection_id)
        return self.index(row) if row >= 0 else QModelIndex()

    def search(self, text: str) -> None:
        """Show only what matches ``text``."""
        self.beginResetModel()
        self._arrangement.search(text)
        self.endResetModel()

    def sort_by(self, order: Order) -> None:
        """Use another order."""
        self.beginResetModel()
        self._arrangement.sort(order, self._clock.now())
        self.endResetModel()

    def reload(self) -> None:
        """Read everything from the book."""
        self._gather.stop()
        self._waiting.clear()
        self._shown.clear()
        self.beginResetModel()
        self._arrangement.load(self._book.all(), self._clock.now())
        self.endResetModel()

    def tick(self, first: int, last: int) -> None:
        """Tell which countdowns of the rows ``first`` to ``last`` read differently now."""
        now = self._clock.now()
        for connection in self._arrangement.ended(now):
            self._waiting.setdefault(connection.id, connection)
            self._gather.start()
        for row in range(first, min(last + 1, len(self._arrangement.rows))):
            entry = self._arrangement.rows[row]
            share = self._share(entry)
            face = (self._arrangement.line(entry.connection, now).text, -1 if share is None else int(share * _STEPS))
            if self._shown.get(entry.connection.id) != face:
                self._shown[entry.connection.id] = face
                index = self.index(row)
                self.dataChanged.emit(index, index, _COUNTDOWN_ROLES)

    # --- the core's events -----------------------------------------------------

    def _on_changed(self, connection: Connection) -> None:
        self._waiting[connection.id] = connection
        self._gather.start()

    def _on_removed(self, connection_id: str) -> None:
        self._waiting[connection_id] = None
        self._gather.start()

    def _take(self) -> None:
        waiting, self._waiting = self._waiting, {}
        if len(waiting) > _BULK:
            self.reload()
            return
        for connection_id, connection in waiting.items():
            if connection is None:
                self._remove(connection_id)
            else:
                self._put(connection)

    def _remove(self, connection_id: str) -> None:
        row = self._arrangement.row_of(connection_id)
        if row >= 0:
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._arrangement.rows[row]
            self._arrangement.forget(connection_id)
            self.endRemoveRows()
        self._arrangement.forget(connection_id)
        self._shown.pop(connection_id, None)

    def _put(self, connection: Connection) -> None:
        """Insert, change or move a row."""
        arrangement, rows = self._arrangement, self._arrangement.rows
        row = arrangement.row_of(connection.id)
        entry = arrangement.put(connection, self._clock.now())
        if row < 0:
            if arrangement.matches(entry):
                self._insert(entry)
            return
        before = rows[row]
        if not arrangement.matches(entry):
            self._cut(row)
        elif entry.key == before.key and entry.counts == before.counts:
            rows[row] = entry
            self.dataChanged.emit(self.index(row), self.index(row))
        else:
            self._move(row, entry)

    def _insert(self, entry: Entry) -> None:
        row = self._arrangement.place(entry)
        self.beginInsertRows(QModelIndex(), row, row)
        self._arrangement.rows.insert(row, entry)
        self.endInsertRows()

    def _cut(self, row: int) -> None:
        self.beginRemoveRows(QModelIndex(), row, row)
        del self._arrangement.rows[row]
        self.endRemoveRows()

    def _move(self, row: int, entry: Entry) -> None:
        """Move a row to its new place; ``target`` counts as Qt does, before the row is taken out."""
        rows = self._arrangement.rows
        target = self._arrangement.place(entry)
        if target in (row, row + 1):
            self.layoutAboutToBeChanged.emit()
            rows[row] = entry
            self.layoutChanged.emit()
            return
        self.beginMoveRows(QModelIndex(), row, row, QModelIndex(), target)
        del rows[row]
        place = target - 1 if target > row else target
        rows.insert(place, entry)
        self.endMoveRows()
        self.dataChanged.emit(self.index(place), self.index(place))

    # --- values ----------------------------------------------------------------

    def _share(self, entry: Entry) -> float | None:
        now = self._clock.now()
        countdown = self._arrangement.countdown(entry.connection, now)
        return None if countdown is None else countdown.share(now)

    def _spoken(self, entry: Entry) -> str:
        line: Line = self._arrangement.line(entry.connection, self._clock.now())
        return ", ".join(part for part in (entry.connection.name, entry.connection.account.label, line.text) if part)
