"""A card of the settings with its heading above."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from oauth_desk.services.company import SET_BY_COMPANY
from oauth_desk.ui.controls import Card, Text
from oauth_desk.ui.controls.check import Check
from oauth_desk.ui.theme import Theme, Type


class Section(QWidget):
    """Fill ``column``."""

    def __init__(self, title: str, theme: Theme, *, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._company: dict[str, Text] = {}
        px = theme.px
        self.setObjectName(name)
        self.setAccessibleName(title)
        card = Card(theme, name=f"{name}_card")
        self.column = QVBoxLayout(card)
        self.column.setContentsMargins(px(20), px(18), px(20), px(18))
        self.column.setSpacing(px(12))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(px(8))
        whole.addWidget(Text(title, theme, role=Type.STRONG, name=f"{name}_title"))
        whole.addWidget(card)

    def words(self, text: str, *, name: str = "", colour: str = "second") -> Text:
        """Append a sentence or two."""
        label = Text(text, self._theme, role=Type.SECOND, colour=colour, wrap=True, name=name)
        self.column.addWidget(label)
        return label

    def company_words(self, name: str) -> None:
        """Append the words that the control of that name is not the person's to use; hidden until it is so."""
        self.column.addWidget(self._company_words(name))

    def lock(self, control: QWidget, *, locked: bool) -> None:
        """Let a control be used unless the company chose; then say so, also to screen readers."""
        control.setEnabled(not locked)
        control.setAccessibleDescription(SET_BY_COMPANY if locked else "")
        control.setToolTip(SET_BY_COMPANY if locked else "")
        self._company[control.objectName()].setVisible(locked)

    def _company_words(self, name: str) -> Text:
        words = Text(SET_BY_COMPANY, self._theme, role=Type.SECOND, colour="second", wrap=True, name=f"{name}_company")
        words.hide()
        self._company[name] = words
        return words

    def check(self, text: str, *, name: str, hint: str = "") -> tuple[Check, Text]:
        """Append a box to tick with what it means below its words."""
        px = self._theme.px
        box = Check(text, self._theme, name=name)
        explained = Text(hint, self._theme, role=Type.SECOND, colour="second", wrap=True, name=f"{name}_hint")
        explained.setVisible(bool(hint))
        told = QVBoxLayout()
        told.setSpacing(px(2))
        told.addWidget(explained)
        told.addWidget(self._company_words(name))
        below = QHBoxLayout()
        below.addSpacing(px(32))
        below.addLayout(told, 1)
        pair = QVBoxLayout()
        pair.setSpacing(px(2))
        pair.addWidget(box)
        pair.addLayout(below)
        self.column.addLayout(pair)
        return box, explained
