"""Names and values to edit, with an empty row at the end that becomes a new one."""

from dataclasses import replace

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from oauth_desk.ui.console.call_draft import Pair, Pairs
from oauth_desk.ui.controls.tooltip import plain_tip

Index = QModelIndex | QPersistentModelIndex
_NOTHING: Index = QModelIndex()
ON, NAME, VALUE = range(3)
_CHECKED = int(Qt.CheckState.Checked.value)
_UNCHECKED = int(Qt.CheckState.Unchecked.value)


class PairsModel(QAbstractTableModel):
    """Three columns: sent or not, name, value. ``edited`` follows every change a person made."""

    edited = Signal()

    def __init__(self, what: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._what = what
        self._pairs: list[Pair] = []

    def pairs(self) -> Pairs:
        """Return the rows that hold something."""
        return tuple(self._pairs)

    def show(self, pairs: Pairs) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._pairs = list(pairs)
        self.endResetModel()

    def remove(self, row: int) -> None:
        """Take a row out."""
        if row < len(self._pairs):
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._pairs[row]
            self.endRemoveRows()
            self.edited.emit()

    def rowCount(self, parent: Index = _NOTHING) -> int:
        """Return one row more than there are pairs."""
        return 0 if parent.isValid() else len(self._pairs) + 1

    def columnCount(self, parent: Index = _NOTHING) -> int:
        """Return three."""
        return 0 if parent.isValid() else 3

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let everything be edited but the mark of the empty row."""
        flags = super().flags(index)
        if not index.isValid():
            return flags
        if index.column() != ON:
            return flags | Qt.ItemFlag.ItemIsEditable
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.row() < len(self._pairs) else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return texts, marks and what a screen reader says."""
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        pair = self._pairs[row] if row < len(self._pairs) else None
        if role == Qt.ItemDataRole.CheckStateRole and column == ON and pair is not None:
            return _CHECKED if pair.on else _UNCHECKED
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole) and column != ON:
            return "" if pair is None else (pair.name if column == NAME else pair.value)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(pair, column)
        if role == Qt.ItemDataRole.ToolTipRole and column != ON and pair is not None:
            return plain_tip(pair.name if column == NAME else pair.value)
        return None

    def _spoken(self, pair: Pair | None, column: int) -> str:
        if pair is None:
            return f"New {self._what}, {'value' if column == VALUE else 'name'}"
        if column == ON:
            return f"Send {pair.name}: {'yes' if pair.on else 'no'}"
        return pair.name if column == NAME else f"{pair.name}: {pair.value}"

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take an edit; text in the empty row makes a new pair."""
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.CheckStateRole and column == ON and row < len(self._pairs):
            checked = Qt.CheckState(value) is Qt.CheckState.Checked
            self._pairs[row] = replace(self._pairs[row], on=checked)
        elif role == Qt.ItemDataRole.EditRole and column != ON:
            self._write(row, column, str(value))
        else:
            return False
        if row < len(self._pairs):
            self.dataChanged.emit(self.index(row, ON), self.index(row, VALUE))
        self.edited.emit()
        return True

    def _write(self, row: int, column: int, text: str) -> None:
        if row == len(self._pairs):
            if not text:
                return
            self.beginInsertRows(QModelIndex(), row, row)
            self._pairs.append(Pair())
            self.endInsertRows()
        pair = self._pairs[row]
        self._pairs[row] = replace(pair, name=text) if column == NAME else replace(pair, value=text)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        """Name the columns."""
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        return ("Sent", "Name", "Value")[section]
