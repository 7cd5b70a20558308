"""Fields to type into: with a label, and for searching."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from oauth_desk.ui.controls.text import Text
from oauth_desk.ui.theme import Theme, Type


class SearchField(QLineEdit):
    """A line to search with: a glass before, a cross after."""

    def __init__(self, placeholder: str, theme: Theme, *, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName(name)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self._glass = QAction(self)
        self._cross = QAction("Clear", self)
        self._cross.setVisible(False)
        self._cross.triggered.connect(self.clear)
        self.setAcceptDrops(False)  # what is dropped is for the window, also here
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.addAction(self._cross, QLineEdit.ActionPosition.TrailingPosition)
        self.textChanged.connect(lambda text: self._cross.setVisible(bool(text)))
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self._glass.setIcon(self._theme.icon("search", self._theme.palette.second))
        self._cross.setIcon(self._theme.icon("close", self._theme.palette.second))


class Field(QWidget):
    """A line with its label above and a hint, or what is wrong with it, below; ``beside`` it, a button perhaps."""

    def __init__(
        self,
        label: str,
        theme: Theme,
        *,
        name: str,
        hint: str = "",
        secret: bool = False,
        mono: bool = False,
        beside: QWidget | None = None,
    ) -> None:
        super().__init__()
        self._hint_text = hint
        self.line = QLineEdit()
        self.line.setObjectName(name)
        self.line.setAccessibleName(label)
        self.setFocusProxy(self.line)
        if secret:
            self.line.setEchoMode(QLineEdit.EchoMode.Password)
        if mono:
            self.line.setFont(theme.font(Type.MONO))
        self._caption = Text(label, theme, role=Type.STRONG, wrap=True)
        self._caption.setBuddy(self.line)
        self._hint = Text(hint, theme, role=Type.SECOND, colour="second", wrap=True, name=f"{name}_hint")
        if not hint:
            self._hint.hide()  # to show it would make it a window: it stands nowhere yet
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addWidget(self._caption)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.line, 1)
        if beside is not None:
            row.addWidget(beside)
        column.addLayout(row)
        column.addWidget(self._hint)

    def set_label(self, label: str) -> None:
        """Ask for something else."""
        self._caption.setText(label)
        self.line.setAccessibleName(label)

    def show_problem(self, text: str) -> None:
        """Say what is wrong with the text; an empty text takes it back."""
        self._hint.setText(text or self._hint_text)
        self._hint.set_colour("bad" if text else "second")
        self._hint.setVisible(bool(self._hint.text()))
        self.line.setAccessibleDescription(text)
        self.line.setProperty("invalid", bool(text))
        self.line.style().unpolish(self.line)
        self.line.style().polish(self.line)
