"""A way on for a browser that ended on a page that does not load."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from oauth_desk.ui.controls import Button, Card, Text
from oauth_desk.ui.theme import Theme, Type


class PasteCard(Card):
    """Asks for the address that the browser ended on."""

    pasted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, name="paste_card")
        px = theme.px
        self._line = QLineEdit()
        self._line.setObjectName("paste_line")
        self._line.setAccessibleName("Address that the browser ended on")
        self._line.setPlaceholderText("http://127.0.0.1:…")
        self._line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._go_on = Button("Continue", theme, name="paste_continue")
        self._problem = Text("", theme, role=Type.SECOND, colour="bad", wrap=True, name="paste_problem")
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self._line, 1)
        row.addWidget(self._go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(18), px(16), px(18), px(16))
        column.setSpacing(px(8))
        column.addWidget(Text("Did the browser end on a page that does not load?", theme, role=Type.STRONG, wrap=True))
        column.addWidget(Text("Copy its address and paste it here.", theme, colour="second", wrap=True))
        column.addLayout(row)
        column.addWidget(self._problem)
        self._line.returnPressed.connect(self._on_pasted)
        self._line.textChanged.connect(self._on_typed)
        self._go_on.clicked.connect(self._on_pasted)
        self.clear()

    def clear(self) -> None:
        """Start anew."""
        self._line.clear()
        self.show_problem("")
        self._on_typed("")

    def show_problem(self, words: str) -> None:
        """Say what is wrong with the address; empty words take it back."""
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
        self._line.setAccessibleDescription(words)

    def _on_typed(self, text: str) -> None:
        self._go_on.setEnabled(bool(text.strip()))

    def _on_pasted(self) -> None:
        if self._line.text().strip():
            self.pasted.emit(self._line.text().strip())
