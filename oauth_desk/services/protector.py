"""Changing what protects the vault's key, so that whatever moment the program ends, the vault opens.

The vault's key stays the same; only what guards it changes. The order keeps it
safe: the new guard holds the key and has shown it, then the header moves in one
transaction, then copies follow and the old guard forgets.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.secret import Secret
from oauth_desk.services.ports import (
    KeyringError,
    KeyringState,
    KeyStore,
    LockBusy,
    Locks,
    Protection,
    Unsettled,
    VaultError,
    VaultFault,
    VaultFile,
    VaultHeader,
)
from oauth_desk.services.vault_session import VaultSession
from oauth_desk.services.vault_words import (
    key_missing,
    keyring_trouble,
    passphrase_needed,
    vault_trouble,
    wrong_passphrase,
)

SHORTEST: Final = 8
_LOCK: Final = "vault-protection"
_NOTHING_STORED: Final = frozenset({KeyringState.ABSENT, KeyringState.DISALLOWED})


@dataclass(frozen=True, slots=True)
class Standing:
    """What protects a vault, None where there is no vault yet, and what a change has not finished.

    ``copies_left`` backups still open the older way; ``key_left`` tells why the
    keyring may still hold a key that it shall not.
    """

    protection: Protection | None
    keyring: str = ""
    copies_left: int = 0
    key_left: KeyringState | None = None

    @property
    def settled(self) -> bool:
        """Tell whether nothing is left to do."""
        return not self.copies_left and self.key_left is None


class Protector:
    """One change at a time, over all processes. Needs no open vault; an open one stays open.

    ``quiet_keys`` is the keyring that asks nobody anything, for what happens unasked.
    """

    def __init__(
        self,
        *,
        file: VaultFile,
        keys: KeyStore,
        locks: Locks,
        session: VaultSession,
        quiet_keys: KeyStore | None = None,
    ) -> None:
        self._file = file
        self._keys = keys
        self._quiet_keys = quiet_keys or keys
        self._locks = locks
        self._session = session

    async def standing(self) -> Standing:
        """Return what protects the vault now; raise DeskError."""
        async with _told():
            header = await self._file.header()
        if header is None:
            return Standing(None)
        return Standing(header.protection, await self._keyring_name(header.protection))

    async def create(self, passphrase: Secret | None) -> Standing:
        """Make the vault where there is none yet, and leave it open; raise DeskError."""
        if passphrase is not None:
            check_passphrase(passphrase)
        await self._session.open(passphrase)
        return await self.standing()

    async def use_passphrase(self, new: Secret, current: Secret | None = None) -> Standing:
        """Let ``new`` protect the vault; ``current`` is the passphrase it has now. Raise DeskError: nothing changed."""
        check_passphrase(new)
        async with self._changing() as header:
            key = await self._key(header, current)
            noted = await self._file.unsettled()
            from_keyring = header.protection is Protection.KEYRING or noted is Unsettled.KEYRING
            await self._file.protect(key, new, Unsettled.KEYRING if from_keyring else Unsettled.COPIES)
            self._session.protection = Protection.PASSPHRASE
            return await self._settle()

    async def use_keyring(self, current: Secret | None = None) -> Standing:
        """Let the keyring keep the key; ``current`` is the passphrase. Raise DeskError: nothing changed."""
        async with self._changing() as header:
            if header.protection is Protection.KEYRING:
                return await self._settle()
            key = await self._key(header, current)
            await self._file.note_unsettled(Unsettled.KEYRING)
            try:
                await self._keys.store(header.vault_id, key)
            except KeyringError as error:
                await self._take_back(header.vault_id, error)
                raise
            await self._file.protect(key, None, Unsettled.COPIES)
            self._session.protection = Protection.KEYRING
            return await self._settle()

    async def settle(self) -> Standing:
        """Finish what an earlier change could not, and let copies follow that were made just then. Raise DeskError."""
        async with _told():
            if await self._file.header() is None:
                return Standing(None)
        async with self._changing():
            return await self._settle(self._quiet_keys)

    # --- inside ----------------------------------------------------------------

    @asynccontextmanager
    async def _changing(self) -> AsyncIterator[VaultHeader]:
        """Keep other processes from changing the protection, and word what goes wrong."""
        async with _told():
            try:
                async with self._locks.hold(_LOCK, wait=30):
                    header = await self._file.header()
                    if header is None:
                        raise VaultError(VaultFault.OTHER, "there is no vault file")
                    yield header
            except LockBusy as busy:
                raise VaultError(VaultFault.BUSY, "another copy of the program is changing its protection") from busy

    async def _key(self, header: VaultHeader, current: Secret | None) -> bytes:
        if header.protection is Protection.PASSPHRASE:
            if not current:
                raise passphrase_needed()
            try:
                return await self._file.unwrap(current)
            except VaultError as error:
                if error.fault is VaultFault.WRONG_KEY:
                    raise wrong_passphrase() from error
                raise
        key = await self._keys.fetch(header.vault_id)
        if key is None:
            raise key_missing()
        return key

    async def _settle(self, keys: KeyStore | None = None) -> Standing:
        """Make the copies and the keyring agree with the header; note what could not be done."""
        header = await self._file.header()
        noted = await self._file.unsettled()
        if header is None:
            return Standing(None)
        copies_left = await self._file.protect_copies()
        key_left = None
        if noted is Unsettled.KEYRING and header.protection is Protection.PASSPHRASE:
            key_left = await self._forget(header.vault_id, keys or self._keys)
        left = Unsettled.KEYRING if key_left is not None else Unsettled.COPIES if copies_left else None
        if left is not noted:
            await self._file.note_unsettled(left)
        return Standing(header.protection, await self._keyring_name(header.protection), copies_left, key_left)

    async def _forget(self, vault_id: str, keys: KeyStore) -> KeyringState | None:
        """Take the key out of the keyring; return why that could not be done."""
        try:
            await keys.delete(vault_id)
        except KeyringError as error:
            return error.state
        return None

    async def _take_back(self, vault_id: str, error: KeyringError) -> None:
        """Leave no key behind in a keyring that did not prove that it keeps it."""
        if error.state in _NOTHING_STORED or await self._forget(vault_id, self._keys) is None:
            await self._file.note_unsettled(None)

    async def _keyring_name(self, protection: Protection) -> str:
        if protection is not Protection.KEYRING:
            return ""
        try:
            return await self._keys.describe()
        except KeyringError:
            return ""


def check_passphrase(passphrase: Secret) -> None:
    """Raise DeskError for a passphrase that is too short to protect anything."""
    if len(passphrase.reveal()) < SHORTEST:
        raise DeskError(
            "passphrase_short",
            f"A passphrase needs at least {SHORTEST} characters.",
            kind=Kind.USAGE,
            advice="A few words are good and easy to type; nothing was changed.",
        )


@asynccontextmanager
async def _told() -> AsyncIterator[None]:
    try:
        yield
    except VaultError as error:
        raise vault_trouble(error) from error
    except KeyringError as error:
        raise keyring_trouble(error) from error
