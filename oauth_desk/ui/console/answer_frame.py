"""What stands around an answer, and what stands there while there is none."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from oauth_desk.ui.controls import Text
from oauth_desk.ui.theme import Theme, Type


class AnswerFrame(QWidget):
    """A rounded ground with room around the lines."""

    def __init__(self, theme: Theme, content: QWidget) -> None:
        super().__init__()
        self._theme = theme
        self._content = content
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(14), px(12), px(3), px(3))
        column.addWidget(content)
        theme.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground; its edge shows the focus of what is inside."""
        palette = self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(palette.sidebar if self._theme.dark else palette.window.darker(101))
        painter.setPen(QPen(palette.hairline, 1))
        radius = self._theme.px(8)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


class Teaching(QWidget):
    """An empty page's picture and sentence."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._picture = QLabel()
        title = Text("No answer yet", theme, role=Type.STATE, name="teaching_title")
        self._words = words = Text(
            "Send a request, and its answer shows here. The connection is renewed first if it needs to be.",
            theme,
            colour="second",
            wrap=True,
            name="teaching_text",
        )
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(8))
        column.addStretch(2)
        for widget in (self._picture, title, words):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        width = self._theme.px(420)
        self._words.setFixedSize(width, self._words.heightForWidth(width))
        self._picture.setPixmap(self._theme.pixmap("send", self._theme.palette.third, 32))
