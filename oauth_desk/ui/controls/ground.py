"""A widget that fills its ground with a colour of the palette."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from oauth_desk.ui.theme import Theme


class Ground(QWidget):
    """A plain area in one colour token."""

    def __init__(self, theme: Theme, colour: str = "window", *, name: str = "") -> None:
        super().__init__()
        self._theme = theme
        self._colour = colour
        self.setObjectName(name)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the ground."""
        QPainter(self).fillRect(event.rect(), self._theme.palette.tone(self._colour))
