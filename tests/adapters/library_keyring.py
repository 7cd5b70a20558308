"""Backends for the ``keyring`` library, as other people might write them."""

import threading

from keyring.backend import KeyringBackend
from keyring.errors import InitError, KeyringLocked, PasswordSetError


class DictKeyring(KeyringBackend):
    """Keeps texts in memory."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """Return a text."""
        return self.texts.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a text."""
        self.texts[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget a text."""
        del self.texts[service, username]


class ForgetfulKeyring(DictKeyring):
    """Takes everything and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep nothing."""


class LockedKeyring(DictKeyring):
    """Stays locked."""

    def get_password(self, service: str, username: str) -> str | None:
        """Refuse."""
        raise KeyringLocked("CANARY")


class RefusingKeyring(DictKeyring):
    """Refuses to keep anything."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Refuse."""
        raise PasswordSetError(password)


class UnreachableKeyring(DictKeyring):
    """Cannot be started."""

    def get_password(self, service: str, username: str) -> str | None:
        """Fail."""
        raise InitError("CANARY")


class BrokenKeyring(DictKeyring):
    """Breaks in its own way."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Fail with the secret in hand."""
        raise ZeroDivisionError(password)


class HangingKeyring(DictKeyring):
    """Does not answer until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.released = threading.Event()
        self.asked = 0

    def get_password(self, service: str, username: str) -> str | None:
        """Hang the first time."""
        self.asked += 1
        if self.asked == 1:
            self.released.wait(60)
        return super().get_password(service, username)
