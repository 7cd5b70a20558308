"""What each system's way of telling of screen and sleep has in common."""

from collections.abc import Callable
from typing import Protocol

from oauth_desk.services.ports import Sign

Tell = Callable[[Sign, Callable[[], None]], None]
"""Takes a sign, from any thread, and what to call when everybody has acted on it."""


class Signals(Protocol):
    """One system's way of telling. Everything here blocks or runs on a thread of its own."""

    def start(self, tell: Tell) -> None:
        """Listen from now on."""
        ...

    def stop(self) -> None:
        """Listen no more."""
        ...

    def idle_seconds(self) -> float | None:
        """Return since when nobody touched the computer; None where that cannot be known."""
        ...
