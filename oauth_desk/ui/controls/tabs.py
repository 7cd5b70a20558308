"""Tabs: underlined on the page head, bold inside a page; a tab may carry a count."""

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QTabBar

from oauth_desk.ui.controls.focus import by_keyboard
from oauth_desk.ui.theme import Theme, Type


class TabBar(QTabBar):
    """A bar of tabs that paints itself. ``inner``: bold instead of underlined."""

    def __init__(self, theme: Theme, *, inner: bool = False, name: str = "", label: str = "") -> None:
        super().__init__()
        self._theme = theme
        self._inner = inner
        self._keyboard = False
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._restyle)
        self._restyle()

    def add(self, key: str, text: str) -> int:
        """Append a tab; ``key`` tells which one is current."""
        index = self.addTab(text)
        self.setTabData(index, {"key": key, "count": None})
        return index

    def current_key(self) -> str:
        """Return the key of the current tab."""
        return str(self.tabData(self.currentIndex())["key"])

    def choose(self, key: str) -> None:
        """Make the tab with ``key`` current."""
        self.setCurrentIndex(self._index(key))

    def set_count(self, key: str, count: int | None) -> None:
        """Show a number on a tab, or none."""
        index = self._index(key)
        self.setTabData(index, {"key": key, "count": count})
        self.setTabText(index, self.tabText(index))  # Qt lays tabs out anew only when their text is set
        self._restyle()

    def _index(self, key: str) -> int:
        return next(index for index in range(self.count()) if self.tabData(index)["key"] == key)

    def _badge(self, index: int) -> str:
        data = self.tabData(index)
        count = data["count"] if isinstance(data, dict) else None
        return "" if count is None else str(count)

    def tabSizeHint(self, index: int) -> QSize:
        """Return the width of the bold text, so that nothing moves when the choice does."""
        px = self._theme.px
        width = QFontMetrics(self._theme.font(Type.STRONG)).horizontalAdvance(self.tabText(index))
        badge = self._badge(index)
        if badge:
            width += px(4) + self._badge_width(badge)
        return QSize(width + px(22 if not self._inner else 20), px(40 if not self._inner else 28))

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Return the same: tabs are never cut."""
        return self.tabSizeHint(index)

    def _badge_width(self, badge: str) -> int:
        px = self._theme.px
        return max(px(22), QFontMetrics(self._theme.font(Type.SECOND)).horizontalAdvance(badge) + px(18))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus ring to those who use the keyboard."""
        self._keyboard = by_keyboard(event, before=self._keyboard)
        super().focusInEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint every tab."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index in range(self.count()):
            if self.isTabVisible(index):
                self._paint_tab(painter, index)

    def _paint_tab(self, painter: QPainter, index: int) -> None:
        palette, px = self._theme.palette, self._theme.px
        chosen = index == self.currentIndex()
        area = self.tabRect(index)
        right_to_left = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        gap = px(22 if not self._inner else 20)
        content = area.adjusted(gap if right_to_left else 0, 0, 0 if right_to_left else -gap, 0)
        start = Qt.AlignmentFlag.AlignRight if right_to_left else Qt.AlignmentFlag.AlignLeft
        font = self._theme.font(Type.STRONG if chosen and self._inner else Type.BASE)
        painter.setFont(font)
        painter.setPen(palette.text if chosen else palette.second)
        flags = start | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(content, flags, self.tabText(index))
        width = QFontMetrics(font).horizontalAdvance(self.tabText(index))
        badge = self._badge(index)
        if badge:
            self._paint_badge(painter, content, badge, width, right_to_left=right_to_left)
        if chosen and not self._inner:
            left = content.right() + 1 - width if right_to_left else content.left()
            painter.fillRect(QRect(left, area.bottom() - 1, width, 2), palette.accent)
        if chosen and self._keyboard and self.hasFocus():
            painter.setPen(palette.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            left = content.right() + 1 - width if right_to_left else content.left()
            ring = QRectF(left + 0.5, area.top() + px(6) + 0.5, width - 1, area.height() - px(12) - 1)
            painter.drawRoundedRect(ring.adjusted(-px(4), 0, px(4), 0).intersected(QRectF(self.rect())), px(4), px(4))

    def _paint_badge(self, painter: QPainter, content: QRect, badge: str, after: int, *, right_to_left: bool) -> None:
        palette, px = self._theme.palette, self._theme.px
        size = QSize(self._badge_width(badge), px(20))
        left = content.right() - after - px(4) - size.width() if right_to_left else content.left() + after + px(4)
        pill = QRectF(left, content.center().y() - size.height() / 2 + 1, size.width(), size.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.neutral_soft)
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.setPen(palette.neutral)
        painter.setFont(self._theme.font(Type.SECOND))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, badge)

    def changeEvent(self, event: QEvent) -> None:
        """Paint again where the style changed under it."""
        super().changeEvent(event)
        self.update()

    def _restyle(self) -> None:
        self.setFont(self._theme.font(Type.STRONG))
        self.updateGeometry()
        self.update()
