"""A list to choose one thing from, with its label above and a hint, or what is wrong, below."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from oauth_desk.ui.controls.text import Text
from oauth_desk.ui.theme import Theme, Type


class _List(QComboBox):
    """Cuts a long name with an ellipsis, and leaves the wheel to the page unless the list was chosen first."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Do not change under a wheel that only means to scroll the page."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the list with as much of the name as there is room for."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        shown = option.currentText if self.currentIndex() >= 0 else self.placeholderText()
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        option.currentText = self.fontMetrics().elidedText(shown, Qt.TextElideMode.ElideRight, room.width() - 4)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


class ListField(QWidget):
    """Looks like a Field. Nothing is chosen before somebody chooses; long names are cut at the end, not the window."""

    def __init__(self, label: str, theme: Theme, *, name: str, hint: str = "") -> None:
        super().__init__()
        self._hint_text = hint
        self.list = _List()
        self.list.setObjectName(name)
        self.list.setAccessibleName(label)
        self.list.setPlaceholderText("Choose…")
        self.list.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.list.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.list.setMinimumContentsLength(12)
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self.list)
        caption = Text(label, theme, role=Type.STRONG)
        caption.setBuddy(self.list)
        self._hint = Text(hint, theme, role=Type.SECOND, colour="second", wrap=True, name=f"{name}_hint")
        if not hint:
            self._hint.hide()  # to show it would make it a window: it stands nowhere yet
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        for widget in (caption, self.list, self._hint):
            column.addWidget(widget)

    @property
    def value(self) -> str:
        """Return what is chosen; empty where nothing is."""
        return self.list.currentText() if self.list.currentIndex() >= 0 else ""

    def show_options(self, options: Sequence[str], value: str, *, hint: str = "") -> None:
        """Offer these; ``value`` is chosen where it is among them."""
        self._hint_text = hint
        with QSignalBlocker(self.list):
            self.list.clear()
            self.list.addItems(list(options))
            self.list.setCurrentIndex(self.list.findText(value, Qt.MatchFlag.MatchExactly))
        self.show_problem("")

    def show_problem(self, text: str) -> None:
        """Say what is wrong with the choice; an empty text takes it back. An empty list is explained by its hint."""
        text = self._hint_text if text and self._hint_text and not self.list.count() else text
        self._hint.setText(text or self._hint_text)
        self._hint.set_colour("bad" if text else "second")
        self._hint.setVisible(bool(self._hint.text()))
        self.list.setAccessibleDescription(text)
