"""The Secret Service of Linux desktops, spoken to without the ``keyring`` library but in its way of filing."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, Final

import secretstorage
from jeepney import DBusErrorResponse  # type: ignore[import-untyped]
from secretstorage.exceptions import (
    ItemNotFoundException,
    LockedException,
    PromptDismissedException,
    SecretServiceNotAvailableException,
    SecretStorageException,
)

from oauth_desk.adapters.ring import SECRET_SERVICE, SERVICE_NAME, Asking, attributes_of
from oauth_desk.adapters.screen import has_desktop
from oauth_desk.services.keyring_faults import KeyringError, KeyringState

_APPLICATION: Final = "Python keyring library"
_NOBODY_ASKED_SECONDS: Final = 0.7
"""A question declined faster than this was not seen by anybody."""


class SecretServiceRing:
    """GNOME Keyring, KWallet's bridge, KeePassXC: whoever answers for org.freedesktop.secrets.

    The attributes are those of the ``keyring`` library, so that its own command
    finds the entry.
    """

    def is_there(self) -> bool:
        """Tell whether the service runs or can be started; it is not asked for anything else."""
        try:
            with closing(secretstorage.dbus_init()) as bus:
                return secretstorage.check_service_availability(bus)
        except (SecretStorageException, DBusErrorResponse, OSError, RuntimeError):
            return False  # RuntimeError: a bus that the library cannot speak to, such as one on TCP

    def describe(self) -> str:
        """Return the service's name."""
        return SECRET_SERVICE

    def fetch(self, name: str, asking: Asking) -> str | None:
        """Return the text kept under ``name``."""
        with _collection(asking, make=False) as collection:
            item = None if collection is None else _find(collection, name, asking)
            return None if item is None else item.get_secret().decode("utf-8", "replace")

    def store(self, name: str, text: str, asking: Asking) -> None:
        """Keep a text."""
        with _collection(asking, make=True) as collection:
            if collection is None:
                raise KeyringError(KeyringState.ABSENT, "It has no collection.")
            label = f"Password for '{name}' on '{SERVICE_NAME}'"
            attributes = {**attributes_of(name), "application": _APPLICATION}
            collection.create_item(label, attributes, text.encode(), replace=True)

    def delete(self, name: str, asking: Asking) -> None:
        """Forget a text; a missing one is no error."""
        with _collection(asking, make=False) as collection:
            item = None if collection is None else _find(collection, name, asking)
            if item is not None:
                item.delete()


def _find(collection: secretstorage.Collection, name: str, asking: Asking) -> secretstorage.Item | None:
    item = next(iter(collection.search_items(attributes_of(name))), None)
    if item is not None and item.is_locked():
        _unlock(item, asking)
    return item


@contextmanager
def _collection(asking: Asking, *, make: bool) -> Iterator[secretstorage.Collection | None]:
    """Open the default collection, unlocked; None where there is none and none shall be made. Map all errors."""
    with _mapped(), closing(secretstorage.dbus_init()) as bus:
        try:
            collection = secretstorage.Collection(bus)
        except ItemNotFoundException:
            if not make:
                yield None
                return
            collection = _made(bus, asking)
        if collection.is_locked():
            _unlock(collection, asking)
        yield collection


def _made(bus: Any, asking: Asking) -> secretstorage.Collection:
    asking()
    started = time.monotonic()
    try:
        return secretstorage.get_default_collection(bus)
    except PromptDismissedException:
        raise _declined(started) from None


def _unlock(locked: secretstorage.Collection | secretstorage.Item, asking: Asking) -> None:
    asking()
    started = time.monotonic()
    if locked.unlock() or locked.is_locked():
        raise _declined(started)


def _declined(started: float) -> KeyringError:
    if not has_desktop() or time.monotonic() - started < _NOBODY_ASKED_SECONDS:
        return KeyringError(KeyringState.LOCKED, "Nobody could be asked for its password.")
    return KeyringError(KeyringState.REFUSED, "The question for its password was declined.")


@contextmanager
def _mapped() -> Iterator[None]:
    """Turn the library's errors into ours."""
    try:
        yield
    except SecretServiceNotAvailableException:
        raise KeyringError(KeyringState.ABSENT, "The Secret Service is not running.") from None
    except LockedException:
        raise KeyringError(KeyringState.LOCKED, "It was locked meanwhile.") from None
    except PromptDismissedException:
        raise KeyringError(KeyringState.REFUSED, "The question for its password was declined.") from None
    except SecretStorageException:
        raise KeyringError(KeyringState.REFUSED, "The Secret Service refuses.") from None
    except DBusErrorResponse as error:
        raise KeyringError(KeyringState.ABSENT, f"The Secret Service fails ({error.name}).") from None
    except OSError:
        raise KeyringError(KeyringState.ABSENT, "The session bus does not answer.") from None
