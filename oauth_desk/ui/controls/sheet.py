"""A dialog inside the window: a card over the dimmed page. Shown with ``open()``, never waited for."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from oauth_desk.ui.controls.text import Text
from oauth_desk.ui.theme import Theme, Type


class Sheet(QDialog):
    """Covers its parent's window. Fill ``column``, put buttons into ``buttons``; Escape rejects.

    It is a child of the window and no window of its own: it cannot open behind
    another program, needs no compositor and takes the keyboard from nobody.
    """

    def __init__(self, parent: QWidget, theme: Theme, *, name: str, title: str, width: int = 500) -> None:
        self._host = parent.window()
        super().__init__(self._host)
        self._theme = theme
        self._width = width
        self._before: QWidget | None = None
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._card = QWidget(self)
        self.title = Text(title, theme, role=Type.STATE, wrap=True, name=f"{name}_title")
        self.column = QVBoxLayout()
        self.column.setSpacing(theme.px(12))
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(theme.px(8))
        inside = self._inside = QVBoxLayout(self._card)
        inside.setContentsMargins(*(theme.px(28),) * 4)
        inside.setSpacing(theme.px(20))
        inside.addLayout(self.column)
        inside.addLayout(self.buttons)
        theme.changed.connect(self.update)
        self.finished.connect(self._on_finished)
        self.hide()

    def showEvent(self, event: QShowEvent) -> None:
        """Cover the window and take its keyboard focus."""
        self._host.installEventFilter(self)
        self._before = self._host.focusWidget()
        super().showEvent(event)
        self._place()
        self.raise_()
        if self.focusWidget() is None:
            self.focusNextChild()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the window."""
        if watched is self._host and event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def event(self, event: QEvent) -> bool:
        """Grow with what is put inside; keep shortcuts from what lies below."""
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() is QEvent.Type.LayoutRequest and self.isVisible():
            self._place()
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 - Qt's signature
        """Keep Tab inside: what is below cannot be reached."""
        chain = self._reachable()
        if not chain:
            return True
        current = self._host.focusWidget()
        if current in chain:
            step = 1 if forward else -1
            target = chain[(chain.index(current) + step) % len(chain)]
        else:
            target = chain[0 if forward else -1]
        target.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return True

    def _reachable(self) -> list[QWidget]:
        """Return what can take the focus, in reading order.

        Not along ``nextInFocusChain``: PySide ties what that returns to the caller, and drops it with the sheet.
        """
        found = [
            widget
            for widget in self.findChildren(QWidget)
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.isEnabled()
        ]
        return sorted(found, key=self._reading_order)

    def _reading_order(self, widget: QWidget) -> tuple[int, int]:
        corner = widget.mapTo(self, widget.rect().center())
        return corner.y(), -corner.x() if self.isRightToLeft() else corner.x()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave keys to the dialog; nothing reaches the page below."""
        super().keyPressEvent(event)
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dim the window and paint the card."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(10, 12, 16, 150 if self._theme.dark else 112))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = self._theme.px(14)
        area = QRectF(self._card.geometry())
        painter.setPen(Qt.PenStyle.NoPen)
        for spread in range(1, 9):
            painter.setBrush(QColor(0, 0, 0, 7))
            painter.drawRoundedRect(area.adjusted(-spread, -spread + 3, spread, spread + 3), radius, radius)
        painter.setBrush(self._theme.palette.panel)
        painter.setPen(QPen(self._theme.palette.hairline, 1))
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def _place(self) -> None:
        self.setGeometry(self._host.rect())
        margin = self._theme.px(16)
        width = min(self._theme.px(self._width), self.width() - 2 * margin)
        inside = self._inside
        wanted = inside.heightForWidth(width) if inside.hasHeightForWidth() else inside.sizeHint().height()
        height = min(wanted, self.height() - 2 * margin)
        self._card.setGeometry((self.width() - width) // 2, (self.height() - height) // 2, width, height)
        self.update()

    def _on_finished(self) -> None:
        self._host.removeEventFilter(self)
        # What had it may have been part of a sheet that is gone.
        if self._before is not None and isValid(self._before) and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
