"""When somebody last used one of the program's windows."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject

_USES: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


class LastInput(QObject):
    """Sees every event of the application, so it is installed only while somebody waits for idling."""

    def __init__(self, application: QObject, touched: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._application = application
        self._touched = touched
        self._watching = False

    def watch(self, *, on: bool) -> None:
        """Look at events from now on, or no more."""
        if on and not self._watching:
            self._application.installEventFilter(self)
        elif not on and self._watching:
            self._application.removeEventFilter(self)
        self._watching = on

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice use; keep nothing from anybody."""
        del watched
        if event.type() in _USES:
            self._touched()
        return False
