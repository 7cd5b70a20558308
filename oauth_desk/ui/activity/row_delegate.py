"""Paints a row of the activity page: time, icon, sentence, duration."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from oauth_desk.domain.tokens import Instant
from oauth_desk.services.wording import Tone
from oauth_desk.ui.activity.model import ROW
from oauth_desk.ui.activity.rows import Row
from oauth_desk.ui.theme import Theme, Type

ROW_HEIGHT = 42
_SIDE = 4
_TIME = 118
_ICON = 28
_TOOK = 90


class RowDelegate(QStyledItemDelegate):
    """The row's hairline is its own; ``clock`` tells today from the days before."""

    def __init__(self, theme: Theme, clock: Callable[[], Instant], parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._clock = clock

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one row."""
        row: Row = index.data(ROW)
        palette, px, area = self._theme.palette, self._theme.px, option.rect
        mirrored = option.direction is Qt.LayoutDirection.RightToLeft

        def place(left: int, width: int) -> QRect:
            """Place something, measured from the leading edge."""
            return QRect(
                area.right() + 1 - left - width if mirrored else area.left() + left, area.top(), width, area.height()
            )

        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area.adjusted(0, 0, 0, -1), palette.neutral_soft)
        when = row.when(self._clock())
        time_width = px(_TIME if " " in when else _TIME - 40)
        took_width = px(_TOOK)
        icon = place(px(_SIDE) + time_width, px(_ICON))
        begin = px(_SIDE) + time_width + px(_ICON)
        text = place(begin, area.width() - begin - took_width - px(_SIDE))
        took = place(area.width() - took_width - px(_SIDE), took_width)
        self._write(painter, place(px(_SIDE), time_width), when, "second")
        tone = "third" if row.line.tone is Tone.NEUTRAL else row.line.tone
        picture = self._theme.pixmap(row.line.icon, palette.tone(tone))
        left = icon.right() + 1 - px(16) if mirrored else icon.left()
        painter.drawPixmap(left, icon.center().y() - px(8), picture)
        self._write(painter, text, row.line.text, "text")
        self._write(painter, took, row.took, "second", trailing=True)
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, palette.hairline)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(palette.accent, 2))
            painter.drawRect(area.adjusted(1, 1, -1, -2))
        painter.restore()

    def _write(self, painter: QPainter, area: QRect, text: str, colour: str, *, trailing: bool = False) -> None:
        font = self._theme.font(Type.BASE)
        painter.setFont(font)
        painter.setPen(self._theme.palette.tone(colour))
        side = Qt.AlignmentFlag.AlignTrailing if trailing else Qt.AlignmentFlag.AlignLeading
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, shown)
