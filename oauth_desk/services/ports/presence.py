"""What the system tells of the person and of its sleep."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Protocol


class Sign(StrEnum):
    """What a system tells of the person: gone from the screen or back, or the computer about to sleep or awake."""

    SCREEN_LOCKED = "screen_locked"
    SCREEN_UNLOCKED = "screen_unlocked"
    SLEEPING = "sleeping"
    WOKE = "woke"


class Presence(Protocol):
    """What this system tells of its screen, its sleep and its idling; a system may tell nothing."""

    async def watch(self, on_sign: Callable[[Sign], Awaitable[None]]) -> None:
        """Call ``on_sign`` until cancelled. The computer sleeps when that has returned, where it can be held up."""
        ...

    async def idle_seconds(self) -> float | None:
        """Return since when nobody touched the computer; None where the system does not tell."""
        ...
