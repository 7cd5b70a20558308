"""The vault as the services see it."""

import asyncio
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from oauth_desk.adapters.clock import SystemClock
from oauth_desk.adapters.vault.cipher import Sealer, Unsealable
from oauth_desk.adapters.vault.committer import QUIET_SECONDS, Committer
from oauth_desk.adapters.vault.database import fault_of, make_database
from oauth_desk.adapters.vault.ledger import Ledger, look_at, sealed_check
from oauth_desk.adapters.vault.passphrase_key import SALT_BYTES, Argon2Cost, key_from_passphrase
from oauth_desk.adapters.vault.rows import Rows
from oauth_desk.adapters.vault.schema import FORMAT, FileHeader, Wrapped
from oauth_desk.adapters.worker import Worker
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.events import ActivityEntry
from oauth_desk.domain.secret import Secret
from oauth_desk.services.ports import Change, Changes, Clock, Protection, VaultError, VaultFault, VaultHeader

Result = TypeVar("Result")

_WRAP_ROW: Final = ("meta", "wrapped_key")


class SqliteVault:
    """An open vault; made by SqliteVaultFile."""

    def __init__(self, committer: Committer) -> None:
        self._committer = committer

    async def connections(self) -> list[Connection]:
        """Return all records, by name."""
        return await self._committer.read(lambda rows: rows.connections())

    async def read(self, connection_id: str) -> Connection | None:
        """Return one record as it is in the file now."""
        return await self._committer.read(lambda rows: rows.read(connection_id))

    async def insert(self, connection: Connection, *entries: ActivityEntry) -> None:
        """Add a record; raise NameTaken."""
        await self._write(lambda rows: rows.insert(connection), entries)

    async def update(self, connection_id: str, change: Change, *entries: ActivityEntry) -> Connection:
        """Read, change and write one record in one transaction; raise Gone, NameTaken."""
        return await self._write(lambda rows: rows.update(connection_id, change), entries)

    async def delete(self, connection_id: str, *entries: ActivityEntry) -> None:
        """Remove a record; raise Gone."""
        await self._write(lambda rows: rows.delete(connection_id), entries)

    async def revision(self) -> int:
        """Return a number that moves whenever any process wrote to this vault."""
        return await self._committer.read(lambda rows: rows.revision())

    async def changes(self, since: int) -> Changes:
        """Return the records written after revision ``since``, and all ids."""
        return await self._committer.read(lambda rows: rows.changes(since))

    async def log(self, *entries: ActivityEntry) -> None:
        """Append to the activity log, pruning the oldest beyond the limit."""
        await self._write(lambda _rows: None, entries)

    async def activity(self, *, connection_id: str | None = None, limit: int = 500) -> list[ActivityEntry]:
        """Return entries, newest first."""
        return await self._committer.read(lambda rows: rows.activity(connection_id, limit))

    async def close(self) -> None:
        """Finish writes under way and close the file."""
        await self._committer.close()

    async def _write(self, work: Callable[[Rows], Result], entries: tuple[ActivityEntry, ...]) -> Result:
        def whole(rows: Rows) -> Result:
            result = work(rows)
            rows.log(entries)
            return result

        return await self._committer.write(whole)


class SqliteVaultFile:
    """The vault at ``path``. ``cost`` is what a new passphrase vault takes to open."""

    def __init__(
        self, path: Path, *, clock: Clock | None = None, cost: Argon2Cost | None = None, quiet: float = QUIET_SECONDS
    ) -> None:
        self._path = path
        self._clock = clock or SystemClock()
        self._cost = cost or Argon2Cost()
        self._quiet = quiet

    async def header(self) -> VaultHeader | None:
        """Return the header, None where there is no vault yet; raise VaultError."""
        header = await self._on_thread(lambda: look_at(self._path, self._clock))
        return None if header is None else header.vault

    async def create(self, vault_id: str, key: bytes, passphrase: Secret | None) -> SqliteVault:
        """Make a new vault; VaultError(BUSY) if another process has just made one."""
        await self._on_thread(lambda: self._make(vault_id, key, passphrase))
        return await self.open(key)

    async def open(self, key: bytes) -> SqliteVault:
        """Open with the 32-byte key; VaultError(WRONG_KEY)."""
        committer = Committer("vault", quiet=self._quiet)
        try:
            await committer.start(lambda: Ledger.open(self._path, key, self._clock))
        except asyncio.CancelledError:
            committer.abandon()  # nobody will get this vault: the thread closes it as soon as it is open
            raise
        return SqliteVault(committer)

    async def unwrap(self, passphrase: Secret) -> bytes:
        """Return the key of a passphrase vault; VaultError(WRONG_KEY)."""
        return await self._on_thread(lambda: self._unwrapped(passphrase))

    async def _on_thread(self, call: Callable[[], Result]) -> Result:
        worker = Worker("vault-file")
        try:
            return await worker.run(call)
        finally:
            worker.stop()

    def _make(self, vault_id: str, key: bytes, passphrase: Secret | None) -> None:
        protection = Protection.KEYRING if passphrase is None else Protection.PASSPHRASE
        wrapped = None if passphrase is None else self._wrap(vault_id, key, passphrase)
        check = sealed_check(Sealer(key, vault_id, FORMAT))
        try:
            make_database(self._path, FileHeader(VaultHeader(vault_id, protection, FORMAT), check, wrapped))
        except FileExistsError:
            raise VaultError(VaultFault.BUSY, "there is a vault already") from None
        except (OSError, sqlite3.Error) as error:
            raise VaultError(fault_of(error, self._path), getattr(error, "strerror", None) or str(error)) from None

    def _wrap(self, vault_id: str, key: bytes, passphrase: Secret) -> Wrapped:
        salt = os.urandom(SALT_BYTES)
        wrapper = Sealer(key_from_passphrase(passphrase, salt, self._cost), vault_id, FORMAT)
        return Wrapped(salt, self._cost, wrapper.seal(*_WRAP_ROW, key))

    def _unwrapped(self, passphrase: Secret) -> bytes:
        header = look_at(self._path, self._clock)
        if header is None:
            raise VaultError(VaultFault.OTHER, "there is no vault file")
        if header.wrapped is None:
            raise VaultError(VaultFault.WRONG_KEY, "this vault is not opened by a passphrase")
        wrapped = header.wrapped
        wrapper = Sealer(key_from_passphrase(passphrase, wrapped.salt, wrapped.cost), header.vault.vault_id, FORMAT)
        try:
            return wrapper.open(*_WRAP_ROW, wrapped.sealed)
        except Unsealable:
            raise VaultError(VaultFault.WRONG_KEY, "the passphrase does not fit this vault") from None
