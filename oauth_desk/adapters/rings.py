"""The keyrings that may hold a vault's key, and the choice among them. Everything here blocks."""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from oauth_desk.adapters.keyring_choice import secret_service_is_meant
from oauth_desk.adapters.ring import SECRET_SERVICE, SERVICE_NAME, Asking, Ring, attributes_of
from oauth_desk.services.keyring_faults import KeyringError, KeyringState

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_WRITES_PLAIN_TEXT: Final = ("keyring.backends.null", "keyrings.alt", "keyrings.cryptfile")
"""Backends that keep nothing, keep it readable, or ask on a terminal that a window does not have."""

QUICK_SECONDS: Final = 3.0
"""How long a quick look into the keyring may take before the long way is gone."""

_SECRET_SERVICE: Final = "keyring.backends.SecretService"
_ASKS: Final = (
    "keyring.backends.macOS",
    "keyring.backends.kwallet",
    "keyring.backends.chainer",
    "keyring.backends.libsecret",
    _SECRET_SERVICE,
)
"""Backends that may put a question to the person without saying so beforehand."""


def choose_ring(environment: Mapping[str, str] = os.environ) -> Ring:
    """Return the keyring to use; raise KeyringError, now or at its first use."""
    if secret_service_is_meant(environment):
        return UnlockedFirst(lambda: _secret_service() or LibraryRing(_backend(environment)))
    return _through(_backend(environment))


def _through(backend: "KeyringBackend") -> Ring:
    """Return the ring for a backend; the Secret Service is spoken to directly, which tells before it asks anybody."""
    if type(backend).__module__ == _SECRET_SERVICE and not hasattr(backend, "preferred_collection"):
        from oauth_desk.adapters.secret_service import SecretServiceRing  # noqa: PLC0415 - Linux alone

        return UnlockedFirst(SecretServiceRing)
    return LibraryRing(backend)


def _secret_service() -> Ring | None:
    from oauth_desk.adapters.secret_service import SecretServiceRing  # noqa: PLC0415 - Linux alone, slow to import

    ring = SecretServiceRing()
    return ring if ring.is_there() else None


class UnlockedFirst:
    """Where the Secret Service is meant: an unlocked entry is read quickly, all else is up to the ring behind."""

    def __init__(self, choose: Callable[[], Ring]) -> None:
        self._choose = choose
        self._chosen: Ring | None = None
        self._has_answered = False

    def describe(self) -> str:
        """Return the name of the ring that answers; nothing is loaded to name one that has answered already."""
        return SECRET_SERVICE if self._has_answered else self._behind().describe()

    def fetch(self, name: str, asking: Asking) -> str | None:
        """Return the text kept under ``name``."""
        from oauth_desk.adapters.unlocked_secret import NotAtHand, unlocked_secret  # noqa: PLC0415 - Linux alone

        with suppress(NotAtHand):
            secret = unlocked_secret(attributes_of(name), within=QUICK_SECONDS)
            if secret is not None:
                self._has_answered = True
                return secret.decode("utf-8", "replace")
        return self._behind().fetch(name, asking)

    def store(self, name: str, text: str, asking: Asking) -> None:
        """Keep a text."""
        self._behind().store(name, text, asking)

    def delete(self, name: str, asking: Asking) -> None:
        """Forget a text; a missing one is no error."""
        self._behind().delete(name, asking)

    def _behind(self) -> Ring:
        if self._chosen is None:
            self._chosen = self._choose()
        return self._chosen


def _backend(environment: Mapping[str, str]) -> "KeyringBackend":
    from keyring import core  # noqa: PLC0415 - slow to import

    try:
        if environment.get("PYTHON_KEYRING_BACKEND"):
            return allowed(core.load_keyring(environment["PYTHON_KEYRING_BACKEND"]))
        return allowed(core.get_keyring())
    except KeyringError:
        raise
    except Exception as error:  # noqa: BLE001 - a configured backend is anybody's code
        raise KeyringError(
            KeyringState.ABSENT, f"The keyring that is set up cannot be loaded ({type(error).__name__})."
        ) from None


def allowed(backend: "KeyringBackend") -> "KeyringBackend":
    """Return the backend, or the first sound one of a chain; raise KeyringError."""
    from keyring.backends import chainer, fail  # noqa: PLC0415

    if isinstance(backend, fail.Keyring):
        raise KeyringError(KeyringState.ABSENT, "No keyring is running.")
    if isinstance(backend, chainer.ChainerBackend):
        sound = next((member for member in backend.backends if not _keeps_no_secret(member)), None)
        if sound is None:
            raise _disallowed(backend)
        return allowed(sound)
    if _keeps_no_secret(backend):
        raise _disallowed(backend)
    return backend


def _keeps_no_secret(backend: "KeyringBackend") -> bool:
    module = type(backend).__module__
    return any(module == name or module.startswith(f"{name}.") for name in _WRITES_PLAIN_TEXT)


def _disallowed(backend: "KeyringBackend") -> KeyringError:
    return KeyringError(KeyringState.DISALLOWED, f"It is {type(backend).__module__}.{type(backend).__qualname__}.")


class LibraryRing:
    """A keyring through the ``keyring`` library."""

    def __init__(self, backend: "KeyringBackend") -> None:
        self._backend = backend

    def describe(self) -> str:
        """Return the backend's name."""
        return str(self._backend.name)

    def fetch(self, name: str, asking: Asking) -> str | None:
        """Return the text kept under ``name``."""
        return self._call(lambda: self._backend.get_password(SERVICE_NAME, name), asking)

    def store(self, name: str, text: str, asking: Asking) -> None:
        """Keep a text."""
        self._call(lambda: self._backend.set_password(SERVICE_NAME, name, text), asking)

    def delete(self, name: str, asking: Asking) -> None:
        """Forget a text; a missing one is no error."""
        if self.fetch(name, asking) is not None:
            self._call(lambda: self._backend.delete_password(SERVICE_NAME, name), asking)

    def _call(self, call: Callable[[], str | None], asking: Asking) -> str | None:
        from keyring import errors  # noqa: PLC0415

        if type(self._backend).__module__.startswith(_ASKS):
            asking()
        try:
            return call()
        except errors.KeyringLocked:
            raise KeyringError(KeyringState.REFUSED, "It stays locked.") from None
        except (errors.NoKeyringError, errors.InitError):
            raise KeyringError(KeyringState.ABSENT, "It cannot be reached.") from None
        except errors.KeyringError:
            raise KeyringError(KeyringState.REFUSED, "It refuses.") from None
        except Exception as error:  # noqa: BLE001 - a backend is anybody's code; its words may hold the text
            raise KeyringError(KeyringState.REFUSED, f"It fails ({type(error).__name__}).") from None
