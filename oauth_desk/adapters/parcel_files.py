"""Connections in one sealed file, on their way to another computer.

The file, version 1, has three parts:

1. the line ``oauth-desk-export 1``: what it is, and the version of the format;
2. a line of JSON, ``{"salt": hex, "cost": {"iterations", "lanes", "memory"}}``: how the
   key is made from the passphrase by Argon2id (RFC 9106), ``memory`` in KiB;
3. a nonce of 12 random bytes and the content, sealed by AES-256-GCM (NIST SP 800-38D)
   with that key. Both lines are its associated data, so that none of it can be changed.

The content is JSON in UTF-8: ``made_at`` (seconds since 1970), ``moved``, ``sender`` and
``connections``, a list of the members that the vault saves of a connection
(``vault/records.py``) with its ``service``. Members that a release does not know are
ignored; what it would misread gets another version.
"""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from oauth_desk.adapters.private_files import create_private_file, sync_folder
from oauth_desk.adapters.vault.cipher import NONCE_BYTES
from oauth_desk.adapters.vault.forms import NUMBER, TEXT, YES_NO, BadForm
from oauth_desk.adapters.vault.passphrase_key import SALT_BYTES, Argon2Cost, key_from_passphrase
from oauth_desk.adapters.vault.records import SERVICE, STATE
from oauth_desk.adapters.vault.schema import SHORTEST_SALT
from oauth_desk.adapters.worker import Worker
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.secret import Secret
from oauth_desk.services.ports import Parcel, ParcelError, ParcelFault

Result = TypeVar("Result")

NAME: Final = b"oauth-desk-export"
VERSION: Final = 1
LARGEST: Final = 64 << 20
_LONGEST_LINE: Final = 1024
_MOST_MEMORY: Final = 512 * 1024
_MOST_ITERATIONS: Final = 16
"""A file from elsewhere may not make this computer work for minutes before its passphrase is known to be wrong."""


class SealedParcelFiles:
    """A ParcelFiles. ``cost`` is what a guess at the passphrase of a new file takes."""

    def __init__(self, *, cost: Argon2Cost | None = None) -> None:
        self._cost = cost or Argon2Cost()

    async def write(self, path: Path, parcel: Parcel, passphrase: Secret) -> None:
        """Write a new file durably and read it back."""
        await self._on_thread(lambda: self._write(path, parcel, passphrase))

    async def read(self, path: Path, passphrase: Secret) -> Parcel:
        """Return what a file holds."""
        return await self._on_thread(lambda: _opened(_content(path), passphrase))

    async def _on_thread(self, call: Callable[[], Result]) -> Result:
        worker = Worker("parcel")
        try:
            return await worker.run(call)
        finally:
            worker.stop()

    def _write(self, path: Path, parcel: Parcel, passphrase: Secret) -> None:
        salt = os.urandom(SALT_BYTES)
        cost = json.dumps({"salt": salt.hex(), "cost": self._cost.as_saved()})
        head = b"%s %d\n%s\n" % (NAME, VERSION, cost.encode())
        nonce = os.urandom(NONCE_BYTES)
        key = key_from_passphrase(passphrase, salt, self._cost)
        sealed = head + nonce + AESGCM(key).encrypt(nonce, _packed(parcel), head)
        _write_new(path, sealed)
        try:
            # Nothing is let go of before the file has shown that it gives back what was put in.
            whole = _opened(_content(path), passphrase) == parcel
        except ParcelError:
            whole = False
        if not whole:
            with suppress(OSError):
                path.unlink()
            raise ParcelError(ParcelFault.NOT_WRITTEN, "it did not read back")


def _write_new(path: Path, content: bytes) -> None:
    try:
        descriptor = create_private_file(path)
    except FileExistsError:
        raise ParcelError(ParcelFault.EXISTS) from None
    except OSError as error:
        raise ParcelError(ParcelFault.NOT_WRITTEN, error.strerror or "") from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            path.unlink()
        raise ParcelError(ParcelFault.NOT_WRITTEN, error.strerror or "") from None


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise ParcelError(ParcelFault.MISSING) from None
    except OSError as error:
        raise ParcelError(ParcelFault.MISSING, error.strerror or "") from None
    if len(content) > LARGEST:
        raise ParcelError(ParcelFault.NOT_A_PARCEL)
    return content


def _opened(content: bytes, passphrase: Secret) -> Parcel:
    salt, cost, length = _head(content)
    head, sealed = content[:length], content[length:]
    key = key_from_passphrase(passphrase, salt, cost)
    try:
        plain = AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], head)
    except (InvalidTag, ValueError):
        # One cannot be told from the other: a wrong key and changed bytes look the same.
        raise ParcelError(ParcelFault.WRONG_PASSPHRASE) from None
    return _unpacked(plain)


def _head(content: bytes) -> tuple[bytes, Argon2Cost, int]:
    """Return salt, cost and the length of both lines."""
    first, _, rest = content[:_LONGEST_LINE].partition(b"\n")
    name, _, version = first.partition(b" ")
    if name != NAME or not version.isdigit():
        raise ParcelError(ParcelFault.NOT_A_PARCEL)
    if int(version[:9]) > VERSION:
        raise ParcelError(ParcelFault.NEWER)
    second, end, _ = rest.partition(b"\n")
    try:
        said = json.loads(second)
        salt, cost = bytes.fromhex(said["salt"]), Argon2Cost(**said["cost"])
    except (ValueError, TypeError, KeyError, RecursionError):
        raise ParcelError(ParcelFault.DAMAGED) from None
    dear = cost.memory > _MOST_MEMORY or cost.iterations > _MOST_ITERATIONS
    if not end or len(salt) < SHORTEST_SALT or dear:
        raise ParcelError(ParcelFault.DAMAGED)
    return salt, cost, len(first) + len(second) + 2


def _packed(parcel: Parcel) -> bytes:
    # JSON stays in ASCII: text from services may hold lone surrogates, which UTF-8 cannot carry.
    connections = [{**STATE.save(each), "service": SERVICE.save(each.service)} for each in parcel.connections]
    content = {
        "made_at": parcel.made_at,
        "moved": parcel.moved,
        "sender": parcel.sender,
        "connections": connections,
    }
    return json.dumps(content, separators=(",", ":")).encode()


def _unpacked(plain: bytes) -> Parcel:
    try:
        said = json.loads(plain)
        return Parcel(
            tuple(_connection(each) for each in said["connections"]),
            NUMBER.load(said["made_at"]),
            moved=YES_NO.load(said["moved"]),
            sender=TEXT.load(said["sender"]),
        )
    except (BadForm, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ParcelError(ParcelFault.DAMAGED) from None


def _connection(saved: dict[str, Any]) -> Connection:
    return Connection(service=SERVICE.load(saved["service"]), **STATE.load(saved))
