"""A row with a caption and a list to choose one thing from."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy

from oauth_desk.ui.controls import FlowRow, Text
from oauth_desk.ui.theme import Theme


class _List(QComboBox):
    """Does not change under a wheel that only means to scroll the page."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page, unless the list was chosen first."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class Choice(FlowRow):
    """``chosen`` carries the value of what the person chose."""

    chosen = Signal(object)

    def __init__(self, caption: str, options: Mapping[Any, str], theme: Theme, *, name: str) -> None:
        super().__init__(theme.px(12), apart=True)
        self._values = list(options)
        self.list = _List()
        self.list.setObjectName(name)
        self.list.setAccessibleName(caption)
        self.list.addItems(list(options.values()))
        self.list.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.list.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.list.setMinimumWidth(theme.px(180))
        label = Text(caption, theme)
        label.setBuddy(self.list)
        self.add(label)
        self.add(self.list)
        self.list.activated.connect(lambda index: self.chosen.emit(self._values[index]))

    @property
    def value(self) -> Any:
        """Return the value that is shown."""
        return self._values[self.list.currentIndex()]

    def show_value(self, value: Any, words: str = "") -> None:
        """Show a value; one that is not among the options is added in ``words``."""
        with QSignalBlocker(self.list):
            if value not in self._values:
                self._values.append(value)
                self.list.addItem(words or str(value))
            self.list.setCurrentIndex(self._values.index(value))
