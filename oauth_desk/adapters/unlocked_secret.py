"""Reading one entry of an unlocked Secret Service: few messages, no question to anybody, a limit in time.

The ``secretstorage`` library can do more and takes longer: it loads a whole
cryptographic back end and sends three times as many messages.
"""

import hmac
import os
import time
from collections.abc import Mapping
from contextlib import closing
from typing import Any, Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from jeepney import (  # type: ignore[import-untyped]
    DBusAddress,
    DBusErrorResponse,
    MessageFlag,
    MessageType,
    Properties,
    new_method_call,
)
from jeepney.io.blocking import DBusConnection, open_dbus_connection  # type: ignore[import-untyped]

_BUS_NAME: Final = "org.freedesktop.secrets"
_PREFIX: Final = "org.freedesktop.Secret."
_SERVICE: Final = "/org/freedesktop/secrets"
_COLLECTION: Final = f"{_SERVICE}/aliases/default"
_ALGORITHM: Final = "dh-ietf1024-sha256-aes128-cbc-pkcs7"
_BLOCK: Final = 16

_GROUP_BYTES: Final = 128
_PRIME: Final = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74"
    "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
    "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF",
    16,
)
"""The Second Oakley Group (RFC 2409 §6.2), as the Secret Service specification wants it."""

_EXPONENT_BYTES: Final = 32
"""More than twice the strength of the group; a longer one only takes longer (RFC 3526 §8)."""


class NotAtHand(Exception):
    """The entry cannot be had without more ado: nobody answers, it is locked, or things are not as expected."""


def unlocked_secret(attributes: Mapping[str, str], *, within: float) -> bytes | None:
    """Return the first entry of the default collection, None where there is none; raise NotAtHand.

    Nothing is started, unlocked or asked for; ``within`` is in seconds.
    """
    try:
        with closing(open_dbus_connection(auth_timeout=within)) as bus:
            return _Service(bus, time.monotonic() + within).secret(attributes)
    except (DBusErrorResponse, OSError, RuntimeError, LookupError, ValueError, TypeError) as error:
        # No bus, one of another kind, no service, no such collection, no time left; or answers of another shape.
        raise NotAtHand(type(error).__name__) from None


class _Service:
    """The service behind one connection to the bus."""

    def __init__(self, bus: DBusConnection, deadline: float) -> None:
        self._bus = bus
        self._deadline = deadline

    def secret(self, attributes: Mapping[str, str]) -> bytes | None:
        found = self._call(_COLLECTION, "Collection", "SearchItems", "a{ss}", dict(attributes))[0]
        if not found:
            return None
        item = found[0]
        if self._property(item, "Item", "Locked") is not False:
            raise NotAtHand("locked")
        agreement = _Agreement()
        opening = (_ALGORITHM, ("ay", agreement.public))
        (_, theirs), session = self._call(_SERVICE, "Service", "OpenSession", "sv", *opening)
        ((_, initial, sealed, _),) = self._call(item, "Item", "GetSecret", "o", session)
        return _opened(agreement.key_with(bytes(theirs)), bytes(initial), bytes(sealed))

    def _property(self, path: str, interface: str, name: str) -> object:
        (_, value) = self._send(Properties(_address(path, interface)).get(name))[0]
        return value

    def _call(self, path: str, interface: str, method: str, signature: str, *body: object) -> Any:
        return self._send(new_method_call(_address(path, interface), method, signature, body))

    def _send(self, message: Any) -> Any:
        message.header.flags |= MessageFlag.no_auto_start
        answer = self._bus.send_and_get_reply(message, timeout=max(0.0, self._deadline - time.monotonic()))
        if answer.header.message_type is MessageType.error:
            raise DBusErrorResponse(answer)
        return answer.body


def _address(path: str, interface: str) -> DBusAddress:
    return DBusAddress(path, bus_name=_BUS_NAME, interface=f"{_PREFIX}{interface}")


class _Agreement:
    """Our half of a Diffie-Hellman exchange: what passes the bus is sealed with its outcome."""

    def __init__(self) -> None:
        self._private = int.from_bytes(os.urandom(_EXPONENT_BYTES))
        self.public = pow(2, self._private, _PRIME).to_bytes(_GROUP_BYTES)

    def key_with(self, theirs: bytes) -> bytes:
        """Return the AES key: HKDF (RFC 5869) with SHA-256, no salt and no info, cut to 128 bits."""
        number = int.from_bytes(theirs)
        if not 1 < number < _PRIME - 1:
            raise NotAtHand("a degenerate key")
        shared = pow(number, self._private, _PRIME).to_bytes(_GROUP_BYTES)
        return hmac.digest(hmac.digest(bytes(32), shared, "sha256"), b"\x01", "sha256")[:_BLOCK]


def _opened(key: bytes, initial: bytes, sealed: bytes) -> bytes:
    """Decrypt AES-128-CBC and take the padding off (RFC 5652 §6.3)."""
    decryptor = Cipher(algorithms.AES(key), modes.CBC(initial)).decryptor()
    padded = decryptor.update(sealed) + decryptor.finalize()
    length = padded[-1]
    if not 0 < length <= _BLOCK or padded[-length:] != bytes([length]) * length:
        raise NotAtHand("bad padding")
    return padded[:-length]
