"""The rows of the activity page for Qt's views."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from oauth_desk.domain.events import ActivityEntry
from oauth_desk.domain.tokens import Instant
from oauth_desk.ui.activity.rows import Choice, Row, row_of
from oauth_desk.ui.controls.tooltip import plain_tip

Index = QModelIndex | QPersistentModelIndex
_NOTHING: Index = QModelIndex()
ROW = int(Qt.ItemDataRole.UserRole)


class ActivityModel(QAbstractTableModel):
    """One column of rows, newest first, of which a filter shows some."""

    def __init__(self, clock: Callable[[], Instant], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._rows: list[Row] = []
        self._shown: list[Row] = []
        self._choice = Choice.ALL

    @property
    def all(self) -> Sequence[Row]:
        """Return every row, shown or not."""
        return self._rows

    def load(self, rows: list[Row]) -> None:
        """Show other rows."""
        self._rows = rows
        self._show()

    def choose(self, choice: Choice) -> None:
        """Show what a filter lets through."""
        self._choice = choice
        self._show()

    def add(self, entry: ActivityEntry) -> None:
        """Put the newest entry on top, or into the top row where it says the same again."""
        row = row_of(entry)
        older = self._rows[0] if self._rows else None
        if older is not None and row.joins(older):
            merged = row.merged(older)
            self._rows[0] = merged
            if self._shown and self._shown[0] is older:
                self._shown[0] = merged
                self.dataChanged.emit(self.index(0, 0), self.index(0, 0))
            return
        self._rows.insert(0, row)
        if row.belongs_to(self._choice):
            self.beginInsertRows(QModelIndex(), 0, 0)
            self._shown.insert(0, row)
            self.endInsertRows()

    def _show(self) -> None:
        self.beginResetModel()
        self._shown = [row for row in self._rows if row.belongs_to(self._choice)]
        self.endResetModel()

    def rowCount(self, parent: Index = _NOTHING) -> int:
        """Return how many rows are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _NOTHING) -> int:
        """Return one."""
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the row itself, its words, and as tooltip the exact time with all of the words."""
        if not index.isValid():
            return None
        row = self._shown[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.line.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (row.when(self._clock()), row.line.text, row.took) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{row.exactly}\n{row.line.text}")
        return None
