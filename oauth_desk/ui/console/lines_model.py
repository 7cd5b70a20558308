"""The rows of an answer for Qt's views."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from oauth_desk.ui.console.lines import Lines
from oauth_desk.ui.console.plain_lines import WordLines

Index = QModelIndex | QPersistentModelIndex
_NOTHING: Index = QModelIndex()


class LinesModel(QAbstractTableModel):
    """One column of lines. Lines that are still being found are taken in as they are told."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: Lines = WordLines(())
        self._rows = 0

    def show(self, lines: Lines) -> None:
        """Show ``lines``, or the further rows of those that are shown already."""
        if lines is self.lines:
            if len(lines) > self._rows:
                self.beginInsertRows(QModelIndex(), self._rows, len(lines) - 1)
                self._rows = len(lines)
                self.endInsertRows()
            return
        self.beginResetModel()
        self.lines, self._rows = lines, len(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOTHING) -> int:
        """Return how many rows are shown."""
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = _NOTHING) -> int:
        """Return one."""
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Return a line for screen readers and tests; the view paints from ``lines``."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) or not index.isValid():
            return None
        return self.lines.text(index.row())
