"""A question for an API that lets people in through one of several services."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from oauth_desk.ui.controls import Button, Card, Text
from oauth_desk.ui.controls.refill import empty
from oauth_desk.ui.theme import Theme, Type

_MOST: Final = 8
"""Services to choose from; nobody has an account at more."""


class IssuerPanel(QWidget):
    """Offers the services by their addresses. ``chosen`` carries the API's address and the service's."""

    chosen = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        px, card = theme.px, Card(theme, name="issuer_panel")
        self._theme = theme
        title = Text(
            "There are several ways to sign in here.", theme, role=Type.STRONG, wrap=True, name="issuer_panel_title"
        )
        words = Text("Choose the one where you have an account.", theme, colour="second", wrap=True)
        self._buttons = QVBoxLayout()
        self._buttons.setSpacing(px(8))
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, px(14))
        around.addWidget(card)
        column = QVBoxLayout(card)
        column.setContentsMargins(px(18), px(16), px(18), px(16))
        column.setSpacing(px(8))
        column.addWidget(title)
        column.addWidget(words)
        column.addLayout(self._buttons)
        self.hide()

    def ask(self, place: str, issuers: Sequence[str]) -> None:
        """Ask which of these services is meant."""
        empty(self._buttons)
        for number, issuer in enumerate(issuers[:_MOST]):
            name = issuer.removeprefix("https://").rstrip("/")
            button = Button(_short(name), self._theme, icon="link", name=f"issuer_{number}", label=f"Sign in at {name}")
            button.setToolTip(issuer)
            button.clicked.connect(partial(self._on_chosen, place, issuer))
            self._buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
        self.show()
        self._focus_first()

    def _focus_first(self) -> None:
        item = self._buttons.itemAt(0)
        widget = None if item is None else item.widget()
        if widget is not None:
            widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_chosen(self, place: str, issuer: str) -> None:
        self.chosen.emit(place, issuer)


def _short(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:57]}…"  # noqa: PLR2004 - as much as fits a button
