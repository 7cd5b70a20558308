"""Copies of the program: the real services on a real vault, and what is counted of them."""

import asyncio
import gc
import os
import sqlite3
import sys
import threading
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from oauth_desk.adapters.locks import FileLocks
from oauth_desk.adapters.vault.store import SqliteVaultFile
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.events import ActivityEntry, Event, ReconnectNeeded
from oauth_desk.services.book import Book
from oauth_desk.services.keeper import Keeper
from oauth_desk.services.ports import Change, Vault, VaultError, VaultFault
from oauth_desk.services.renewer import Renewer
from oauth_desk.services.tasks import TaskScope
from tests.adapters.stored_vaults import KEY
from tests.faults.accounts import Drawn
from tests.faults.week.clock import PatientClock
from tests.faults.week.service import Services, Weather


class Disk:
    """What is wrong with the disk now; ``fault`` lets every write fail."""

    def __init__(self, weather: Weather) -> None:
        self._weather = weather
        self.fault: VaultFault | None = None

    def check(self) -> None:
        """Raise what a write meets."""
        if self.fault is not None:
            self._weather.meet(f"disk {self.fault}")
            raise VaultError(self.fault, "simulated")


class TroubledVault:
    """A real vault whose writes the disk may refuse."""

    def __init__(self, vault: Vault, disk: Disk) -> None:
        self._vault = vault
        self._disk = disk

    def __getattr__(self, name: str) -> Any:
        return getattr(self._vault, name)

    async def insert(self, connection: Connection, *entries: ActivityEntry) -> None:
        """Add a record."""
        self._disk.check()
        await self._vault.insert(connection, *entries)

    async def update(self, connection_id: str, change: Change, *entries: ActivityEntry) -> Connection:
        """Change a record."""
        self._disk.check()
        return await self._vault.update(connection_id, change, *entries)

    async def log(self, *entries: ActivityEntry) -> None:
        """Append to the log."""
        self._disk.check()
        await self._vault.log(*entries)


class Copy:
    """One running copy of the program."""

    def __init__(self, folder: Path, clock: PatientClock, services: Services, disk: Disk) -> None:
        self._folder = folder
        self._clock = clock
        self._disk = disk
        self.book = Book()
        self.notices: list[str] = []
        self.book.subscribe(self._on_event)
        self.failed: list[BaseException] = []
        self.tasks = TaskScope("week", lambda _name, error: self.failed.append(error))
        self.locks = FileLocks(folder / "locks", clock=clock, chance=Drawn())
        shared = {"book": self.book, "clock": clock, "chance": Drawn(), "tasks": self.tasks}
        self.renewer = Renewer(http=services, locks=self.locks, **shared)
        self.keeper = Keeper(renewer=self.renewer, **shared)

    async def open(self, *, keeping: bool) -> None:
        """Open the vault, making it where there is none, and keep what is in it renewed."""
        file = SqliteVaultFile(self._folder / "vault.db", clock=self._clock, quiet=0)
        fresh = await file.header() is None
        vault = await file.create("week", KEY, None) if fresh else await file.open(KEY)
        await self.book.attach(TroubledVault(vault, self._disk))
        if keeping:
            self.tasks.start(self.keeper.run(), "keeper")

    async def close(self) -> None:
        """Quit: what is under way ends first."""
        self.keeper.pause()
        await self._clock.advance(70)
        await self.renewer.finish(0)
        await self.tasks.close()
        await self.book.detach()
        self.locks.close()

    def _on_event(self, event: Event) -> None:
        if isinstance(event, ReconnectNeeded):
            self.notices.append(event.connection.id)


@dataclass(frozen=True)
class Weight:
    """What a process holds at a quiet moment, and what lies in its folder."""

    blocks: int
    resident: int
    tasks: int
    sleepers: int
    threads: int
    descriptors: int
    files: int
    disk: int
    records: int
    snapshots: int
    entries: int


def weigh(folder: Path, clock: PatientClock) -> Weight:
    """Count everything that could grow."""
    for _ in range(3):
        gc.collect()
    files = [path for path in folder.rglob("*") if path.is_file()]
    with closing(sqlite3.connect(f"{(folder / 'vault.db').as_uri()}?mode=ro", uri=True)) as sql:
        counts = [sql.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in _TABLES]  # noqa: S608
    return Weight(
        sys.getallocatedblocks(),
        psutil.Process(os.getpid()).memory_info().rss,
        len(asyncio.all_tasks()),
        clock.sleepers,
        threading.active_count(),
        psutil.Process(os.getpid()).num_fds() if hasattr(psutil.Process, "num_fds") else 0,
        len(files),
        sum(path.stat().st_size for path in files),
        *counts,
    )


_TABLES = ("connections", "snapshots", "activity")
