"""Garbage is collected on the window's thread alone.

Python collects on whichever thread happens to allocate. Where that is the vault's or
the keyring's, a closed dialog that was part of a circle is taken down there, with its
timers and its C++ half: Qt warns, and now and then the program dies.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

LOOK_EVERY_MS: Final = 2000
"""While the window can be seen; a hidden one looks when something happens, and wakes up for nothing."""

YOUNG: Final = 2000
"""Containers made and not yet ended since the last collection, before another is worth it; as Python itself counts."""


class Collector(QObject):
    """Stands in for Python's own collection until ``close``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()  # what stands at the start stands to the end: looking through it again and again costs frames
        self._looks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect what Python would have collected by now: the young often, the old seldom."""
        if gc.get_count()[0] < YOUNG:
            return
        self._looks += 1
        gc.collect(2 if self._looks % 100 == 0 else 1 if self._looks % 10 == 0 else 0)

    def set_awake(self, awake: bool) -> None:  # noqa: FBT001 - a slot
        """Look regularly, or only when told to."""
        if awake:
            self._timer.start()
        else:
            self._timer.stop()
            self.look()

    def close(self) -> None:
        """Give collection back to Python, with nothing left that belongs to the window."""
        self._timer.stop()
        gc.unfreeze()
        gc.collect()
        gc.enable()
