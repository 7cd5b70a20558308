"""The line above the wizard's pages: the way back, and where the person stands."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from oauth_desk.ui.controls import Button, ButtonKind, Text
from oauth_desk.ui.theme import Theme


class WizardHead(QWidget):
    """``back_requested``: the way back was chosen."""

    back_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._back = Button("Back", theme, kind=ButtonKind.QUIET, icon="back", name="wizard_back")
        self._place = Text("", theme, colour="third", name="wizard_place")
        self._back.clicked.connect(self.back_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._back)
        row.addStretch(1)
        row.addWidget(self._place)

    def show_place(self, place: str, *, back: bool = True) -> None:
        """Show where the person stands, and whether there is a way back."""
        self._place.setText(place)
        self._back.setVisible(back)
