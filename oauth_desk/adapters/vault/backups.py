"""Copies of the vault, one a day, and the place for a damaged one. Nothing is ever restored unasked."""

import os
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from oauth_desk.adapters.private_files import create_private_file, make_private_folder, sync_folder
from oauth_desk.adapters.vault.copy_files import look_into_all
from oauth_desk.adapters.vault.copy_order import mark_of, ordered
from oauth_desk.adapters.vault.database import Identity, identity_of, with_companions
from oauth_desk.domain.tokens import Instant

KEPT: Final = 7
FRESH_SECONDS: Final = 3600.0
"""A day's copy is made anew when it is older than this: rotated tokens age fast."""


class Backups:
    """The folder ``backups`` beside a vault."""

    def __init__(self, vault: Path) -> None:
        self._vault = vault
        self.folder = vault.parent / "backups"

    def newest(self) -> Path | None:
        """Return the newest copy, None if there is none; one that cannot be read only where no other is there."""
        with suppress(OSError):
            found = ordered(self._vault, look_into_all(self.folder))
            return found[0].path if found else max(self.folder.glob("*.db"), default=None)
        return None

    def is_due(self, now: Instant) -> bool:
        """Tell whether today's copy is missing or old."""
        with suppress(FileNotFoundError):
            age = now - self._of_day(now).stat().st_mtime
            return not 0 <= age < FRESH_SECONDS
        return True

    def make(self, connection: sqlite3.Connection, now: Instant) -> Path:
        """Copy the open vault, replacing today's copy at once, and drop the oldest; raise sqlite3.Error, OSError."""
        self._leave_room_for(connection)
        target = self._of_day(now)
        self._copy(connection, target, now)
        self._prune()
        return target

    def keep(self, connection: sqlite3.Connection, file_format: int, now: Instant) -> Path:
        """Copy the open vault before its format moves; such a copy is never dropped. Raise sqlite3.Error, OSError."""
        day = f"{datetime.fromtimestamp(now, UTC):%Y-%m-%d}"
        target = self.folder / f"{self._vault.stem}-of-format-{file_format}-{day}.db"
        self._copy(connection, target, now)
        return target

    def keep_before(self, connection: sqlite3.Connection, now: Instant) -> Path:
        """Copy the open vault before another copy is put back; raise sqlite3.Error, OSError."""
        target = self.place(f"before-restore-{datetime.fromtimestamp(now, UTC):%Y-%m-%dT%H%M%SZ}")
        self._copy(connection, target, now)
        return target

    def place(self, what: str) -> Path:
        """Return a free name for a copy made for a reason; make the folder. Raise OSError."""
        make_private_folder(self.folder)
        target, number = self.folder / f"{self._vault.stem}-{what}.db", 1
        while target.exists():
            number += 1
            target = self.folder / f"{self._vault.stem}-{what}-{number}.db"
        return target

    def _copy(self, connection: sqlite3.Connection, target: Path, now: Instant) -> None:
        make_private_folder(self.folder)
        copy_database(connection, target, now)

    def _leave_room_for(self, connection: sqlite3.Connection) -> None:
        """Put the copies of another vault under names that are never overwritten: it may be gone but for them."""
        ours = _vault_id(connection)
        for path in self._all():
            theirs = mark_of(path)
            if theirs is not None and theirs.vault_id != ours:
                path.rename(self.place(f"of-{theirs.vault_id[:8]}-{path.stem.removeprefix(f'{self._vault.stem}-')}"))

    def _of_day(self, now: Instant) -> Path:
        return self.folder / f"{self._vault.stem}-{datetime.fromtimestamp(now, UTC):%Y-%m-%d}.db"

    def _all(self) -> list[Path]:
        return sorted(self.folder.glob(f"{self._vault.stem}-????-??-??.db"))

    def _prune(self) -> None:
        for path in sorted(self._all(), key=_writes_seen)[:-KEPT]:
            path.unlink(missing_ok=True)


def _vault_id(connection: sqlite3.Connection) -> str | None:
    row = connection.execute("SELECT value FROM meta WHERE key = 'vault_id'").fetchone()
    return None if row is None else str(row[0])


def _writes_seen(path: Path) -> tuple[int, str]:
    """Sort a day's copy by what it has seen: its name may be that of a day when the clock was wrong."""
    mark = mark_of(path)
    return (-1 if mark is None else mark.revision), path.name


def copy_database(connection: sqlite3.Connection, target: Path, now: Instant) -> None:
    """Copy an open vault to ``target``, whole or not at all; raise sqlite3.Error, OSError."""
    draft = target.with_name(f".{target.name}.{os.urandom(4).hex()}.new")
    try:
        os.close(create_private_file(draft))
        with closing(sqlite3.connect(draft, isolation_level=None)) as copy:
            connection.backup(copy)
        os.utime(draft, (now, now))
        draft.replace(target)
    finally:
        for path in with_companions(draft):
            path.unlink(missing_ok=True)
    sync_folder(target.parent)


def set_aside(path: Path, identity: Identity | None, now: Instant, why: str = "damaged") -> Path | None:
    """Rename a vault that cannot be used, and its companions; return the new name, None if it could not be done.

    ``identity`` is the file that was found damaged: where another process has set
    it aside already, and perhaps made a new vault, nothing is touched.
    """
    if identity is None or identity_of(path) != identity:
        return None
    target = free_name(path, now, why)
    try:
        for old, new in zip(with_companions(path), with_companions(target), strict=True):
            with suppress(FileNotFoundError):
                old.rename(new)
        sync_folder(path.parent)
    except OSError:
        return target if target.exists() else None
    return target


def free_name(path: Path, now: Instant, why: str) -> Path:
    """Return a name beside ``path`` that says why and when the file was set aside, and that is free."""
    wanted = path.with_name(f"{path.name}.{why}-{datetime.fromtimestamp(now, UTC):%Y%m%dT%H%M%SZ}")
    target = wanted
    count = 1
    while target.exists():
        count += 1
        target = wanted.with_name(f"{wanted.name}-{count}")
    return target


def newest_damaged(vault: Path) -> Path | None:
    """Return the vault file that was set aside as damaged last, None if there is none."""
    found = [path for path in vault.parent.glob(f"{vault.name}.damaged-*") if not path.name.endswith(("-wal", "-shm"))]
    return max(found, key=lambda path: path.name, default=None)
