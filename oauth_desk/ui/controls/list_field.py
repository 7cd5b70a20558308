"""A list to choose one thing from, with its label above and a hint, or what is wrong, below."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QSizePolicy, QVBoxLayout, QWidget

from oauth_desk.ui.controls.text import Text
from oauth_desk.ui.theme import Theme, Type


class ListField(QWidget):
    """Looks like a Field. Nothing is chosen before somebody chooses; long names are cut at the end, not the window."""

    def __init__(self, label: str, theme: Theme, *, name: str, hint: str = "") -> None:
        super().__init__()
        self._hint_text = hint
        self.list = QComboBox()
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
        self._hint.setVisible(bool(hint))
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
        """Say what is wrong with the choice; an empty text takes it back."""
        self._hint.setText(text or self._hint_text)
        self._hint.set_colour("bad" if text else "second")
        self._hint.setVisible(bool(self._hint.text()))
        self.list.setAccessibleDescription(text)
