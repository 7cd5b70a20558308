"""A small table of names and values, edited in place."""

from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from oauth_desk.ui.console.call_draft import Pairs
from oauth_desk.ui.console.pairs_model import NAME, ON, VALUE, PairsModel
from oauth_desk.ui.controls.check import paint_check
from oauth_desk.ui.theme import Theme, Type

Index = QModelIndex | QPersistentModelIndex
_ROW: Final = 34
_SHOWN_ROWS: Final = 4
_CHECK_WIDTH: Final = 30
_NAME_WIDTH: Final = 200


class _PairDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the box, or the text; the empty row says what can be written there."""
        palette, px = self._theme.palette, self._theme.px
        area = QRectF(option.rect)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.save()
        if index.column() == ON:
            checked = index.data(Qt.ItemDataRole.CheckStateRole)
            if checked is not None:
                on = Qt.CheckState(checked) is Qt.CheckState.Checked
                paint_check(painter, area, self._theme, on=on, focused=focused)
                focused = False
        else:
            text = str(index.data() or "")
            is_new = index.row() == index.model().rowCount() - 1
            hint = ("name" if index.column() == NAME else "value") if is_new else ""
            painter.setFont(self._theme.font(Type.MONO))
            painter.setPen(palette.text if text else palette.third)
            inner = area.adjusted(px(10), 0, -px(6), 0)
            shown = painter.fontMetrics().elidedText(text or hint, Qt.TextElideMode.ElideRight, round(inner.width()))
            painter.drawText(inner, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, shown)
        if focused:
            painter.setPen(QPen(palette.accent, 2))
            painter.drawRect(area.adjusted(1, 1, -1, -2))
        self._paint_lines(painter, option, index)
        painter.restore()

    def _paint_lines(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Part rows and columns, but not from the frame."""
        area, colour = option.rect, self._theme.palette.hairline
        if index.row() < index.model().rowCount() - 1:
            painter.fillRect(area.left(), area.bottom(), area.width(), 1, colour)
        if index.column() != ON:
            mirrored = option.direction is Qt.LayoutDirection.RightToLeft
            painter.fillRect(area.right() if mirrored else area.left(), area.top(), 1, area.height(), colour)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Edit in a line that fills the cell."""
        editor = super().createEditor(parent, option, index)
        editor.setObjectName("pair_editor")
        editor.setFont(self._theme.font(Type.MONO))
        colours = self._theme.palette
        editor.setStyleSheet(
            f"border: 2px solid {colours.accent.name()}; border-radius: 0; min-height: 0;"
            f" padding: 0 {self._theme.px(8)}px; background: {colours.panel.name()};"
        )
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Cover the whole cell."""
        del index
        editor.setGeometry(option.rect)


class PairsTable(QTableView):
    """Rows to send with a request. Delete takes a row out; the last row makes a new one."""

    edited = Signal()

    def __init__(self, theme: Theme, *, name: str, label: str, what: str) -> None:
        super().__init__()
        self._theme = theme
        self._pairs = PairsModel(what, self)
        self.setModel(self._pairs)
        self.setItemDelegate(_PairDelegate(theme, self))
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setShowGrid(False)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.AnyKeyPressed | QAbstractItemView.EditTrigger.EditKeyPressed)
        self.clicked.connect(self._on_clicked)
        self.setTabKeyNavigation(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._pairs.edited.connect(self.edited)
        for signal in (self._pairs.rowsInserted, self._pairs.rowsRemoved, self._pairs.modelReset):
            signal.connect(self._on_rows_changed)
        theme.changed.connect(self._restyle)
        self._restyle()

    def pairs(self) -> Pairs:
        """Return the rows."""
        return self._pairs.pairs()

    def show_pairs(self, pairs: Pairs) -> None:
        """Replace the rows."""
        self._pairs.show(pairs)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a row out with Delete, tick with Space; the rest is Qt's."""
        index = self.currentIndex()
        if event.key() == Qt.Key.Key_Delete and index.isValid():
            self._pairs.remove(index.row())
            return
        if event.key() == Qt.Key.Key_Space and index.isValid() and index.column() == ON:
            checked = index.data(Qt.ItemDataRole.CheckStateRole)
            if checked is not None:
                on = Qt.CheckState(checked) is Qt.CheckState.Checked
                wanted = Qt.CheckState.Unchecked if on else Qt.CheckState.Checked
                self._pairs.setData(index, wanted.value, Qt.ItemDataRole.CheckStateRole)
            return
        super().keyPressEvent(event)

    def _on_clicked(self, index: QModelIndex) -> None:
        """Edit at the first click."""
        if index.column() != ON and not self.isPersistentEditorOpen(index):
            self.edit(index)

    def _on_rows_changed(self) -> None:
        """Take room for a few rows; more of them scroll."""
        rows = min(self._pairs.rowCount(), _SHOWN_ROWS)
        self.setFixedHeight(rows * self.verticalHeader().defaultSectionSize() + 2)

    def _restyle(self) -> None:
        px = self._theme.px
        self.setFont(self._theme.font(Type.MONO))
        self.verticalHeader().setDefaultSectionSize(px(_ROW))
        header = self.horizontalHeader()
        header.setMinimumSectionSize(px(20))
        header.setSectionResizeMode(ON, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(VALUE, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(ON, px(_CHECK_WIDTH))
        header.resizeSection(NAME, px(_NAME_WIDTH))
        self._on_rows_changed()
