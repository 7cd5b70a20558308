"""The table of what happened."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView

from oauth_desk.ui.activity.model import ROW, ActivityModel
from oauth_desk.ui.activity.row_delegate import ROW_HEIGHT
from oauth_desk.ui.activity.rows import Row
from oauth_desk.ui.theme import Theme


class RowTable(QTableView):
    """A table of one column: only rows in sight are laid out and painted."""

    def __init__(self, model: ActivityModel, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setModel(model)
        self.setObjectName("activity_rows")
        self.setAccessibleName("What happened, newest first")
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setStyleSheet("QTableView, QTableView:focus { border: none; background: transparent; }")
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        theme.changed.connect(self._restyle)
        self._restyle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the chosen rows; go to the first and the last; the rest is Qt's."""
        if event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.model().rowCount():
            self.selectRow(0 if event.key() == Qt.Key.Key_Home else self.model().rowCount() - 1)
            return
        if event.matches(QKeySequence.StandardKey.Copy):
            chosen = sorted(self.selectedIndexes(), key=lambda index: index.row())
            QApplication.clipboard().setText("\n".join(_copied(index.data(ROW)) for index in chosen))
            return
        super().keyPressEvent(event)

    def _restyle(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._theme.px(ROW_HEIGHT))
        self.viewport().update()


def _copied(row: Row) -> str:
    return f"{row.exactly}  {row.line.text}  {row.took}".rstrip()
