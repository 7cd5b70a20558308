"""Copies of a vault in memory."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.secret import Secret
from oauth_desk.services.ports import Clock, PutBack, VaultCopy, VaultError, VaultFault, VaultHeader
from tests.fakes.vault import MemoryVaultFile


@dataclass
class _Kept:
    copy: VaultCopy
    records: dict[str, Connection]
    key: bytes | None
    passphrase: Secret | None


class MemoryVaultCopies:
    """A VaultCopies of a MemoryVaultFile; ``fault`` makes every call fail, ``rescued`` is told by the next one."""

    def __init__(self, file: MemoryVaultFile, clock: Clock) -> None:
        self._file = file
        self._clock = clock
        self.kept: dict[Path, _Kept] = {}
        self.fault: VaultError | None = None
        self.rescued: tuple[str, ...] = ()

    async def all(self) -> list[VaultCopy]:
        """Return the copies, newest first."""
        await self._turn()
        copies = [each.copy for each in self.kept.values()]
        return sorted(copies, key=lambda copy: (copy.made_at, copy.revision), reverse=True)

    async def look(self, path: Path) -> VaultCopy:
        """Return a copy."""
        await self._turn()
        return self._find(path).copy

    async def make(self, path: Path | None = None) -> VaultCopy:
        """Keep everything as it is now."""
        await self._turn()
        target = path or Path(f"/data/backups/vault-by-hand-{len(self.kept) + 1}.db")
        if target in self.kept:
            raise FileExistsError(target)
        file = self._file
        assert file.vault_header is not None
        copy = VaultCopy(target, self._clock.now(), file.vault_header, file.revision, len(file.records))
        self.kept[target] = _Kept(copy, dict(file.records), file.key, file.passphrase)
        return copy

    async def unwrap(self, path: Path | None, passphrase: Secret) -> bytes:
        """Return the key of a copy, or of the vault."""
        await self._turn()
        if path is None:
            return await self._file.unwrap(passphrase)
        kept = self._find(path)
        if kept.key is None or kept.passphrase != passphrase:
            raise VaultError(VaultFault.WRONG_KEY, "the passphrase does not fit")
        return kept.key

    async def present(self) -> VaultHeader | None:
        """Return the vault's header."""
        await self._turn()
        return None if self._file.open_fault is not None else self._file.vault_header

    async def put_back(self, path: Path, key: bytes) -> PutBack:
        """Make the vault hold what the copy holds."""
        await self._turn()
        kept = self._find(path)
        if key != kept.key:
            raise VaultError(VaultFault.WRONG_KEY, "the key does not fit")
        file, before = self._file, dict(self._file.records)
        file.vault_header, file.key, file.passphrase = kept.copy.header, kept.key, kept.passphrase
        file.open_fault = None
        file.records.clear()
        newer = []
        for each in kept.records.values():
            here = before.get(each.id)
            if here is not None and here.generation > each.generation:
                newer.append(here.name)
            file.put(here if here is not None and here.generation >= each.generation else each)
        file.committed()
        left_out = tuple(sorted(each.name for each in before.values() if each.id not in kept.records))
        aside = Path("/data/backups/vault-before-restore.db")
        back = tuple(sorted(each.name for each in kept.records.values() if each.id not in before))
        return PutBack(kept.copy, aside, len(file.records), tuple(sorted(newer)), self.rescued, back, left_out)

    def _find(self, path: Path) -> _Kept:
        if path not in self.kept:
            raise VaultError(VaultFault.OTHER, "no such file")
        return self.kept[path]

    async def _turn(self) -> None:
        await asyncio.sleep(0)
        if self.fault is not None:
            raise self.fault
