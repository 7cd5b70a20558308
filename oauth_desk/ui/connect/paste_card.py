"""A way on for a browser that ended on a page that does not load, or whose address is wanted in any case."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout

from oauth_desk.ui.controls import Button, ButtonKind, Card, Text
from oauth_desk.ui.theme import Theme, Type

_ASTRAY: Final = "Did the browser end on a page that does not load?"
_A_PASTE: Final = 12
"""Characters that appear at once: nobody types as fast."""


class PasteCard(Card):
    """Asks for the address that the browser ended on. What is pasted is handed on at once."""

    pasted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, name="paste_card")
        px = theme.px
        self._title = Text("", theme, role=Type.STRONG, wrap=True, name="paste_title")
        self._words = Text("Copy its address and paste it here.", theme, colour="second", wrap=True)
        self._line = QLineEdit()
        self._line.setObjectName("paste_line")
        self._line.setAccessibleName("Address that the browser ended on")
        self._line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._paste = Button("Paste", theme, name="paste_button", label="Paste the address that was copied")
        self._go_on = Button("Continue", theme, name="paste_continue")
        self._problem = Text("", theme, role=Type.SECOND, colour="bad", wrap=True, name="paste_problem")
        self._before = ""
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self._line, 1)
        row.addWidget(self._paste)
        row.addWidget(self._go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(18), px(16), px(18), px(16))
        column.setSpacing(px(8))
        column.addWidget(self._title)
        column.addWidget(self._words)
        column.addLayout(row)
        column.addWidget(self._problem)
        self._line.returnPressed.connect(self._on_go_on)
        self._line.textChanged.connect(self._on_typed)
        self._line.textEdited.connect(self._on_edited)
        self._paste.clicked.connect(self._on_paste)
        self._go_on.clicked.connect(self._on_go_on)
        self.clear()

    def clear(self, page: str = "", host: str = "127.0.0.1") -> None:
        """Start anew; ``page`` is where the browser always ends: then nothing goes on before it is pasted.

        Else it ends on this computer, which the service knows as ``host``.
        """
        self._title.setText("Address that the browser ended on" if page else _ASTRAY)
        self._words.setVisible(not page)
        self._line.setPlaceholderText(f"{page}?…" if page else f"http://{host}:…")
        self._paste.set_kind(ButtonKind.PRIMARY if page else ButtonKind.SECONDARY)
        self._line.clear()
        self.show_problem("")

    def show_problem(self, words: str) -> None:
        """Say what is wrong with the address, ready for another one; empty words take it back."""
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
        self._line.setAccessibleDescription(words)
        filled = bool(self._line.text().strip()) and not words
        self._go_on.setVisible(filled)
        self._paste.setVisible(not filled)
        if words:
            self.focus_line()
            self._line.selectAll()

    def focus_line(self) -> None:
        """Put the keyboard where the address goes."""
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_typed(self, text: str) -> None:
        self._before = text
        self.show_problem("")

    def _on_edited(self, text: str) -> None:
        """Take what was pasted with the keyboard or the menu; Qt tells of that before ``textChanged``."""
        same = _alike(self._before, text)
        if len(text) - same - _alike(self._before[same:][::-1], text[same:][::-1]) >= _A_PASTE:
            self._on_go_on()

    def _on_paste(self) -> None:
        text = QApplication.clipboard().text().strip()
        if not text:
            self.show_problem("Nothing was copied yet. Copy the address in the browser first.")
            return
        self._line.setText(text)
        self._on_go_on()

    def _on_go_on(self) -> None:
        if self._line.text().strip():
            self.pasted.emit(self._line.text().strip())


def _alike(first: str, second: str) -> int:
    """Return with how many characters both begin."""
    pairs = zip(first, second, strict=False)
    return next((place for place, (one, other) in enumerate(pairs) if one != other), min(len(first), len(second)))
