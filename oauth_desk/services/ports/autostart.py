"""Whether the program starts when its person logs in."""

from typing import Protocol


class Autostart(Protocol):
    """This system's list of what starts at login, for this person alone."""

    async def is_on(self) -> bool:
        """Tell whether the program starts at login; raise DeskError where the system keeps that to itself."""
        ...

    async def turn(self, *, on: bool) -> None:
        """Start at login from now on, or no longer; raise DeskError, and nothing changed."""
        ...
