"""Watches an application until what matters was painted, lets it settle, reports and leaves."""

import json
import os
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from tests.benchmarks.world import resident_bytes, since_spawned

SETTLE_MS = 1500


class FirstPaint(QObject):
    """An event filter; ``matters`` is asked about each widget that is painted."""

    def __init__(self, matters: Callable[[QWidget], bool]) -> None:
        super().__init__()
        self._matters = matters
        self._painted_after: float | None = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take the time at the first paint that matters."""
        painted = self._painted_after is None and event.type() == QEvent.Type.Paint and isinstance(watched, QWidget)
        if painted and self._matters(watched):
            # The event has yet to be handled: the time is taken when the loop turns again.
            QTimer.singleShot(0, self._on_painted)
        return False

    def _on_painted(self) -> None:
        if self._painted_after is None:
            self._painted_after = since_spawned()
            QTimer.singleShot(SETTLE_MS, self._report)

    def _report(self) -> None:
        print(json.dumps({"painted_after": self._painted_after, "memory": resident_bytes()}), flush=True)
        # Leaving in order is not what is measured.
        os._exit(0)
