"""The vault as the services see it."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from oauth_desk.adapters.clock import SystemClock
from oauth_desk.adapters.vault import protection
from oauth_desk.adapters.vault.backups import Backups, newest_damaged, set_aside
from oauth_desk.adapters.vault.cipher import Sealer
from oauth_desk.adapters.vault.committer import QUIET_SECONDS, Committer
from oauth_desk.adapters.vault.database import fault_of, identity_of, make_database
from oauth_desk.adapters.vault.ledger import Blame, Ledger, look_at, sealed_check
from oauth_desk.adapters.vault.migration import STEPS, Steps
from oauth_desk.adapters.vault.passphrase_key import Argon2Cost
from oauth_desk.adapters.vault.rows import Rows
from oauth_desk.adapters.vault.schema import FORMAT, Damage, FileHeader, NewerFormat
from oauth_desk.adapters.vault.wrapping import unwrap, wrap
from oauth_desk.adapters.worker import Worker
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.events import ActivityEntry
from oauth_desk.domain.secret import Secret
from oauth_desk.services.ports import (
    Change,
    Changes,
    Clock,
    Protection,
    Unsettled,
    VaultError,
    VaultFault,
    VaultHeader,
)

Result = TypeVar("Result")


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
        self,
        path: Path,
        *,
        clock: Clock | None = None,
        cost: Argon2Cost | None = None,
        quiet: float = QUIET_SECONDS,
        steps: Steps = STEPS,
    ) -> None:
        self._path = path
        self._clock = clock or SystemClock()
        self._cost = cost or Argon2Cost()
        self._quiet = quiet
        self._steps = steps

    async def header(self) -> VaultHeader | None:
        """Return the header, None where there is no vault yet; raise VaultError."""
        header = await self._on_thread(lambda: look_at(self._path, self._clock))
        return None if header is None else header.vault

    async def left_behind(self) -> VaultError | None:
        """Return the damage after which there is no vault any more, or that it is gone from beside its copies."""

        def look() -> VaultError | None:
            if self._path.exists():
                return None
            aside, found = newest_damaged(self._path), Backups(self._path).newest()
            if aside is not None:
                return VaultError(VaultFault.DAMAGED, "it was set aside before", set_aside=aside, backup=found)
            return None if found is None else VaultError(VaultFault.GONE, "copies of it are there", backup=found)

        return await self._on_thread(look)

    async def set_aside(self, why: str) -> None:
        """Give the file another name, which says why and when; raise VaultError where that cannot be done."""

        def aside() -> None:
            if set_aside(self._path, identity_of(self._path), self._clock.now(), why) is None:
                raise VaultError(VaultFault.READ_ONLY, "the file cannot be given another name")

        await self._on_thread(aside)

    async def create(self, vault_id: str, key: bytes, passphrase: Secret | None) -> SqliteVault:
        """Make a new vault; VaultError(BUSY) if another process has just made one."""
        await self._on_thread(lambda: self._make(vault_id, key, passphrase))
        return await self.open(key)

    async def open(self, key: bytes) -> SqliteVault:
        """Open with the 32-byte key; VaultError(WRONG_KEY)."""
        committer = Committer("vault", quiet=self._quiet)
        try:
            await committer.start(lambda: Ledger.open(self._path, key, self._clock, self._steps))
        except asyncio.CancelledError:
            committer.abandon()  # nobody will get this vault: the thread closes it as soon as it is open
            raise
        return SqliteVault(committer)

    async def unwrap(self, passphrase: Secret) -> bytes:
        """Return the key of a passphrase vault; VaultError(WRONG_KEY)."""
        return await self._on_thread(lambda: self._unwrapped(passphrase))

    async def protect(self, key: bytes, passphrase: Secret | None, what: Unsettled) -> None:
        """Let a passphrase, or without one the keyring, protect the key, and note ``what`` follows."""

        def moved() -> None:
            header = look_at(self._path, self._clock)
            vault_id = "" if header is None else header.vault.vault_id
            wrapped = None if passphrase is None else wrap(vault_id, key, passphrase, self._cost)
            protection.move(self._path, key, wrapped, what)

        await self._blamed(moved)

    async def protect_copies(self) -> int:
        """Give all copies the vault's protection; return how many could not be written."""
        return await self._blamed(lambda: protection.move_copies(self._path))

    async def note_unsettled(self, what: Unsettled | None) -> None:
        """Note durably what a change of protection has yet to do."""
        await self._blamed(lambda: protection.note(self._path, what))

    async def unsettled(self) -> Unsettled | None:
        """Return what was noted."""
        return await self._blamed(lambda: protection.noted(self._path))

    async def _blamed(self, call: Callable[[], Result]) -> Result:
        """Run ``call`` on a thread and let what goes wrong be VaultErrors."""

        def blamed() -> Result:
            try:
                return call()
            except (Damage, NewerFormat, sqlite3.Error, OSError) as error:
                raise Blame(self._path, self._clock).for_error(error, None) from None

        return await self._on_thread(blamed)

    async def _on_thread(self, call: Callable[[], Result]) -> Result:
        worker = Worker("vault-file")
        try:
            return await worker.run(call)
        finally:
            worker.stop()

    def _make(self, vault_id: str, key: bytes, passphrase: Secret | None) -> None:
        kind = Protection.KEYRING if passphrase is None else Protection.PASSPHRASE
        wrapped = None if passphrase is None else wrap(vault_id, key, passphrase, self._cost)
        check = sealed_check(Sealer(key, vault_id))
        try:
            make_database(self._path, FileHeader(VaultHeader(vault_id, kind, FORMAT), check, wrapped))
        except FileExistsError:
            raise VaultError(VaultFault.BUSY, "there is a vault already") from None
        except (OSError, sqlite3.Error) as error:
            raise VaultError(fault_of(error, self._path), getattr(error, "strerror", None) or str(error)) from None

    def _unwrapped(self, passphrase: Secret) -> bytes:
        header = look_at(self._path, self._clock)
        if header is None:
            raise VaultError(VaultFault.OTHER, "there is no vault file")
        return unwrap(header, passphrase)
