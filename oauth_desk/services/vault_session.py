"""Opening and locking the vault: where its key comes from."""

import secrets
import uuid
from collections.abc import Awaitable, Callable
from enum import StrEnum

from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.domain.secret import Secret
from oauth_desk.services.book import Book
from oauth_desk.services.cut_off import find_cut_off
from oauth_desk.services.ports import (
    KeyringError,
    KeyStore,
    LockBusy,
    Locks,
    Protection,
    Vault,
    VaultError,
    VaultFault,
    VaultFile,
    VaultHeader,
)
from oauth_desk.services.vault_words import key_missing, keyring_trouble, vault_trouble

KEY_BYTES = 32
_CREATION = "vault-creation"

ReadPassphrase = Callable[[], Awaitable[Secret | None]]


class SessionState(StrEnum):
    """Whether connections can be read."""

    CLOSED = "closed"
    OPEN = "open"
    LOCKED = "locked"


class VaultSession:
    """Opens the vault with the keyring's key or a passphrase; makes a new one only where there is none.

    ``read_passphrase`` returns the passphrase given at the start, or None.
    """

    def __init__(
        self, *, file: VaultFile, keys: KeyStore, locks: Locks, book: Book, read_passphrase: ReadPassphrase
    ) -> None:
        self._file = file
        self._keys = keys
        self._locks = locks
        self._book = book
        self._read_passphrase = read_passphrase
        self.state = SessionState.CLOSED
        self.protection: Protection | None = None

    async def open(self, passphrase: Secret | None = None) -> None:
        """Open the vault, or make it at the first start; raise DeskError and change nothing."""
        if self.state is SessionState.OPEN:
            return
        given = passphrase or await self._read_passphrase()
        try:
            vault = await self._open(given)
            await self._book.attach(vault)
            await find_cut_off(self._book, self._locks)
        except VaultError as error:
            self.state = SessionState.LOCKED
            if given is not None and error.fault is VaultFault.WRONG_KEY:
                raise wrong_passphrase() from error
            raise vault_trouble(error) from error
        except KeyringError as error:
            self.state = SessionState.LOCKED
            raise keyring_trouble(error) from error
        except DeskError:
            self.state = SessionState.LOCKED
            raise
        self.state = SessionState.OPEN

    async def lock(self) -> None:
        """Drop the key and every decrypted record."""
        await self._book.detach()
        if self.state is SessionState.OPEN:
            self.state = SessionState.LOCKED

    async def _open(self, passphrase: Secret | None) -> Vault:
        header = await self._file.header()
        if header is None:
            return await self._create(passphrase)
        return await self._open_existing(header, passphrase)

    async def _open_existing(self, header: VaultHeader, passphrase: Secret | None) -> Vault:
        self.protection = header.protection
        if header.protection is Protection.PASSPHRASE:
            if passphrase is None:
                raise passphrase_needed()
            return await self._file.open(await self._file.unwrap(passphrase))
        if passphrase is not None:
            raise not_a_passphrase_vault()
        key = await self._keys.fetch(header.vault_id)
        if key is None:
            raise key_missing()
        return await self._file.open(key)

    async def _create(self, passphrase: Secret | None) -> Vault:
        """Make the vault under a lock: two copies of the program may start at once on a new folder."""
        try:
            async with self._locks.hold(_CREATION, wait=30):
                header = await self._file.header()
                if header is not None:
                    return await self._open_existing(header, passphrase)
                return await self._create_locked(passphrase)
        except LockBusy as busy:
            raise VaultError(VaultFault.BUSY, "another copy of the program is creating it") from busy

    async def _create_locked(self, passphrase: Secret | None) -> Vault:
        vault_id, key = uuid.uuid4().hex, secrets.token_bytes(KEY_BYTES)
        self.protection = Protection.KEYRING if passphrase is None else Protection.PASSPHRASE
        if passphrase is None:
            # The key is saved and read back before anything is encrypted with it.
            await self._keys.store(vault_id, key)
        elif not passphrase:
            raise passphrase_needed()
        return await self._file.create(vault_id, key, passphrase)


def passphrase_needed() -> DeskError:
    """Return the error for a passphrase vault without its passphrase."""
    return DeskError(
        "passphrase_needed",
        "These connections are protected by a passphrase.",
        kind=Kind.LOCKED,
        advice="Enter it, or name a file that holds it with --passphrase-file.",
        remedy=Remedy.UNLOCK,
    )


def wrong_passphrase() -> DeskError:
    """Return the error for a passphrase that does not fit."""
    return DeskError(
        "wrong_passphrase",
        "This is not the passphrase of these connections.",
        kind=Kind.LOCKED,
        advice="Nothing was changed; try again.",
        remedy=Remedy.UNLOCK,
    )


def not_a_passphrase_vault() -> DeskError:
    """Return the error for a passphrase given to a vault whose key is in the keyring."""
    return DeskError(
        "not_a_passphrase_vault",
        "These connections are protected by the keyring, not by a passphrase.",
        kind=Kind.USAGE,
        advice="Leave out --passphrase-file, or choose another folder with --data-dir.",
    )
