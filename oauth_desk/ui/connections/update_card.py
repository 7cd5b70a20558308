"""Newer settings of a connection: what changes, and the two answers. It stays until one is given."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from oauth_desk.ui.controls import Button, Card, FlowRow, Text
from oauth_desk.ui.theme import Theme, Type


class UpdateCard(Card):
    """``use_requested`` and ``decline_requested`` are the answers."""

    use_requested = Signal()
    decline_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, tone="accent", name="update_card")
        px = theme.px
        self._theme = theme
        self._picture = QLabel()
        self._title = Text("", theme, role=Type.STRONG, wrap=True, name="update_title")
        self._words = Text("", theme, role=Type.SECOND, colour="second", wrap=True, name="update_words")
        self._use = Button("", theme, name="update_use")
        later = Button("Not now", theme, name="update_decline")
        self._use.clicked.connect(self.use_requested)
        later.clicked.connect(self.decline_requested)
        answers = FlowRow(px(8))
        answers.add(self._use)
        answers.add(later)
        words = QVBoxLayout()
        words.setSpacing(px(4))
        words.addWidget(self._title)
        words.addWidget(self._words)
        words.addSpacing(px(8))
        words.addWidget(answers)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(16), px(14), px(16), px(14))
        row.setSpacing(px(12))
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        theme.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def tell(self, title: str, words: str, *, signs_in: bool, anew: bool = False) -> None:
        """Say what changes, and what the first answer leads to; ``anew`` where they fit a new connection alone."""
        self._title.setText(title)
        self._words.setText(words)
        answer = "Use them and sign in" if signs_in else "Connect anew…" if anew else "Use them"
        self._use.setText(answer)
        self._use.setAccessibleName(answer)
        self.setAccessibleName(f"{title} {words}")
        self.show()

    def _restyle(self) -> None:
        self._picture.setPixmap(self._theme.pixmap("info", self._theme.palette.tone("accent")))
