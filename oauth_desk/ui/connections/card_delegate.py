"""Paints a connection as a card: mark, name, account, state line, thin bar."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from oauth_desk.domain.connection import Connection
from oauth_desk.services.wording import Line
from oauth_desk.ui.connections.list_layout import CARD, CARD_WITH_BAR
from oauth_desk.ui.connections.list_model import Role
from oauth_desk.ui.controls import mark_colour, paint_bar, paint_mark
from oauth_desk.ui.theme import Theme, Type

SIDE = 12


class CardDelegate(QStyledItemDelegate):
    """The rectangle it gets is the card; headings and gaps are the view's."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the card's size; the width is the view's."""
        height = CARD_WITH_BAR if index.data(Role.COUNTS) else CARD
        return QSize(self._theme.px(280), self._theme.px(height))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one card."""
        connection: Connection = index.data(Role.CONNECTION)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(option.direction)
        self._paint_ground(painter, option)
        mirrored = option.direction is Qt.LayoutDirection.RightToLeft
        px, card = self._theme.px, option.rect

        def mirror(left: int, top: int, width: int, height: int) -> QRect:
            """Place something, measured from the card's leading edge."""
            x = card.right() + 1 - left - width if mirrored else card.left() + left
            return QRect(x, card.top() + top, width, height)

        service = connection.service
        square = QRectF(mirror(px(12), px(12), px(36), px(36)))
        paint_mark(painter, square, service.name, mark_colour(service.id, service.color), self._theme)
        left = px(60)
        width = card.width() - left - px(12)
        self._paint_text(painter, mirror(left, px(11), width, px(20)), connection.name, Type.STRONG, "text")
        account = connection.account.label or service.name
        self._paint_text(painter, mirror(left, px(31), width, px(18)), account, Type.SECOND, "second")
        line: Line = index.data(Role.LINE)
        tone = "third" if line.tone == "neutral" else str(line.tone)
        icon = mirror(left, px(55), px(14), px(16))
        picture = self._theme.pixmap(line.icon, self._theme.palette.tone(tone), 14)
        painter.drawPixmap(icon.left(), icon.top() + px(1), picture)
        self._paint_text(painter, mirror(left + px(20), px(54), width - px(20), px(18)), line.text, Type.SECOND, tone)
        share = index.data(Role.SHARE)
        if share is not None:
            bar = QRectF(mirror(left, px(81), width, 3))
            ground = self._theme.palette.hairline
            paint_bar(painter, bar, share, self._theme.palette.tone(tone), ground, mirrored=mirrored)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        palette = self._theme.palette
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if not (selected or hovered or focused):
            return
        area = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(palette.hairline, 1) if selected else Qt.PenStyle.NoPen)
        hover = QColor(palette.panel)
        hover.setAlpha(110)
        painter.setBrush(palette.panel if selected else hover)
        if focused:
            painter.setPen(QPen(palette.accent, 2))
            area.adjust(0.5, 0.5, -0.5, -0.5)
        radius = self._theme.px(11)
        painter.drawRoundedRect(area, radius, radius)

    def _paint_text(self, painter: QPainter, area: QRect, text: str, role: Type, colour: str) -> None:
        font = self._theme.font(role)
        painter.setFont(font)
        painter.setPen(self._theme.palette.tone(colour))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, shown)
