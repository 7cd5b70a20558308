"""A quiet line that says which browser is meant, with a link to another one."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from oauth_desk.ui.controls import Button, ButtonKind, ElidedLabel
from oauth_desk.ui.theme import Theme


class BrowserRow(QWidget):
    """One line however long the names are: they shorten themselves, the link never."""

    change_requested = Signal()

    def __init__(
        self, theme: Theme, link: str, *, name: str, label: str = "", colour: str = "second", centred: bool = False
    ) -> None:
        super().__init__()
        self._words = ElidedLabel("", theme, colour=colour, name=f"{name}_words")
        self._link = Button(link, theme, kind=ButtonKind.LINK, name=f"{name}_change", label=label or link)
        self._link.clicked.connect(self.change_requested)
        self.setObjectName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        if centred:
            row.addStretch()
        row.addWidget(self._words)
        self._words.setMaximumWidth(self._words.sizeHint().width())
        row.addWidget(self._link)
        row.addStretch()

    def show_words(self, words: str) -> None:
        """Say which browser is meant."""
        self._words.setText(words)
        # Not wider than its words: the link stands right beside them.
        self._words.setMaximumWidth(self._words.sizeHint().width())
