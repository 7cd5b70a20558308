"""What stands where no service fits a search: why, and the way on."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from oauth_desk.ui.controls import Button, Text
from oauth_desk.ui.theme import Theme

_WAY_ON: Final = "If you know its address, paste it above. Its documentation says what else is needed."


class NothingFound(QWidget):
    """``by_hand_requested``: the service is to be connected without a profile."""

    by_hand_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._words = Text("", theme, colour="second", wrap=True, name="nothing_found")
        self._other = Button("Any other service…", theme, name="nothing_other_button")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(self._words)
        column.addWidget(self._other, 0, Qt.AlignmentFlag.AlignLeading)
        self._other.clicked.connect(self.by_hand_requested)

    def tell(self, wanted: str, *, only: str = "") -> None:
        """Say what was looked for; nothing is to be seen where ``wanted`` is empty.

        ``only`` are the words that there is no way on, where that is so.
        """
        self.setVisible(bool(wanted))
        self._other.setVisible(not only)
        self._words.setText(f"There is no service called “{wanted}” here. {only or _WAY_ON}")
