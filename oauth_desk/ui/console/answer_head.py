"""The line above an answer: status, time and size, and what can be done with it."""

from http import HTTPStatus

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from oauth_desk.services.console import ApiAnswer
from oauth_desk.ui.console.body import size_words, time_words
from oauth_desk.ui.controls import Button, ButtonKind, Chip, ElidedLabel, Spinner, Text
from oauth_desk.ui.controls.flow import FlowRow
from oauth_desk.ui.theme import Theme

_TOLD_MS = 5000
_LOOKS = {2: ("good", "check"), 3: ("neutral", "forward")}


def status_words(status: int) -> str:
    """Say a status: ``200 OK``; a number alone where nobody named it."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


class AnswerHead(FlowRow):
    """Chips on the one side, Copy as and Save on the other."""

    copy_curl_requested = Signal()
    copy_answer_requested = Signal()
    save_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme.px(12), apart=True)
        self._theme = theme
        self._status = Chip("", theme, name="status_chip")
        self._facts = Text("", theme, colour="second", name="answer_facts")
        self._renewed = Chip(
            "was 401, renewed, sent again", theme, tone="attention", icon="refresh", name="renewed_chip"
        )
        self._spinner = Spinner(theme)
        self._busy = ElidedLabel("", theme, colour="second", name="answer_busy")
        self._copy = Button("Copy as", theme, kind=ButtonKind.QUIET, icon="copy", name="copy_as_button")
        self._save = Button("Save…", theme, kind=ButtonKind.QUIET, name="save_button", label="Save the answer")
        menu = QMenu(self)
        menu.setObjectName("copy_menu")
        self._copy_curl = menu.addAction("A curl command")
        self._copy_answer = menu.addAction("The whole answer")
        self._copy.setMenu(menu)
        self._copy_curl.triggered.connect(self.copy_curl_requested)
        self._copy_answer.triggered.connect(self.copy_answer_requested)
        self._save.clicked.connect(self.save_requested)
        self._told = QTimer(self)
        self._told.setSingleShot(True)
        self._told.setInterval(_TOLD_MS)
        self._told.timeout.connect(self._busy.hide)
        deeds = QWidget()
        pair = QHBoxLayout(deeds)
        pair.setContentsMargins(0, 0, 0, 0)
        pair.setSpacing(0)
        pair.addWidget(self._copy)
        pair.addWidget(self._save)
        for widget in (self._status, self._facts, self._renewed, self._spinner, self._busy, deeds):
            self.add(widget)
        self.show_nothing()

    def show_nothing(self) -> None:
        """Show that there is no answer."""
        for widget in (self._status, self._facts, self._renewed, self._spinner, self._busy, self._save):
            widget.hide()
        self._copy_answer.setVisible(False)

    def show_busy(self, words: str) -> None:
        """Say what is waited for; empty words take it back."""
        self._told.stop()
        self._spinner.setVisible(bool(words))
        self._busy.setText(words)
        self._busy.setVisible(bool(words))

    def tell(self, words: str) -> None:
        """Say for a few seconds that something was done."""
        self._spinner.hide()
        self._busy.setText(words)
        self._busy.show()
        self._told.start()

    def show_answer(self, answer: ApiAnswer) -> None:
        """Show an answer's facts."""
        status = answer.response.status
        tone, icon = _LOOKS.get(status // 100, ("attention", "alert-triangle"))
        self._status.show_fact(status_words(status), tone=tone, icon=icon)
        size = size_words(len(answer.response.body)) + (" and more" if answer.truncated else "")
        self._facts.setText(f"{time_words(answer.elapsed_ms)} · {size}")
        for widget in (self._status, self._facts, self._save):
            widget.show()
        self._renewed.setVisible(answer.renewed)
        self._copy_answer.setVisible(True)
        self.show_busy("")
