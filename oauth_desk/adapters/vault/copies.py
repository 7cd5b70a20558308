"""Copies of the vault as the services see them."""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar

from oauth_desk.adapters.clock import SystemClock
from oauth_desk.adapters.vault.backups import Backups, copy_database
from oauth_desk.adapters.vault.copy_files import as_copy_trouble, look_into, look_into_all
from oauth_desk.adapters.vault.copy_order import ordered, own_id
from oauth_desk.adapters.vault.database import check_whole, open_database
from oauth_desk.adapters.vault.ledger import peek
from oauth_desk.adapters.vault.putting_back import PuttingBack
from oauth_desk.adapters.vault.schema import Damage, NewerFormat
from oauth_desk.adapters.vault.wrapping import unwrap
from oauth_desk.adapters.worker import Worker
from oauth_desk.domain.secret import Secret
from oauth_desk.services.ports import Clock, PutBack, VaultCopy, VaultError, VaultFault, VaultHeader

KEPT_BY_HAND: Final = 20
"""Copies made on purpose that stay beside the vault; the oldest go first."""

Result = TypeVar("Result")


class SqliteVaultCopies:
    """A VaultCopies of the vault at ``vault``."""

    def __init__(self, vault: Path, *, clock: Clock | None = None) -> None:
        self._vault = vault
        self._folder = vault.parent / "backups"
        self._clock = clock or SystemClock()

    async def all(self) -> list[VaultCopy]:
        """Return the copies kept beside the vault, newest first."""
        return await _on_thread(self._all)

    async def look(self, path: Path) -> VaultCopy:
        """Return what a copy is."""
        return await _on_thread(lambda: _looked_into(path))

    async def make(self, path: Path | None = None) -> VaultCopy:
        """Copy the vault now."""
        return await _on_thread(lambda: self._make(path))

    async def unwrap(self, path: Path | None, passphrase: Secret) -> bytes:
        """Return the key of a copy, or of the vault there is now, that a passphrase protects."""
        wrapped = path or self._vault

        def unwrapped() -> bytes:
            with as_copy_trouble(wrapped):
                return unwrap(look_into(wrapped)[1], passphrase)

        return await _on_thread(unwrapped)

    async def present(self) -> VaultHeader | None:
        """Return the header of the vault that stands there now."""
        return await _on_thread(self._present)

    async def put_back(self, path: Path, key: bytes) -> PutBack:
        """Go back to a copy."""
        return await _on_thread(PuttingBack(self._vault, path, key, self._clock).run)

    # --- on the thread -------------------------------------------------------------

    def _all(self) -> list[VaultCopy]:
        with as_copy_trouble(self._folder), suppress(FileNotFoundError):
            return ordered(self._vault, look_into_all(self._folder))
        return []

    def _make(self, path: Path | None) -> VaultCopy:
        if path is not None and path.exists():
            raise FileExistsError(path)
        with as_copy_trouble(self._vault):
            database = open_database(self._vault)
            if database is None:
                raise VaultError(VaultFault.OTHER, "there is no vault to copy")
            with closing(database.connection) as connection:
                check_whole(connection)
                target = path or self._place()
                copy_database(connection, target, self._clock.now())
            if path is None:
                self._prune()
            return look_into(target)[0]

    def _place(self) -> Path:
        at = datetime.fromtimestamp(self._clock.now(), UTC)
        return Backups(self._vault).place(f"by-hand-{at:%Y-%m-%dT%H%M%SZ}")

    def _prune(self) -> None:
        """Drop the oldest of this vault's own; another one's may be all that is left of it."""
        own = own_id(self._vault)
        mine = [copy.path for copy in self._all() if copy.header.vault_id == own]
        for why in ("by-hand", "before-restore"):
            for path in [path for path in mine if path.name.startswith(f"{self._vault.stem}-{why}-")][KEPT_BY_HAND:]:
                path.unlink(missing_ok=True)

    def _present(self) -> VaultHeader | None:
        try:
            header = peek(self._vault)
        except (Damage, NewerFormat, sqlite3.Error, OSError):
            return None
        return None if header is None else header.vault


def _looked_into(path: Path) -> VaultCopy:
    with as_copy_trouble(path):
        return look_into(path)[0]


async def _on_thread(call: Callable[[], Result]) -> Result:
    worker = Worker("vault-copies")
    try:
        return await worker.run(call)
    finally:
        worker.stop()
