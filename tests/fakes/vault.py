"""A vault in memory, with the faults of a real one on demand."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.events import ActivityEntry
from oauth_desk.domain.secret import Secret
from oauth_desk.services.ports import (
    Change,
    Changes,
    Gone,
    NameTaken,
    Protection,
    Unsettled,
    VaultError,
    VaultFault,
    VaultHeader,
)

ACTIVITY_LIMIT = 10_000

Result = TypeVar("Result")


class MemoryVaultFile:
    """A VaultFile; every vault opened from it sees the others' writes, like processes on one file.

    ``fault`` makes every write fail until it is None again, ``read_fault`` every read;
    ``fail_next`` is used up one by one. ``writes_held`` set to an Event holds writes
    back until it is set.
    """

    def __init__(self) -> None:
        self.vault_header: VaultHeader | None = None
        self.key: bytes | None = None
        self.passphrase: Secret | None = None
        self.records: dict[str, Connection] = {}
        self.written_at: dict[str, int] = {}
        self.entries: list[ActivityEntry] = []
        self.revision = 0
        self.fault: VaultError | None = None
        self.read_fault: VaultError | None = None
        self.fail_next: list[VaultError] = []
        self.open_fault: VaultError | None = None
        self.damage_left: VaultError | None = None
        self.writes_held: asyncio.Event | None = None
        self.commits = 0
        self.aside: dict[str, object] = {}
        self.noted: Unsettled | None = None
        self.copies_left = 0

    async def header(self) -> VaultHeader | None:
        """Return the header or None."""
        await asyncio.sleep(0)
        self._check_open()
        return self.vault_header

    async def left_behind(self) -> VaultError | None:
        """Return the damage that left nothing, if it was scripted."""
        await asyncio.sleep(0)
        return self.damage_left

    async def set_aside(self, why: str) -> None:
        """Keep what is there elsewhere, and be as new."""
        await asyncio.sleep(0)
        self.check_write()
        self.aside[why] = (self.vault_header, self.key, self.records)
        self.vault_header, self.key, self.records = None, None, {}

    async def create(self, vault_id: str, key: bytes, passphrase: Secret | None) -> "MemoryVault":
        """Make a new vault."""
        await asyncio.sleep(0)
        self._check_open()
        protection = Protection.KEYRING if passphrase is None else Protection.PASSPHRASE
        self.vault_header = VaultHeader(vault_id, protection, 1)
        self.key = key
        self.passphrase = passphrase
        return MemoryVault(self)

    async def open(self, key: bytes) -> "MemoryVault":
        """Open with the key."""
        await asyncio.sleep(0)
        self._check_open()
        if key != self.key:
            raise VaultError(VaultFault.WRONG_KEY, "the key does not fit")
        return MemoryVault(self)

    async def unwrap(self, passphrase: Secret) -> bytes:
        """Return the key of a passphrase vault."""
        await asyncio.sleep(0)
        self._check_open()
        if self.passphrase is None or self.key is None or passphrase != self.passphrase:
            raise VaultError(VaultFault.WRONG_KEY, "the passphrase does not fit")
        return self.key

    async def protect(self, key: bytes, passphrase: Secret | None, what: Unsettled) -> None:
        """Change what protects the key."""
        await asyncio.sleep(0)
        self._check_open()
        if key != self.key or self.vault_header is None:
            raise VaultError(VaultFault.WRONG_KEY, "the key does not fit")
        self.check_write()
        protection = Protection.KEYRING if passphrase is None else Protection.PASSPHRASE
        self.vault_header = VaultHeader(self.vault_header.vault_id, protection, self.vault_header.format)
        self.passphrase, self.noted = passphrase, what

    async def protect_copies(self) -> int:
        """Give the copies the vault's protection; ``copies_left`` cannot be written."""
        await asyncio.sleep(0)
        self._check_open()
        return self.copies_left

    async def note_unsettled(self, what: Unsettled | None) -> None:
        """Note what is to be done."""
        await asyncio.sleep(0)
        self._check_open()
        self.check_write()
        self.noted = what

    async def unsettled(self) -> Unsettled | None:
        """Return what was noted."""
        await asyncio.sleep(0)
        self._check_open()
        return self.noted

    def _check_open(self) -> None:
        if self.open_fault is not None:
            raise self.open_fault

    def check_write(self) -> None:
        """Raise the scripted fault."""
        if self.fail_next:
            raise self.fail_next.pop(0)
        if self.fault is not None:
            raise self.fault

    def put(self, connection: Connection) -> None:
        """Write a record within the commit that follows."""
        self.records[connection.id] = connection
        self.written_at[connection.id] = self.revision + 1

    def committed(self, *entries: ActivityEntry) -> None:
        """Count a commit and keep its entries."""
        self.entries.extend(entries)
        del self.entries[:-ACTIVITY_LIMIT]
        self.revision += 1
        self.commits += 1


