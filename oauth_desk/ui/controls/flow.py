"""A row that breaks into lines where it does not fit."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowRow(QWidget):
    """Widgets side by side, each in its own size; further lines below. Hidden widgets take no room.

    ``centred``: each line stands in the middle. ``apart``: the last widget stands at
    the far end of its line.
    """

    def __init__(self, gap: int, *, centred: bool = False, apart: bool = False) -> None:
        super().__init__()
        self._flow = _FlowLayout(gap, centred=centred, apart=apart)
        self.setLayout(self._flow)

    def add(self, widget: QWidget) -> None:
        """Append a widget."""
        self._flow.addWidget(widget)


class _FlowLayout(QLayout):
    def __init__(self, gap: int, *, centred: bool, apart: bool) -> None:
        super().__init__()
        self._gap = gap
        self._centred = centred
        self._apart = apart
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Append an item."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take an item out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Return none: it takes what it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Tell that fewer pixels across need more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines."""
        return self._arrange(QRect(0, 0, width, 0), place=False)

    def sizeHint(self) -> QSize:
        """Return the size on one line."""
        sizes = self._sizes()
        width = sum(size.width() for size in sizes) + self._gap * max(0, len(sizes) - 1)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        """Return the least size of the widest item."""
        sizes = [item.minimumSize() for item in self._items if not item.isEmpty()]
        return QSize(
            max((size.width() for size in sizes), default=0), max((size.height() for size in sizes), default=0)
        )

    def setGeometry(self, area: QRect) -> None:
        """Place the items."""
        super().setGeometry(area)
        self._arrange(area, place=True)

    def _sizes(self) -> list[QSize]:
        return [item.sizeHint() for item in self._items if not item.isEmpty()]

    def _arrange(self, area: QRect, *, place: bool) -> int:
        y = 0
        for line in self._lines(area.width()):
            height = max(item.sizeHint().height() for item in line)
            if place:
                self._place(line, QRect(area.left(), area.top() + y, area.width(), height))
            y += height + self._gap
        return max(0, y - self._gap)

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        """Break the visible items into lines of at most ``width``."""
        lines: list[list[QLayoutItem]] = []
        x = 0
        for item in self._items:
            if item.isEmpty():
                continue
            needed = item.sizeHint().width()
            if not lines or x + needed > width:
                lines.append([])
                x = 0
            lines[-1].append(item)
            x += needed + self._gap
        return lines

    def _place(self, line: list[QLayoutItem], area: QRect) -> None:
        """Place the items of a line, each in the middle of its height, none wider than the line."""
        parent = self.parentWidget()
        mirrored = parent is not None and parent.isRightToLeft()
        widths = [min(item.sizeHint().width(), area.width()) for item in line]
        used = sum(widths) + self._gap * (len(line) - 1)
        x = max(0, (area.width() - used) // 2) if self._centred else 0
        last = next((item for item in reversed(self._items) if not item.isEmpty()), None)
        for item, width in zip(line, widths, strict=True):
            if self._apart and item is last and not self._centred:
                x = area.width() - width
            height = item.sizeHint().height()
            left = area.right() + 1 - x - width if mirrored else area.left() + x
            item.setGeometry(QRect(left, area.top() + (area.height() - height) // 2, width, height))
            x += width + self._gap
