"""Watches an application until what matters was painted, lets it settle, and goes on from there."""

import json
import os
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from tests.benchmarks.world import resident_bytes, since_spawned

SETTLE_MS = 1500

Then = Callable[[QWidget, Callable[[Any], None]], None]
"""What is done with the painted widget; it hands its result to the second argument, now or later."""


class FirstPaint(QObject):
    """An event filter; ``matters`` is asked about each widget that is painted, ``then`` comes after settling."""

    def __init__(self, matters: Callable[[QWidget], bool], then: Then | None = None) -> None:
        super().__init__()
        self._matters = matters
        self._then = then or _report_start
        self._painted: QWidget | None = None
        self.after = 0.0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take the time at the first paint that matters."""
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget) and self._painted is None:
            if not self._matters(watched):
                return False
            self._painted = watched
            # The event has yet to be handled: the time is taken when the loop turns again.
            QTimer.singleShot(0, self._on_painted)
        return False

    def _on_painted(self) -> None:
        self.after = since_spawned()
        QTimer.singleShot(SETTLE_MS, self._on_settled)

    def _on_settled(self) -> None:
        if self._painted is not None:
            self._then(self._painted, self._leave)

    def _leave(self, result: Any) -> None:
        print(json.dumps({"painted_after": self.after, **result}), flush=True)
        # Leaving in order is not what is measured.
        os._exit(0)


def _report_start(_: QWidget, leave: Callable[[Any], None]) -> None:
    leave({"memory": resident_bytes()})
