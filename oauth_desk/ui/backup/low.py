"""A place that is as high as what is in it, and scrolls where there is less room."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from oauth_desk.ui.theme import Theme

_LEAST = 56
_BOUNDLESS = 16_000


class Low(QScrollArea):
    """Shows ``inside``, at most ``most`` pixels of it at once."""

    def __init__(self, inside: QWidget, *, most: int = _BOUNDLESS) -> None:
        super().__init__()
        self._most = most
        self._wanted = 0
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)
        for widget in (self.viewport(), inside):
            widget.setAutoFillBackground(False)
        inside.installEventFilter(self)
        self._fit()

    def sizeHint(self) -> QSize:
        """Return the room that everything takes."""
        return QSize(super().sizeHint().width(), self._wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the width: words wrap."""
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow what is shown and hidden inside."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        inside = self.widget()
        layout = None if inside is None else inside.layout()
        if layout is None:
            return
        width = self.viewport().width()
        wanted = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
        wanted = min(max(wanted, 1), self._most)
        if wanted != self._wanted:
            self._wanted = wanted
            self.setMinimumHeight(min(wanted, _LEAST))
            self.setMaximumHeight(wanted)
            self.updateGeometry()


def stacked(theme: Theme, widgets: Sequence[QWidget], *, most: int) -> Low:
    """Return widgets below each other, at most ``most`` pixels of them at once."""
    inside = QWidget()
    column = QVBoxLayout(inside)
    column.setContentsMargins(0, 0, theme.px(8), 0)
    column.setSpacing(theme.px(6))
    for widget in widgets:
        column.addWidget(widget)
    return Low(inside, most=theme.px(most))
