"""Vault files that are spoiled on purpose, and what the program makes of each."""

import asyncio
import shutil
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from oauth_desk.adapters.vault.copies import SqliteVaultCopies
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.events import ActivityEntry
from oauth_desk.services.ports import VaultError, VaultFault
from tests.adapters.vault_on_disk import KEY, OnDisk
from tests.samples import connection, entry, renewed

CONNECTIONS = 12


class Fate(StrEnum):
    """What became of one spoiled file."""

    HARMLESS = "harmless"
    TOLD_DAMAGED = "told as damaged"
    TOLD_OTHERWISE = "told otherwise"
    SILENT = "silently changed"
    LOST = "not brought back"


GOOD = (Fate.HARMLESS, Fate.TOLD_DAMAGED, Fate.TOLD_OTHERWISE)

State = tuple[list[Connection], list[ActivityEntry]]


@dataclass
class Spoiled:
    """A folder with a vault and its copy of the day; each time one file is spoiled in a fresh copy of it."""

    folder: Path
    fates: Counter[Fate] = field(default_factory=Counter)
    faults: Counter[VaultFault] = field(default_factory=Counter)
    rescued: int = 0
    complaints: list[str] = field(default_factory=list)

    @property
    def model(self) -> OnDisk:
        """Return the vault as it was before."""
        return OnDisk(self.folder / "model")

    @property
    def disk(self) -> OnDisk:
        """Return the vault that is spoiled."""
        return OnDisk(self.folder / "spoiled")

    def prepare(self) -> None:
        """Make a vault whose copy of the day is older than its newest tokens."""
        asyncio.run(self._make())
        self.content = self.model.path.read_bytes()
        self.before = asyncio.run(self._state(self.model))

    async def _make(self) -> None:
        vault = await self.model.create(CONNECTIONS)
        await vault.close()  # the copy of the day
        vault = await self.model.open()
        for number in range(1, CONNECTIONS + 1):
            await vault.update(f"id-{number}", renewed, entry(number, f"id-{number}"))
        await vault.close()

    async def _state(self, disk: OnDisk) -> State:
        vault = await disk.open()
        try:
            return await vault.connections(), await vault.activity()
        finally:
            await vault.close()

    def judge(self, what: str, content: bytes) -> None:
        """Put this content in the vault's place, see what is said, and go back to the copy where it was damaged."""
        fate = asyncio.run(self._judged(content))
        self.fates[fate] += 1
        if fate not in GOOD:
            self.complaints.append(f"{what}: {fate}")

    def lay_out(self, content: bytes) -> None:
        """Put a fresh copy of the folder in place, with this content as its vault."""
        shutil.rmtree(self.disk.folder, ignore_errors=True)
        shutil.copytree(self.model.folder, self.disk.folder)
        self.disk.path.write_bytes(content)

    async def _judged(self, content: bytes) -> Fate:
        self.lay_out(content)
        try:
            header = await self.disk.file.header()
            if header is None:
                return Fate.SILENT
            state = await self._state(self.disk)
        except VaultError as error:
            self.faults[error.fault] += 1
            return await self._after(error, content)
        return Fate.HARMLESS if state == self.before else Fate.SILENT

    async def _after(self, error: VaultError, content: bytes) -> Fate:
        if error.fault is not VaultFault.DAMAGED:
            kept = self.disk.path.read_bytes() == content
            return Fate.TOLD_OTHERWISE if kept else Fate.LOST
        named = error.set_aside is not None and error.backup is not None
        if not named or self.disk.path.exists():
            return Fate.LOST
        assert error.set_aside is not None
        if error.set_aside.read_bytes() != content:
            return Fate.LOST
        return await self._went_back()

    async def _went_back(self) -> Fate:
        """Go back to the copy: that gives every connection, as it was before the damage or as the copy has it."""
        copies = SqliteVaultCopies(self.disk.path, clock=self.disk.clock)
        done = await copies.put_back((await copies.all())[0].path, KEY)
        found, _ = await self._state(self.disk)
        self.rescued += len(done.rescued)
        newest = {each.id: each for each in self.before[0]}
        whole = all(each in (newest[each.id], connection(int(each.id[3:]))) for each in found)
        return Fate.TOLD_DAMAGED if len(found) == CONNECTIONS and whole else Fate.LOST

    def summary(self) -> str:
        """Say what was seen."""
        words = [f"{number} {fate}" for fate, number in sorted(self.fates.items())]
        if told := self.fates[Fate.TOLD_DAMAGED]:
            words.append(f"{100 * self.rescued // (told * CONNECTIONS)} % of newer pairs rescued from damaged files")
        return ", ".join(words)
