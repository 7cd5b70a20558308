"""What every keyring can do, and under which name this program keeps things there."""

from collections.abc import Callable
from typing import Final, Protocol

SERVICE_NAME: Final = "OAuth Desk"

Asking = Callable[[], None]
"""Called before a keyring may put a question to the person."""


class Ring(Protocol):
    """One keyring. Every call raises KeyringError."""

    def describe(self) -> str:
        """Return its name for people."""
        ...

    def fetch(self, name: str, asking: Asking) -> str | None:
        """Return the text kept under ``name``."""
        ...

    def store(self, name: str, text: str, asking: Asking) -> None:
        """Keep a text."""
        ...

    def delete(self, name: str, asking: Asking) -> None:
        """Forget a text; a missing one is no error."""
        ...
