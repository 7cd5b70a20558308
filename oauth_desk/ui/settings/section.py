"""A card of the settings with its heading above."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from oauth_desk.ui.controls import Card, Text
from oauth_desk.ui.controls.check import Check
from oauth_desk.ui.theme import Theme, Type


class Section(QWidget):
    """Fill ``column``."""

    def __init__(self, title: str, theme: Theme, *, name: str) -> None:
        super().__init__()
        self._theme = theme
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

    def check(self, text: str, *, name: str, hint: str = "") -> tuple[Check, Text]:
        """Append a box to tick with what it means below its words."""
        px = self._theme.px
        box = Check(text, self._theme, name=name)
        explained = Text(hint, self._theme, role=Type.SECOND, colour="second", wrap=True, name=f"{name}_hint")
        explained.setVisible(bool(hint))
        below = QHBoxLayout()
        below.addSpacing(px(32))
        below.addWidget(explained, 1)
        pair = QVBoxLayout()
        pair.setSpacing(px(2))
        pair.addWidget(box)
        pair.addLayout(below)
        self.column.addLayout(pair)
        return box, explained
