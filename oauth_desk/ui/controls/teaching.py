"""What stands where there is nothing yet: one picture, one heading, one sentence."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from oauth_desk.ui.controls.text import Text
from oauth_desk.ui.theme import Theme, Type

_WIDTH = 420


class Teaching(QWidget):
    """Words in the middle of an empty place."""

    def __init__(self, theme: Theme, icon: str, *, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._icon = icon
        self._picture = QLabel()
        self._title = Text("", theme, role=Type.STATE, name=f"{name}_title")
        self._words = Text("", theme, colour="second", wrap=True, name=f"{name}_text")
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._words.setMaximumWidth(theme.px(_WIDTH))
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        # In a row of its own: an upright layout would measure wrapped words as wide as the place.
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._words, 100)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(8))
        column.addStretch(2)
        column.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._title, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(row)
        column.addStretch(3)
        theme.changed.connect(self._restyle)
        self._restyle()

    def teach(self, title: str, words: str) -> None:
        """Say something else."""
        self._title.setText(title)
        self._words.setText(words)

    def _restyle(self) -> None:
        self._picture.setPixmap(self._theme.pixmap(self._icon, self._theme.palette.third, 32))
