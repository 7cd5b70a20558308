"""A message across a page, with the next step as a button."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from oauth_desk.domain.errors import DeskError, Remedy
from oauth_desk.ui.controls.button import Button, ButtonKind
from oauth_desk.ui.controls.card import Card
from oauth_desk.ui.controls.text import Text
from oauth_desk.ui.theme import Theme, Type

_ICONS: Final = {"bad": "alert", "attention": "alert-triangle", "accent": "info", "good": "check"}
_REMEDIES: Final = {
    Remedy.RETRY: "Try again",
    Remedy.SIGN_IN: "Sign in again",
    Remedy.FIX_SETTINGS: "Check the settings",
    Remedy.REGISTER_AGAIN: "Register again",
    Remedy.UNLOCK: "Unlock",
    Remedy.CHOOSE_PLACE: "Choose…",
}


class Banner(Card):
    """Hidden until it has something to say. ``flush`` goes from edge to edge, for the top of the window."""

    remedy_requested = Signal(object)
    action_requested = Signal()
    dismissed = Signal()

    def __init__(self, theme: Theme, *, name: str, flush: bool = False) -> None:
        super().__init__(theme, tone="bad", name=name, square=flush)
        self._theme = theme
        self._shown_tone = "bad"
        self._remedy: Remedy | None = None
        self._picture = QLabel()
        self._title = Text("", theme, role=Type.STRONG, wrap=True, name=f"{name}_title")
        self._detail = Text("", theme, role=Type.SECOND, colour="second", wrap=True, name=f"{name}_detail")
        self._button = Button("", theme, name=f"{name}_action")
        self._close = Button("", theme, kind=ButtonKind.QUIET, icon="close", name=f"{name}_close", label="Dismiss")
        self._button.clicked.connect(self._on_button)
        self._close.clicked.connect(self._on_close)
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addWidget(self._title)
        words.addWidget(self._detail)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), theme.px(8), theme.px(8), theme.px(8))
        row.setSpacing(theme.px(12))
        row.addWidget(self._picture)
        row.addLayout(words, 1)
        row.addWidget(self._button, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignVCenter)
        theme.changed.connect(self._restyle)
        self.hide()

    def show_error(self, error: DeskError) -> None:
        """Tell an error, and offer its remedy."""
        detail = " ".join(part for part in (error.detail, error.advice) if part)
        self._remedy = error.remedy if error.remedy in _REMEDIES else None
        self._tell(error.title, detail, "bad", _REMEDIES.get(error.remedy, ""), closable=True)

    def tell(
        self, title: str, detail: str = "", *, tone: str = "accent", action: str = "", closable: bool = True
    ) -> None:
        """Tell something else; ``action`` is the words of a button."""
        self._remedy = None
        self._tell(title, detail, tone, action, closable=closable)

    def _tell(self, title: str, detail: str, tone: str, action: str, *, closable: bool) -> None:
        self._shown_tone = tone
        self.set_tone(tone)
        self._title.setText(title)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self._button.setText(action)
        self._button.setAccessibleName(action)
        self._button.setVisible(bool(action))
        self._close.setVisible(closable)
        self.setAccessibleName(f"{title} {detail}".strip())
        self._restyle()
        self.show()

    def _restyle(self) -> None:
        tone = self._shown_tone
        self._picture.setPixmap(self._theme.pixmap(_ICONS.get(tone, "info"), self._theme.palette.tone(tone)))

    def _on_button(self) -> None:
        if self._remedy is None:
            self.action_requested.emit()
        else:
            self.remedy_requested.emit(self._remedy)

    def _on_close(self) -> None:
        self.hide()
        self.dismissed.emit()
