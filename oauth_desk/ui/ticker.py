"""The one timer behind every countdown."""

from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

SECOND_MS: Final = 1000


class Ticker(QObject):
    """Ticks once a second while somebody counts and somebody can see it; else not at all."""

    ticked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._counting: set[str] = set()
        self._awake = True
        self._timer = QTimer(self)
        self._timer.setInterval(SECOND_MS)
        self._timer.setTimerType(Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self.ticked)

    @property
    def running(self) -> bool:
        """Tell whether the timer runs."""
        return self._timer.isActive()

    def count(self, who: str, *, on: bool) -> None:
        """Start or stop ticking for ``who``, a name of the caller's own."""
        if on:
            self._counting.add(who)
        else:
            self._counting.discard(who)
        self._update()

    def set_awake(self, *, awake: bool) -> None:
        """Rest while no window of the program can be seen; tick at once when it can again."""
        woke = awake and not self._awake
        self._awake = awake
        self._update()
        if woke and self.running:
            self.ticked.emit()

    def _update(self) -> None:
        wanted = self._awake and bool(self._counting)
        if wanted and not self._timer.isActive():
            self._timer.start()
        elif not wanted:
            self._timer.stop()
