"""What every keyring can do, and under which name and in which form this program keeps keys there."""

import base64
import binascii
from collections.abc import Callable
from typing import Final, Protocol

SERVICE_NAME: Final = "OAuth Desk"

SECRET_SERVICE: Final = "Secret Service"
"""The keyring of Linux desktops by its name for people."""

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


def attributes_of(name: str) -> dict[str, str]:
    """Return what an entry of the Secret Service is found by: those of the ``keyring`` library, for its command."""
    return {"service": SERVICE_NAME, "username": name}


def text_of(key: bytes) -> str:
    """Return the form in which a key is kept."""
    return base64.b64encode(key).decode()


def key_in(text: str | bytes) -> bytes | None:
    """Return the kept key; None for somebody else's entry under our name, which is no key of ours."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
