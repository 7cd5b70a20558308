"""A view of millions of lines: paints those in sight, marks text by characters, copies."""

from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, QTimerEvent, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QTextLayout
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView

from oauth_desk.ui.console.line_layout import column_at, laid_out, x_of
from oauth_desk.ui.console.lines import Lines
from oauth_desk.ui.console.lines_model import LinesModel
from oauth_desk.ui.console.marked import Marked, Place, everything, word_at
from oauth_desk.ui.theme import Theme, Type

_LINE_HEIGHT: Final = 18.6
_SCROLL_MS: Final = 40
_AT_ONCE: Final = 1_500
"""Rows that are copied without a worker."""

_SHEET: Final = """
QTableView, QTableView:focus, QAbstractScrollArea::corner { border: none; background: transparent; }
"""
_MOVES: Final = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class LinesView(QTableView):
    """A table of one column, so that screen readers find rows; the text in it is marked like in an editor.

    ``copied`` tells how many rows went to the clipboard; ``long_copy_requested``
    asks for what is too long to be put together at once.
    """

    copied = Signal(int)
    long_copy_requested = Signal(object)

    def __init__(self, theme: Theme, *, name: str, label: str) -> None:
        super().__init__()
        self._theme = theme
        self._model = LinesModel(self)
        self._marked = Marked()
        self._scrolling = 0
        self._pointer = QPoint()
        self.setModel(self._model)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        theme.changed.connect(self._restyle)
        self._restyle()

    # --- what is shown -------------------------------------------------------------

    @property
    def lines(self) -> Lines:
        """Return what is shown."""
        return self._model.lines

    @property
    def marked(self) -> Marked:
        """Return what is marked."""
        return self._marked

    def show_lines(self, lines: Lines) -> None:
        """Show lines, or the growth of those shown."""
        if lines is not self._model.lines:
            self._marked = Marked()
            self.verticalScrollBar().setValue(0)
            self.horizontalScrollBar().setValue(0)
        self._model.show(lines)
        self._fit()

    def _fit(self) -> None:
        widest = (self.lines.columns + 1) * self.fontMetrics().averageCharWidth()
        self.setColumnWidth(0, max(widest, self.viewport().width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the width."""
        super().resizeEvent(event)
        self._fit()

    def _restyle(self) -> None:
        self.setFont(self._theme.font(Type.MONO))
        height = max(self._theme.px(_LINE_HEIGHT), self.fontMetrics().height())
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(height)
        self.setStyleSheet(_SHEET)
        self._fit()
        self.viewport().update()

    # --- painting --------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows in sight."""
        painter = QPainter(self.viewport())
        painter.setPen(self._theme.palette.text)
        rows = self._model.rowCount()
        first = self.rowAt(event.rect().top())
        if first < 0:
            return
        height = self.rowHeight(first)
        y = self.rowViewportPosition(first)
        row = first
        while row < rows and y <= event.rect().bottom():
            self._paint_row(painter, row, y, height)
            row, y = row + 1, y + height
        if self.hasFocus() and self._marked.cursor.row < rows:
            self._paint_cursor(painter)

    def _layout(self, row: int) -> QTextLayout:
        return laid_out(self.lines, row, self.font(), self._theme.palette)

    def _left(self) -> int:
        return -self.horizontalScrollBar().value()

    def _paint_row(self, painter: QPainter, row: int, y: int, height: int) -> None:
        layout = self._layout(row)
        marked = self._marked.columns(row, len(layout.text()))
        if marked is not None:
            left, right = x_of(layout, marked[0]), x_of(layout, marked[1])
            to_end = row < self._marked.last.row and not self.lines.broken(row)
            area = QRectF(
                self._left() + left, y, right - left + (self.fontMetrics().averageCharWidth() * to_end), height
            )
            painter.fillRect(area, self._theme.palette.accent_soft)
        layout.draw(painter, QPointF(self._left(), y + (height - layout.boundingRect().height()) / 2))

    def _paint_cursor(self, painter: QPainter) -> None:
        place = self._marked.cursor
        y, height = self.rowViewportPosition(place.row), self.rowHeight(place.row)
        if -height < y < self.viewport().height():
            x = self._left() + x_of(self._layout(place.row), place.column)
            painter.fillRect(QRectF(x, y, max(1, self._theme.px(1)), height), self._theme.palette.accent)

    # --- pointer -----------------------------------------------------------------------

    def place_at(self, point: QPoint) -> Place:
        """Return the place under a point of the viewport, the nearest there is."""
        rows = self._model.rowCount()
        if not rows:
            return Place()
        row = self.rowAt(point.y())
        if row < 0:
            row = 0 if point.y() < 0 else rows - 1
        return Place(row, column_at(self._layout(row), point.x() - self._left()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the cursor; with Shift, mark up to it."""
        if event.button() is Qt.MouseButton.LeftButton:
            keep = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._go(self.place_at(event.position().toPoint()), keep=keep)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Mark a word."""
        place = self.place_at(event.position().toPoint())
        if self._model.rowCount():
            start, end = word_at(self.lines.text(place.row), place.column)
            self._go(Place(place.row, start), keep=False)
            self._go(Place(place.row, end), keep=True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark up to the pointer; beyond an edge, scroll."""
        if not event.buttons() & Qt.MouseButton.LeftButton:
            return
        self._pointer = event.position().toPoint()
        self._go(self.place_at(self._pointer), keep=True)
        outside = not self.viewport().rect().contains(self._pointer)
        if outside and not self._scrolling:
            self._scrolling = self.startTimer(_SCROLL_MS)
        elif not outside:
            self._stop_scrolling()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Stop marking."""
        del event
        self._stop_scrolling()

    def timerEvent(self, event: QTimerEvent) -> None:
        """Scroll towards a pointer beyond the edge."""
        if event.timerId() != self._scrolling:
            super().timerEvent(event)
            return
        self._go(self.place_at(self._pointer), keep=True)

    def _stop_scrolling(self) -> None:
        if self._scrolling:
            self.killTimer(self._scrolling)
            self._scrolling = 0

    # --- keyboard -------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move and mark as in an editor; copy; leave the rest to others."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.mark_everything()
        elif (place := self._place_for(event)) is not None and self._model.rowCount():
            self._go(place, keep=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            event.ignore()

    def _place_for(self, event: QKeyEvent) -> Place | None:
        here, key = self._marked.cursor, event.key()
        whole_text = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        last = max(0, self._model.rowCount() - 1)
        page = max(1, self.viewport().height() // max(1, self.rowHeight(0)) - 1)
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            step = -page if key == Qt.Key.Key_PageUp else page
            return Place(min(max(here.row + step, 0), last), here.column)
        if key == Qt.Key.Key_Home:
            return Place(0 if whole_text else here.row, 0)
        if key == Qt.Key.Key_End:
            row = last if whole_text else here.row
            return Place(row, len(self.lines.text(row)) if self._model.rowCount() else 0)
        move = _MOVES.get(Qt.Key(key)) if key in _MOVES else None
        return None if move is None else self._stepped(here, *move, last=last)

    def _stepped(self, here: Place, down: int, right: int, *, last: int) -> Place:
        if down:
            return Place(min(max(here.row + down, 0), last), here.column)
        length = len(self.lines.text(here.row)) if self._model.rowCount() else 0
        column = min(here.column, length) + right
        if column < 0 and here.row:
            return Place(here.row - 1, len(self.lines.text(here.row - 1)))
        if column > length and here.row < last:
            return Place(here.row + 1, 0)
        return Place(here.row, min(max(column, 0), length))

    def _go(self, place: Place, *, keep: bool) -> None:
        self._marked = self._marked.moved(place, keep=keep)
        index = self._model.index(place.row, 0)
        if index != self.currentIndex():
            self.setCurrentIndex(index)
        self._show_place(place)
        self.viewport().update()

    def _show_place(self, place: Place) -> None:
        top, height = self.rowViewportPosition(place.row), self.rowHeight(place.row)
        bar = self.verticalScrollBar()
        if top < 0:
            bar.setValue(bar.value() + top)
        elif top + height > self.viewport().height():
            bar.setValue(bar.value() + top + height - self.viewport().height())
        if self._model.rowCount():
            x = round(x_of(self._layout(place.row), place.column))
            across, room = self.horizontalScrollBar(), self.viewport().width()
            if not across.value() <= x <= across.value() + room - self._theme.px(8):
                across.setValue(max(0, x - room // 2))

    def mark_everything(self) -> None:
        """Mark all lines."""
        self._marked = everything(self.lines)
        self.viewport().update()

    def copy(self) -> None:
        """Put what is marked, or the cursor's line, on the clipboard."""
        marked = self._marked
        if not self._model.rowCount():
            return
        if marked.empty:
            row = marked.cursor.row
            marked = Marked(Place(row, 0), Place(row, len(self.lines.text(row))))
        if marked.rows > _AT_ONCE:
            self.long_copy_requested.emit(marked)
            return
        pieces: list[str] = []
        for _ in marked.collect(self.lines, pieces):
            pass
        QApplication.clipboard().setText("".join(pieces))
        self.copied.emit(marked.rows)
