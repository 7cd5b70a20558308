"""What stands in the place of rows that are not there."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from oauth_desk.ui.activity.rows import Choice
from oauth_desk.ui.controls import Text
from oauth_desk.ui.theme import Theme, Type

_WORDS: Final = {
    Choice.ALL: (
        "Nothing has happened yet",
        "Renewals, sign-ins and requests will be listed here.",
    ),
    Choice.RENEWALS: ("Not renewed yet", "The program renews this connection by itself, and lists each time here."),
    Choice.SIGN_INS: ("No sign-ins", "Sign-ins on this connection are listed here."),
    Choice.PROBLEMS: ("No problems", "Nothing went wrong, as far back as this list goes."),
    Choice.REQUESTS: ("No requests", "Requests made under “Try it”, or by other tools, are listed here."),
}


class Nothing(QWidget):
    """An icon and two sentences for each filter."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._picture = QLabel()
        self._title = Text("", theme, role=Type.STATE, name="activity_nothing_title")
        self._words = Text("", theme, colour="second", wrap=True, name="activity_nothing_text")
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(8))
        column.addStretch(2)
        for widget in (self._picture, self._title, self._words):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        theme.changed.connect(self._restyle)
        self.show_choice(Choice.ALL)

    def show_choice(self, choice: Choice) -> None:
        """Show the words for a filter."""
        title, words = _WORDS[choice]
        self._title.setText(title)
        self._words.setText(words)
        self._restyle()

    def _restyle(self) -> None:
        width = self._theme.px(420)
        self._words.setFixedSize(width, self._words.heightForWidth(width))
        self._picture.setPixmap(self._theme.pixmap("list", self._theme.palette.third, 32))
