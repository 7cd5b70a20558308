"""A vault file on disk that a test may spoil."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from oauth_desk.adapters.vault.store import SqliteVault, SqliteVaultFile
from oauth_desk.services.ports import VaultError
from tests.fakes.clock import FakeClock
from tests.samples import connection

KEY = bytes(range(32))


@dataclass
class OnDisk:
    """Where the vault is, and the clock it sees. Copies are made at once when it is quiet."""

    folder: Path
    clock: FakeClock = field(default_factory=FakeClock)

    @property
    def path(self) -> Path:
        """Return the vault's file."""
        return self.folder / "vault.db"

    @property
    def file(self) -> SqliteVaultFile:
        """Return the vault file as a process sees it."""
        return SqliteVaultFile(self.path, clock=self.clock, quiet=0)

    async def create(self, count: int = 1) -> SqliteVault:
        """Make the vault with ``count`` connections and return it open."""
        vault = await self.file.create("vault-1", KEY, None)
        for number in range(1, count + 1):
            await vault.insert(connection(number))
        return vault

    async def filled(self, count: int = 1) -> None:
        """Make the vault with ``count`` connections and close it."""
        await (await self.create(count)).close()

    async def open(self) -> SqliteVault:
        """Open the vault."""
        return await self.file.open(KEY)

    async def fault(self) -> VaultError | None:
        """Return what opening and reading everything raises."""
        try:
            if await self.file.header() is None:
                return None
            vault = await self.open()
            try:
                await vault.connections()
                await vault.activity()
            finally:
                await vault.close()
        except VaultError as error:
            return error
        return None

    @contextmanager
    def sql(self) -> Iterator[sqlite3.Connection]:
        """Change the file behind the program's back."""
        with closing(sqlite3.connect(self.path)) as connection_, connection_:
            yield connection_

    def names(self) -> set[str]:
        """Return what stands in the folder."""
        return {path.name for path in self.folder.iterdir()}
