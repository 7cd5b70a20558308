"""Services as cards in a grid; arrows walk among them, Return chooses."""

from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from oauth_desk.domain.service import Service
from oauth_desk.ui.connect.service_model import SERVICE, ServiceModel
from oauth_desk.ui.controls import mark_colour, paint_mark
from oauth_desk.ui.theme import Theme, Type

_GAP: Final = 12
_CARD_HEIGHT: Final = 66
_CARD_WIDTH: Final = 230
_MOST_COLUMNS: Final = 4


class _CardDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

        self.cell = QSize()
        self.columns = 1

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the cell that the grid has for every card."""
        return self.cell

    def _card(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QRect:
        """Return the card in its cell: cells fill the width, gaps lie between cards alone."""
        gap, columns = self._theme.px(_GAP), self.columns
        width = self.cell.width() - gap * (columns - 1) // columns
        shift = gap * (index.row() % columns) // columns
        cell = option.rect
        mirrored = option.direction is Qt.LayoutDirection.RightToLeft
        left = cell.right() + 1 - shift - width if mirrored else cell.left() + shift
        return QRect(left, cell.top(), width, cell.height() - gap)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint a card: mark, name, what it is for."""
        service: Service = index.data(SERVICE)
        px = self._theme.px
        mirrored = option.direction is Qt.LayoutDirection.RightToLeft
        card = self._card(option, index)

        def place(left: int, top: int, width: int, height: int) -> QRect:
            """Place something, measured from the card's leading edge."""
            return QRect(
                card.right() + 1 - left - width if mirrored else card.left() + left, card.top() + top, width, height
            )

        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option, card)
        square = QRectF(place(px(14), (card.height() - px(36)) // 2, px(36), px(36)))
        paint_mark(painter, square, service.name, mark_colour(service.id, service.color), self._theme)
        left, width = px(62), card.width() - px(72)
        top = px(15) if service.summary else (card.height() - px(18)) // 2
        self._write(painter, place(left, top, width, px(18)), service.name, Type.STRONG, "text")
        self._write(painter, place(left, px(33), width, px(17)), service.summary, Type.SECOND, "third")
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, card: QRect) -> None:
        palette = self._theme.palette
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        ground = QColor(palette.panel)
        painter.setBrush(ground if not hovered else palette.neutral_soft)
        painter.setPen(QPen(palette.accent, 2) if focused else QPen(palette.hairline, 1))
        inset = 1.0 if focused else 0.5
        radius = self._theme.px(11)
        painter.drawRoundedRect(QRectF(card).adjusted(inset, inset, -inset, -inset), radius, radius)

    def _write(self, painter: QPainter, area: QRect, text: str, role: Type, colour: str) -> None:
        font = self._theme.font(role)
        painter.setFont(font)
        painter.setPen(self._theme.palette.tone(colour))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, shown)


class ServiceGrid(QListView):
    """As many columns as there is room for, at most four.

    With ``most_rows`` it is as high as what it holds, and gives way down to one row where the window is low.
    """

    chosen = Signal(object)

    def __init__(
        self, model: ServiceModel, theme: Theme, *, name: str = "service_grid", most_rows: int | None = None
    ) -> None:
        super().__init__()
        self._theme = theme
        self._most_rows = most_rows
        self.setModel(model)
        self._cards = _CardDelegate(theme, self)
        self.setItemDelegate(self._cards)
        self.setObjectName(name)
        self.setAccessibleName("Services")
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setStyleSheet("QListView, QListView:focus { border: none; background: transparent; }")
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._choose)
        model.modelReset.connect(self._fit)
        theme.changed.connect(self._fit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the width with whole cards."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """Return the room that it wants: all of what it may have, where that is known."""
        hint = super().sizeHint()
        return hint if self._most_rows is None else QSize(hint.width(), self.maximumHeight())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Stand on the first card when coming in by keyboard."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.setCurrentIndex(self.model().index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose with Return, Enter or Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.currentIndex().isValid():
            self._choose(self.currentIndex())
            return
        super().keyPressEvent(event)

    def choose_first(self) -> bool:
        """Choose the current or the first card; tell whether there was one."""
        index = self.currentIndex() if self.currentIndex().isValid() else self.model().index(0, 0)
        self._choose(index)
        return index.isValid()

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(index.data(SERVICE))

    def _fit(self) -> None:
        """Choose the columns, and whether to scroll: Qt would keep room for a bar that is not there."""
        px, cards, rows = self._theme.px, self._cards, self.model().rowCount()
        for bar in (0, self.verticalScrollBar().sizeHint().width()):
            room = self.width() - bar - 1  # a row that fills the width exactly is broken
            cards.columns = min(_MOST_COLUMNS, max(1, (room + px(_GAP)) // px(_CARD_WIDTH + _GAP)))
            cards.cell = QSize(room // cards.columns, px(_CARD_HEIGHT + _GAP))
            height = (rows + cards.columns - 1) // cards.columns * cards.cell.height() - px(_GAP)
            fits = height <= min(self.height(), self._most(height))
            if fits:
                break
        policies = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policies.ScrollBarAlwaysOff if fits else policies.ScrollBarAlwaysOn)
        self.setGridSize(cards.cell)
        if self._most_rows is not None:
            self.setMinimumHeight(max(0, min(height, cards.cell.height() - px(_GAP))))
            self.setMaximumHeight(max(0, self._most(height)))

    def _most(self, wanted: int) -> int:
        """Return how high the grid may become."""
        if self._most_rows is None:
            return self.height()
        return min(wanted, self._most_rows * self._cards.cell.height() - self._theme.px(_GAP))
