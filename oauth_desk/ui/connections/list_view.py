"""The list on the left. It measures its rows itself, so that ten thousand cost no more than ten."""

from typing import Final

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyle, QStyleOptionViewItem, QWidget

from oauth_desk.ui.connections.arrangement import Section
from oauth_desk.ui.connections.card_delegate import SIDE, CardDelegate
from oauth_desk.ui.connections.list_layout import CARD_WITH_BAR, GAP, ListLayout
from oauth_desk.ui.connections.list_model import AnyIndex, ConnectionsModel
from oauth_desk.ui.controls import by_keyboard
from oauth_desk.ui.theme import Theme, Type
from oauth_desk.ui.ticker import Ticker

HEADINGS: Final = {Section.NEEDS_YOU: "Needs you", Section.CONNECTED: "Connected"}
_Move = QAbstractItemView.CursorAction
_Hint = QAbstractItemView.ScrollHint


class ConnectionsView(QListView):
    """Cards under section headings. QListView gives selection, keys and accessibility; the geometry is ours."""

    def __init__(self, model: ConnectionsModel, theme: Theme, ticker: Ticker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self._theme = theme
        self._ticker = ticker
        self._layout = ListLayout(theme.px)
        self._hovered = -1
        self._keyboard = False
        # A viewport made here spares Qt's search for the Python class of its own: 23 ms at the start.
        self.setViewport(QWidget())
        self.setObjectName("connections_list")
        self.setAccessibleName("Connections")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setMouseTracking(True)
        self.setItemDelegate(CardDelegate(theme, self))
        self.setModel(model)
        self.verticalScrollBar().setSingleStep(theme.px(32))
        ticker.ticked.connect(self._on_ticked)
        theme.changed.connect(self._on_theme_changed)
        model.rowsInserted.connect(self._update_ticker)
        model.rowsRemoved.connect(self._update_ticker)
        model.modelReset.connect(self._update_ticker)

    # --- measuring -------------------------------------------------------------

    def doItemsLayout(self) -> None:
        """Measure the rows, without one call of the delegate."""
        self._layout.measure(self._rows.entries())
        QAbstractItemView.doItemsLayout(self)
        self.viewport().update()

    def visible_rows(self) -> range:
        """Return the rows that can be seen, as far as they are measured."""
        top = self.verticalOffset()
        rows = self._layout.rows_between(top, top + self.viewport().height())
        return range(rows.start, min(rows.stop, self._rows.rowCount()))

    def _is_measured(self, row: int) -> bool:
        return 0 <= row < min(len(self._layout), self._rows.rowCount())

    def _row_area(self, row: int) -> QRect:
        top, bottom = self._layout.top(row), self._layout.bottom(row)
        return QRect(0, top - self.verticalOffset(), self.viewport().width(), bottom - top)

    def _card_area(self, row: int) -> QRect:
        side = self._theme.px(SIDE)
        # The scroll bar comes and goes in the margin: the cards keep their width.
        bar = self.verticalScrollBar()
        end = max(2, side - bar.width()) if bar.isVisible() else side
        top, height = self._layout.card(row)
        start = end if self.isRightToLeft() else side
        return QRect(start, top - self.verticalOffset(), self.viewport().width() - side - end, height)

    # --- the geometry that Qt asks for -----------------------------------------

    def visualRect(self, index: AnyIndex) -> QRect:
        """Return the card of a row."""
        return self._card_area(index.row()) if self._is_measured(index.row()) else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        """Return the row whose card is at ``point``."""
        row = self._layout.row_at(point.y() + self.verticalOffset())
        if self._is_measured(row) and self._card_area(row).contains(point):
            return self._rows.index(row)
        return QModelIndex()

    def scrollTo(self, index: AnyIndex, hint: _Hint = _Hint.EnsureVisible) -> None:
        """Bring a row into view, its heading with it."""
        if not self._is_measured(index.row()):
            return
        top, bottom = self._layout.top(index.row()), self._layout.bottom(index.row())
        bar, height = self.verticalScrollBar(), self.viewport().height()
        if hint is _Hint.PositionAtCenter:
            bar.setValue((top + bottom - height) // 2)
        elif hint is _Hint.PositionAtTop or top < bar.value():
            bar.setValue(top)
        elif hint is _Hint.PositionAtBottom or bottom > bar.value() + height:
            bar.setValue(bottom - height)

    def moveCursor(self, action: _Move, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Return the row that a key leads to."""
        count = self._rows.rowCount()
        if not count:
            return QModelIndex()
        current = self.currentIndex().row()
        page = max(1, self.viewport().height() // (self._theme.px(CARD_WITH_BAR) + self._theme.px(GAP)))
        steps = {
            _Move.MoveUp: -1,
            _Move.MovePrevious: -1,
            _Move.MoveDown: 1,
            _Move.MoveNext: 1,
            _Move.MovePageUp: -page,
            _Move.MovePageDown: page,
            _Move.MoveHome: -count,
            _Move.MoveEnd: count,
        }
        return self._rows.index(min(max(current + steps.get(action, 0), 0), count - 1))

    def horizontalOffset(self) -> int:
        """Return 0: the list never scrolls sideways."""
        return 0

    def verticalOffset(self) -> int:
        """Return the pixels scrolled away."""
        return self.verticalScrollBar().value()

    def setSelection(self, area: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select the card under the pointer."""
        index = self.indexAt(area.center())
        selection = QItemSelection(index, index) if index.isValid() else QItemSelection()
        self.selectionModel().select(selection, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Return what to repaint when the selection changes."""
        region = QRegion()
        for index in selection.indexes():
            region += self.visualRect(index)
        return region

    def updateGeometries(self) -> None:
        """Fit the scroll bar to the rows."""
        QAbstractItemView.updateGeometries(self)
        bar = self.verticalScrollBar()
        bar.setPageStep(self.viewport().height())
        bar.setRange(0, max(0, self._layout.height - self.viewport().height()))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move the picture and paint only the new strip."""
        self.viewport().scroll(dx, dy)

    # --- painting --------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that can be seen and changed."""
        painter = QPainter(self.viewport())
        painter.setLayoutDirection(self.layoutDirection())
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        delegate = self.itemDelegate()
        for row in self.visible_rows():
            if not event.region().intersects(self._row_area(row)):
                continue
            section = self._layout.heading(row)
            if section is not None:
                self._paint_heading(painter, row, HEADINGS[section])
            index = self._rows.index(row)
            option.rect = self._card_area(row)
            option.state = self._state(row, index)
            delegate.paint(painter, option, index)

    def _state(self, row: int, index: QModelIndex) -> QStyle.StateFlag:
        state = QStyle.StateFlag.State_Enabled
        if self.selectionModel().isSelected(index):
            state |= QStyle.StateFlag.State_Selected
        if row == self._hovered:
            state |= QStyle.StateFlag.State_MouseOver
        if self._keyboard and self.hasFocus() and index == self.currentIndex():
            state |= QStyle.StateFlag.State_HasFocus
        return state

    def _paint_heading(self, painter: QPainter, row: int, words: str) -> None:
        px, card = self._theme.px, self._card_area(row)
        height = px(18)
        area = QRect(px(20), card.top() - px(8) - height, self.viewport().width() - px(40), height)
        painter.setFont(self._theme.font(Type.GROUP))
        painter.setPen(self._theme.palette.third)
        painter.drawText(area, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, words)

    # --- keyboard, pointer and time --------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus ring to those who use the keyboard."""
        self._keyboard = by_keyboard(event, before=self._keyboard)
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by keys, and show where."""
        self._keyboard = True
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose by pointer, without the ring."""
        self._keyboard = False
        super().mousePressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Follow the pointer for the hover look."""
        if event.type() is QEvent.Type.Leave:
            self._hover(-1)
        elif event.type() is QEvent.Type.HoverMove or event.type() is QEvent.Type.MouseMove:
            position = self.viewport().mapFromGlobal(self.cursor().pos())
            self._hover(self.indexAt(position).row())
        return super().viewportEvent(event)

    def _hover(self, row: int) -> None:
        for each in {self._hovered, row} - {-1}:
            if self._is_measured(each):
                self.viewport().update(self._card_area(each))
        self._hovered = row

    def showEvent(self, event: QShowEvent) -> None:
        """Count while it can be seen."""
        super().showEvent(event)
        self._update_ticker()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while nobody looks."""
        super().hideEvent(event)
        self._update_ticker()

    def _update_ticker(self) -> None:
        self._ticker.count("list", on=self.isVisible() and self._rows.rowCount() > 0)

    def _on_theme_changed(self) -> None:
        # A slot of our own: a method that Qt knows as its own, such as doItemsLayout, is called after our end, too.
        self.doItemsLayout()

    def _on_ticked(self) -> None:
        rows = self.visible_rows()
        if self.isVisible() and rows:
            self._rows.tick(rows.start, rows.stop - 1)
