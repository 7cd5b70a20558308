"""What the window does while the keyring keeps the key: it looks again, quietly, and goes on by itself."""

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from oauth_desk.domain.errors import DeskError
from oauth_desk.services.desk import Desk
from oauth_desk.services.unlocking import Unlocking, may_pass
from oauth_desk.ui.bridge import Bridge


class KeyringWait(QObject):
    """``opened`` tells that the key was there, ``changed`` carries another trouble of the keyring.

    ``failed`` carries what waiting does not mend; then it has ended. ``may_look``
    is asked before each look.
    """

    opened = Signal(object)
    changed = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: Desk, bridge: Bridge, may_look: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._session = desk.session
        self._bridge = bridge
        self._unlocking = Unlocking(desk.session, desk.clock, may_look=may_look)
        self._task: asyncio.Task[None] | None = None

    def begin(self, error: DeskError) -> None:
        """Wait from now on, where waiting may help; never for what somebody locked: they open it again."""
        self.stop()
        if may_pass(error) and not self._session.locked_on_purpose:
            work = self._unlocking.wait(error, self.changed.emit)
            self._task = self._bridge.start(
                work, "wait for the keyring", on_done=self.opened.emit, on_error=self.failed.emit
            )

    def stop(self) -> None:
        """Wait no more: somebody opens it, or begins anew."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()

    def look_now(self) -> None:
        """Look at once: somebody is back at the window, perhaps from unlocking the keyring."""
        self._unlocking.look_now()
