"""How a request is sent."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from oauth_desk.services.api_call import DEFAULT_TIMEOUT
from oauth_desk.ui.controls import Text
from oauth_desk.ui.controls.check import Check
from oauth_desk.ui.theme import Theme

_LONGEST = 3600


class OptionsPanel(QWidget):
    """Redirects, patience, and whether the answer goes straight to a file."""

    edited = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.follow = Check("Follow redirects; the token never goes to another place", theme, name="option_follow")
        self.to_file = Check("Save the answer straight to a file instead of showing it", theme, name="option_to_file")
        self._seconds = QLineEdit(str(round(DEFAULT_TIMEOUT)))
        self._seconds.setObjectName("option_timeout")
        self._seconds.setAccessibleName("Seconds to wait between two pieces of the answer")
        self._seconds.setValidator(QIntValidator(1, _LONGEST, self._seconds))
        self._seconds.setFixedWidth(theme.px(64))
        caption = Text("Give up after a silence of", theme)
        caption.setBuddy(self._seconds)
        wait = QHBoxLayout()
        wait.setSpacing(theme.px(10))
        wait.addWidget(caption)
        wait.addWidget(self._seconds)
        wait.addWidget(Text("seconds", theme))
        wait.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(4), 0, 0, 0)
        column.setSpacing(theme.px(2))
        column.addWidget(self.follow)
        column.addWidget(self.to_file)
        column.addLayout(wait)
        self.follow.toggled.connect(self.edited)
        self.to_file.toggled.connect(self.edited)
        self._seconds.textEdited.connect(self.edited)

    def timeout(self) -> float:
        """Return how many seconds of silence end a call."""
        return float(self._seconds.text()) if self._seconds.hasAcceptableInput() else DEFAULT_TIMEOUT

    def set_timeout(self, seconds: float) -> None:
        """Show another patience."""
        self._seconds.setText(str(round(seconds)))
