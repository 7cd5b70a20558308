"""Copies of all connections: made, listed, and gone back to when somebody asks for it."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.domain.secret import Secret
from oauth_desk.services.book import Book
from oauth_desk.services.ports import (
    KeyringError,
    KeyStore,
    LockBusy,
    Locks,
    Protection,
    PutBack,
    VaultCopies,
    VaultCopy,
    VaultError,
    VaultFault,
    VaultHeader,
)
from oauth_desk.services.vault_session import CREATION
from oauth_desk.services.vault_words import key_missing, keyring_trouble, vault_trouble

LOCK_WAIT = 65.0
"""A renewal under way ends within 60 s."""

ReadPassphrase = Callable[[], Awaitable[Secret | None]]


class Archive:
    """Needs no open vault: a damaged one cannot be opened, and going back to a copy is for that."""

    def __init__(
        self, *, copies: VaultCopies, keys: KeyStore, locks: Locks, book: Book, read_passphrase: ReadPassphrase
    ) -> None:
        self._copies = copies
        self._keys = keys
        self._locks = locks
        self._book = book
        self._read_passphrase = read_passphrase

    async def all(self) -> list[VaultCopy]:
        """Return the copies that are kept, newest first; raise DeskError."""
        try:
            return await self._copies.all()
        except VaultError as error:
            raise _copy_trouble(error) from error

    async def make(self, path: Path | None = None) -> VaultCopy:
        """Copy everything now, to a new file or beside the vault; raise DeskError."""
        try:
            return await self._copies.make(path)
        except FileExistsError:
            raise file_exists(path or Path()) from None
        except VaultError as error:
            raise vault_trouble(error) from error

    async def find(self, path: Path | None = None) -> VaultCopy:
        """Return what is known of a copy, the newest unless one is named; raise DeskError."""
        if path is None:
            present = await self._copies.present()
            copies = [copy for copy in await self.all() if present is None or copy.header.vault_id == present.vault_id]
            if not copies:
                raise no_copy()
            return copies[0]
        try:
            return await self._copies.look(path)
        except VaultError as error:
            raise _copy_trouble(error, path) from error

    async def restore(self, path: Path | None = None, passphrase: Secret | None = None) -> PutBack:
        """Go back to a copy, the newest unless one is named; raise DeskError and change nothing.

        What is there now is set aside first. Tokens that are newer there stay: an
        older one may be spent.
        """
        copy = await self.find(path)
        try:
            key = await self._key(copy, passphrase or await self._read_passphrase())
            async with self._locks.hold(CREATION, wait=LOCK_WAIT):
                done = await self._copies.put_back(copy.path, key)
            await self._book.sync()
        except VaultError as error:
            raise _copy_trouble(error, copy.path) from error
        except KeyringError as error:
            raise keyring_trouble(error) from error
        except LockBusy:
            raise busy() from None
        return done

    async def _key(self, copy: VaultCopy, passphrase: Secret | None) -> bytes:
        present = await self._copies.present()
        if present is not None and present.vault_id != copy.header.vault_id:
            raise VaultError(VaultFault.ANOTHER, "the copy is of another vault")
        try:
            return await self._copys_key(copy, passphrase)
        except (DeskError, KeyringError):
            # The vault's protection was changed since; its key was not.
            key = None if present is None else await self._presents_key(present, passphrase)
            if key is None:
                raise
            return key

    async def _presents_key(self, present: VaultHeader, passphrase: Secret | None) -> bytes | None:
        try:
            if present.protection is Protection.KEYRING:
                return await self._keys.fetch(present.vault_id)
            return None if passphrase is None else await self._copies.unwrap(None, passphrase)
        except (VaultError, KeyringError):
            return None

    async def _copys_key(self, copy: VaultCopy, passphrase: Secret | None) -> bytes:
        if copy.header.protection is Protection.KEYRING:
            return await self._from_keyring(copy.header)
        if passphrase is None:
            raise passphrase_of_copy_needed()
        try:
            return await self._copies.unwrap(copy.path, passphrase)
        except VaultError as error:
            if error.fault is VaultFault.WRONG_KEY:
                raise wrong_passphrase_of_copy() from error
            raise

    async def _from_keyring(self, header: VaultHeader) -> bytes:
        key = await self._keys.fetch(header.vault_id)
        if key is None:
            raise key_missing()
        return key


def _copy_trouble(error: VaultError, path: Path | None = None) -> DeskError:
    """Word a fault of a copy: what is there now was not touched."""
    if path is None:
        return vault_trouble(error)
    if error.fault is VaultFault.DAMAGED:
        return _unusable(path, "This copy is damaged, or no copy of connections at all.")
    if error.fault is VaultFault.NEWER:
        return _unusable(path, "This copy was made by a newer version of this program.")
    if error.fault is VaultFault.WRONG_KEY:
        return _unusable(path, "The key that is here does not open this copy.")
    if error.fault is VaultFault.OTHER and not path.exists():
        return DeskError(
            "no_such_copy",
            "There is no such copy.",
            kind=Kind.NOT_FOUND,
            detail=f"{path} cannot be read.",
            advice="Choose another copy.",
            terminal_advice="“oauth-desk backup --list” shows the copies there are.",
        )
    return vault_trouble(error)


def _unusable(path: Path, title: str) -> DeskError:
    return DeskError(
        "copy_unusable",
        title,
        kind=Kind.LOCKED,
        detail=f"{path} stays as it is, and so do your connections.",
        advice="Choose another copy.",
        remedy=Remedy.RETRY,
    )


def no_copy() -> DeskError:
    """Return the error where there is no copy to go back to."""
    return DeskError(
        "no_copy",
        "There is no copy to go back to.",
        kind=Kind.NOT_FOUND,
        advice="Bring back a copy of your own, or connect your accounts anew.",
        terminal_advice="Name the file of a copy of your own, or connect your accounts anew.",
    )


def file_exists(path: Path) -> DeskError:
    """Return the error for a file that would be overwritten."""
    return DeskError(
        "file_exists",
        f"There is already a file “{path.name}”.",
        kind=Kind.USAGE,
        detail="It was not touched.",
        advice="Choose another name.",
        remedy=Remedy.RETRY,
    )


def busy() -> DeskError:
    """Return the error where a renewal does not end."""
    return DeskError(
        "renewal_busy",
        "Another copy of the program is renewing a connection and does not finish.",
        kind=Kind.UNREACHABLE,
        advice="Try again in a minute; nothing was changed.",
        remedy=Remedy.RETRY,
    )


def passphrase_of_copy_needed() -> DeskError:
    """Return the error for a copy that a passphrase protects, without one."""
    return DeskError(
        "passphrase_needed",
        "This copy is protected by a passphrase.",
        kind=Kind.LOCKED,
        advice="Enter the one it was made with.",
        terminal_advice="Enter the one it was made with, or name a file that holds it with --passphrase-file.",
        remedy=Remedy.UNLOCK,
    )


def wrong_passphrase_of_copy() -> DeskError:
    """Return the error for a passphrase that does not open a copy."""
    return DeskError(
        "wrong_passphrase",
        "This is not the passphrase of this copy.",
        kind=Kind.LOCKED,
        advice="Nothing was changed; try the one that was used when it was made.",
        remedy=Remedy.UNLOCK,
    )
