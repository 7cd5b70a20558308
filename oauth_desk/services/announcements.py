"""Telling whoever listens what happened."""

from collections.abc import Callable
from typing import Final

from oauth_desk.domain.events import Event, Resumed, VaultLocked, VaultOpened

Listener = Callable[[Event], None]

_OF_NOBODY: Final = (VaultLocked, VaultOpened, Resumed)
"""Events that tell nothing of any connection."""


class Announcements:
    """Events go to all listeners; while ``hushed``, only those that tell nothing of any connection."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self.hushed = False

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` with every event until the returned function is called."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def publish(self, event: Event) -> None:
        """Tell all listeners."""
        if self.hushed and not isinstance(event, _OF_NOBODY):
            return
        for listener in tuple(self._listeners):
            listener(event)
