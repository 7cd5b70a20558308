"""One task at a time: the newest wish ends the older one, and none outlives its widget."""

import asyncio

from PySide6.QtCore import QObject


class LatestTask:
    """Holds the task that serves a widget's newest wish."""

    def __init__(self, owner: QObject) -> None:
        self._task: asyncio.Task[None] | None = None
        owner.destroyed.connect(self.cancel)

    @property
    def running(self) -> bool:
        """Tell whether the newest wish is still being served."""
        return self._task is not None and not self._task.done()

    def hold(self, task: "asyncio.Task[None]") -> None:
        """End the older task and hold ``task``."""
        self.cancel()
        self._task = task

    def release(self) -> None:
        """Let the task end by itself."""
        self._task = None

    def cancel(self) -> None:
        """End the task."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