class MemoryVault:
    """A Vault on a MemoryVaultFile."""

    def __init__(self, file: MemoryVaultFile) -> None:
        self.file = file
        self.closed = False

    async def connections(self) -> list[Connection]:
        """Return all records by name."""
        await self._turn()
        return sorted(self.file.records.values(), key=lambda record: record.name.casefold())

    async def read(self, connection_id: str) -> Connection | None:
        """Return one record."""
        await self._turn()
        return self.file.records.get(connection_id)

    async def insert(self, connection: Connection, *entries: ActivityEntry) -> None:
        """Add a record."""

        def work() -> None:
            if connection.id in self.file.records:
                raise ValueError(f"there is a connection {connection.id} already")
            self._check_name(connection)
            self.file.put(connection)

        await self._write(work, *entries)

    async def update(self, connection_id: str, change: Change, *entries: ActivityEntry) -> Connection:
        """Read, change and write one record."""

        def work() -> Connection:
            if connection_id not in self.file.records:
                raise Gone(connection_id)
            changed = change(self.file.records[connection_id])
            self._check_name(changed)
            self.file.put(changed)
            return changed

        return await self._write(work, *entries)

    async def delete(self, connection_id: str, *entries: ActivityEntry) -> None:
        """Remove a record."""

        def work() -> None:
            if self.file.records.pop(connection_id, None) is None:
                raise Gone(connection_id)

        await self._write(work, *entries)

    async def revision(self) -> int:
        """Return a number that moves with every write."""
        await self._turn()
        return self.file.revision

    async def changes(self, since: int) -> Changes:
        """Return what was written after ``since``."""
        await self._turn()
        file = self.file
        written = tuple(record for record in file.records.values() if file.written_at[record.id] > since)
        return Changes(file.revision, written, frozenset(file.records))

    async def log(self, *entries: ActivityEntry) -> None:
        """Append to the activity log."""
        await self._write(lambda: None, *entries)

    async def activity(self, *, connection_id: str | None = None, limit: int = 500) -> list[ActivityEntry]:
        """Return entries, newest first."""
        await self._turn()
        wanted = [entry for entry in self.file.entries if connection_id in (None, entry.connection_id)]
        return wanted[::-1][:limit]

    async def close(self) -> None:
        """Close; later calls fail."""
        self.closed = True

    async def _turn(self) -> None:
        if self.closed:
            raise VaultError(VaultFault.OTHER, "the vault is closed")
        if self.file.read_fault is not None:
            raise self.file.read_fault
        await asyncio.sleep(0)

    async def _write(self, work: Callable[[], Result], *entries: ActivityEntry) -> Result:
        """Run a write that a cancelled caller does not cancel."""
        if self.closed:
            raise VaultError(VaultFault.OTHER, "the vault is closed")
        return await asyncio.shield(asyncio.ensure_future(self._commit(work, *entries)))

    async def _commit(self, work: Callable[[], Result], *entries: ActivityEntry) -> Result:
        if self.file.writes_held is not None:
            await self.file.writes_held.wait()
        await asyncio.sleep(0)
        self.file.check_write()
        result = work()
        self.file.committed(*entries)
        return result

    def _check_name(self, connection: Connection) -> None:
        wanted = connection.name.casefold()
        for other in self.file.records.values():
            if other.id != connection.id and other.name.casefold() == wanted:
                raise NameTaken(connection.name)
