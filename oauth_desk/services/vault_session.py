"""Opening and locking the vault: where its key comes from."""

import asyncio
import secrets
import uuid
from collections.abc import Awaitable, Callable
from enum import StrEnum

from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.secret import Secret
from oauth_desk.services.book import Book
from oauth_desk.services.book_words import locked
from oauth_desk.services.cut_off import find_cut_off
from oauth_desk.services.night_shift import NightShift
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
from oauth_desk.services.tasks import TaskScope
from oauth_desk.services.vault_words import (
    key_missing,
    keyring_trouble,
    not_a_passphrase_vault,
    passphrase_needed,
    vault_trouble,
    wrong_passphrase,
)

KEY_BYTES = 32
CREATION = "vault-creation"
WITHOUT_KEY = "without-key"

RenewalsEnd = Callable[[], Awaitable[None]]
ReadPassphrase = Callable[[], Awaitable[Secret | None]]


class SessionState(StrEnum):
    """Whether connections can be read."""

    CLOSED = "closed"
    OPEN = "open"
    LOCKED = "locked"


class VaultSession:
    """Opens the vault with the keyring's key or a passphrase; makes a new one only where there is none.

    ``read_passphrase`` returns the passphrase given at the start, or None;
    ``quiet_keys`` is the same keyring, asking nobody anything;
    ``renewals_end`` waits until no renewal is under way and all tokens are saved;
    ``night`` renews behind a locked window where that is wanted.
    """

    def __init__(
        self,
        *,
        file: VaultFile,
        keys: KeyStore,
        locks: Locks,
        book: Book,
        read_passphrase: ReadPassphrase,
        quiet_keys: KeyStore | None = None,
        renewals_end: RenewalsEnd | None = None,
        night: NightShift | None = None,
    ) -> None:
        self._file = file
        self._keys = keys
        self._quiet_keys = quiet_keys or keys
        self._locks = locks
        self._book = book
        self._read_passphrase = read_passphrase
        self._renewals_end = renewals_end
        self.night = night
        self._endings = TaskScope("vault session")
        self._turn = 0
        self._being_opened = 0
        self._behind = False
        self._was_open = False
        self.state = SessionState.CLOSED
        self.locked_on_purpose = False
        self.protection: Protection | None = None

    @property
    def key_is_kept(self) -> bool:
        """Tell whether a locked vault's key is still in use: a renewal is being saved, or renewing goes on."""
        return self.state is SessionState.LOCKED and (bool(len(self._endings)) or self._behind)

    @property
    def renews_while_locked(self) -> bool:
        """Tell whether connections are renewed behind the lock."""
        return self.state is SessionState.LOCKED and self._behind

    async def passphrase_given(self) -> Secret | None:
        """Return the passphrase that was given at the start, None where none was; raise DeskError."""
        return await self._read_passphrase()

    async def open(self, passphrase: Secret | None = None, *, anew: bool = False) -> None:
        """Open the vault, or make it at the first start; raise DeskError and change nothing.

        After damage a new one is made only where ``anew`` asks for it; where the
        keyring has not the key, ``anew`` sets aside what cannot be opened.
        """
        if self.state is SessionState.OPEN:
            return
        self._being_opened += 1
        try:
            await self._open_with(self._keys, passphrase, anew=anew)
        finally:
            self._being_opened -= 1

    async def open_quietly(self) -> None:
        """Open the vault if its key can be had without a question to anybody; raise DeskError.

        Where somebody is opening it this moment, that goes first and nothing is done.
        """
        if self.state is not SessionState.OPEN and not self._being_opened:
            await self._open_with(self._quiet_keys, None, anew=False)

    async def _open_with(self, keys: KeyStore, passphrase: Secret | None, *, anew: bool) -> None:
        turn = self._turn = self._turn + 1
        given = passphrase or await self._read_passphrase()
        try:
            vault = await self._open(keys, given, anew=anew)
            await self._attach(vault, turn)
        except VaultError as error:
            self._stays_closed()
            if given is not None and error.fault is VaultFault.WRONG_KEY:
                raise wrong_passphrase() from error
            raise vault_trouble(error) from error
        except KeyringError as error:
            self._stays_closed()
            raise keyring_trouble(error) from error
        except DeskError:
            self._stays_closed()
            raise

    def _stays_closed(self) -> None:
        """Note that opening failed, unless somebody else has opened it meanwhile."""
        if self.state is not SessionState.OPEN:
            self.state = SessionState.LOCKED

    async def lock(self, *, keep_renewing: bool = False) -> None:
        """Show nothing any more, at once; then drop the key, as soon as renewals under way are saved.

        With ``keep_renewing`` the key stays with the background, which renews as
        before. A caller that is cancelled stops nothing of this.
        """
        self._turn += 1
        if self.state is not SessionState.OPEN:
            return
        self.state, self.locked_on_purpose = SessionState.LOCKED, True
        night = self.night if keep_renewing else None
        self._behind = night is not None
        vault = self._book.seal()
        if vault is None:
            return
        if night is not None:
            await night.begin(vault)
            return
        await asyncio.shield(self._endings.start(self._end(vault), "drop the key"))

    async def end(self) -> None:
        """Close everything; whoever calls has waited for what is under way."""
        self._turn += 1
        await self._endings.close()
        self._behind = False
        if self.night is not None:
            await self.night.end(wait=False)
        await self._book.detach()
        if self.state is SessionState.OPEN:
            self.state = SessionState.LOCKED

    async def _end(self, vault: Vault) -> None:
        try:
            if self._renewals_end is not None:
                await self._renewals_end()
        finally:
            await self._book.drop(vault)

    async def _attach(self, vault: Vault, turn: int) -> None:
        """Take over a vault just opened, unless somebody locked meanwhile."""
        if turn != self._turn:
            await vault.close()
            raise locked()
        try:
            await self._book.attach(vault)
            await find_cut_off(self._book, self._locks)
        except BaseException:
            await self._book.drop(vault)
            raise
        if turn != self._turn:
            await self._book.detach()
            raise locked()
        self.state, self._behind, self._was_open = SessionState.OPEN, False, True
        self.locked_on_purpose = False
        if self.night is not None and self.night.on:
            self._endings.start(self.night.end(), "end the night shift")

    async def _open(self, keys: KeyStore, passphrase: Secret | None, *, anew: bool) -> Vault:
        header = await self._file.header()
        if header is None:
            damage = None if anew else await self._file.left_behind()
            if damage is not None:
                raise damage
            return await self._create(keys, passphrase)
        try:
            return await self._open_existing(keys, header, passphrase)
        except (DeskError, VaultError) as error:
            if not (anew and _is_without_key(header, error)):
                raise
        await self._file.set_aside(WITHOUT_KEY)
        return await self._create(keys, passphrase)

    async def _open_existing(self, keys: KeyStore, header: VaultHeader, passphrase: Secret | None) -> Vault:
        self.protection = header.protection
        if header.protection is Protection.PASSPHRASE:
            if passphrase is None:
                raise passphrase_needed()
            return await self._file.open(await self._file.unwrap(passphrase))
        # Once open in this process, the protection was changed: what was given at the start belongs to the old one.
        if passphrase is not None and not self._was_open:
            raise not_a_passphrase_vault()
        key = await keys.fetch(header.vault_id)
        if key is None:
            raise key_missing()
        return await self._file.open(key)

    async def _create(self, keys: KeyStore, passphrase: Secret | None) -> Vault:
        """Make the vault under a lock: two copies of the program may start at once on a new folder."""
        try:
            async with self._locks.hold(CREATION, wait=30):
                header = await self._file.header()
                if header is not None:
                    return await self._open_existing(keys, header, passphrase)
                return await self._create_locked(keys, passphrase)
        except LockBusy as busy:
            raise VaultError(VaultFault.BUSY, "another copy of the program is creating it") from busy

    async def _create_locked(self, keys: KeyStore, passphrase: Secret | None) -> Vault:
        vault_id, key = uuid.uuid4().hex, secrets.token_bytes(KEY_BYTES)
        self.protection = Protection.KEYRING if passphrase is None else Protection.PASSPHRASE
        if passphrase is None:
            # The key is saved and read back before anything is encrypted with it.
            try:
                await keys.store(vault_id, key)
            except KeyringError as error:
                raise keyring_trouble(error, new=True) from error
        elif not passphrase:
            raise passphrase_needed()
        return await self._file.create(vault_id, key, passphrase)


def _is_without_key(header: VaultHeader, error: DeskError | VaultError) -> bool:
    """Tell whether the keyring answered, and has no key for this vault or another one."""
    if isinstance(error, DeskError):
        return error.code == "key_missing"
    return error.fault is VaultFault.WRONG_KEY and header.protection is Protection.KEYRING
