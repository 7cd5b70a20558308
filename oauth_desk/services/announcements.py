"""Telling whoever listens what happened."""

from collections.abc import Callable
from typing import Final

from oauth_desk.domain.events import (
    ActivityLogged,
    ConnectionAdded,
    ConnectionChanged,
    ConnectionRemoved,
    Event,
    ReconnectNeeded,
)

Listener = Callable[[Event], None]

_OF_SOMEBODY: Final = (ConnectionAdded, ConnectionChanged, ConnectionRemoved, ReconnectNeeded, ActivityLogged)
"""Events that would show what a lock hides. That new tokens cannot be saved has to be told all the same."""


class Announcements:
    """Events go to all listeners; while ``hushed``, none that would show what a lock hides."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self.hushed = False

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` with every event until the returned function is called."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def publish(self, event: Event) -> None:
        """Tell all listeners."""
        if self.hushed and isinstance(event, _OF_SOMEBODY):
            return
        for listener in tuple(self._listeners):
            listener(event)
