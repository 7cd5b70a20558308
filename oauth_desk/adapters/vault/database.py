"""Opening the SQLite file of a vault, and naming what is wrong with it."""

import errno
import os
import sqlite3
import stat
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from oauth_desk.adapters.os_errors import fault_of_os
from oauth_desk.adapters.private_files import (
    FILE_MODE,
    create_private_file,
    make_private,
    make_private_folder,
    sync_folder,
)
from oauth_desk.adapters.vault.schema import Damage, FileHeader, make_tables
from oauth_desk.adapters.vault.sqlite_file import open_sqlite
from oauth_desk.services.ports import VaultFault

SMALL: Final = 8 << 20
"""Bytes; some ten milliseconds to check."""

_NO_LINKS: Final = (errno.EPERM, errno.EACCES, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP)
"""What file systems without hard links say."""

_LITTLE_SPACE: Final = 1 << 20
_PRIMARY: Final = 0xFF
_FAULTS: Final = {
    sqlite3.SQLITE_CORRUPT: VaultFault.DAMAGED,
    sqlite3.SQLITE_NOTADB: VaultFault.DAMAGED,
    sqlite3.SQLITE_FORMAT: VaultFault.DAMAGED,
    sqlite3.SQLITE_READONLY: VaultFault.READ_ONLY,
    sqlite3.SQLITE_PERM: VaultFault.READ_ONLY,
    sqlite3.SQLITE_FULL: VaultFault.FULL,
    sqlite3.SQLITE_BUSY: VaultFault.BUSY,
    sqlite3.SQLITE_LOCKED: VaultFault.BUSY,
    sqlite3.SQLITE_PROTOCOL: VaultFault.BUSY,
}
_NO_ROOM: Final = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
"""What SQLite may say on a full disk instead of "full": its companion files cannot be made."""

Identity = tuple[int, int]


def identity_of(path: Path) -> Identity | None:
    """Return which file stands at ``path`` now; None if none does."""
    with suppress(FileNotFoundError):
        status = path.stat()
        return status.st_dev, status.st_ino
    return None


def with_companions(path: Path) -> tuple[Path, ...]:
    """Return a database's file and the two that SQLite keeps beside it."""
    return tuple(path.with_name(path.name + ending) for ending in ("", "-wal", "-shm"))


@dataclass(frozen=True, slots=True)
class Database:
    """An open SQLite file, used from one thread."""

    path: Path
    connection: sqlite3.Connection
    identity: Identity | None
    as_it_stands: bool = False
    """Opened for reading alone, without regard to other processes: the folder is read-only or the disk full."""

    def is_in_place(self) -> bool:
        """Tell whether the open file still stands at its path: writes to a removed one would be lost."""
        return identity_of(self.path) == self.identity

    def is_in_place_or_gone(self) -> bool:
        """Tell whether no other file stands at its path."""
        return identity_of(self.path) in (None, self.identity)

    def is_small(self) -> bool:
        """Tell whether checking the whole file takes no time that anybody notices."""
        return self.path.stat().st_size <= SMALL

    def close(self) -> None:
        """Close; SQLite then folds its write-ahead log into the file."""
        with suppress(sqlite3.Error):
            self.connection.close()


def open_database(path: Path) -> Database | None:
    """Open a vault's file, None where there is none; raise Damage, NewerFormat, OSError, sqlite3.Error."""
    if not path.exists():
        return None
    if path.stat().st_size == 0:
        raise Damage("the file is empty")
    identity = identity_of(path)
    _free_companions(path)
    try:
        connection = _connect(path, "mode=rw")
    except sqlite3.OperationalError as error:
        if fault_of(error, path) not in (VaultFault.READ_ONLY, VaultFault.FULL) or not _is_complete(path):
            raise
        return Database(path, _connect(path, "mode=ro&immutable=1"), identity, as_it_stands=True)
    return Database(path, connection, identity)


def _free_companions(path: Path) -> None:
    """Make SQLite's companions writable where the file is: it gave them the file's mode while that was read-only."""
    if os.name != "posix" or not path.stat().st_mode & stat.S_IWUSR:
        return
    for companion in with_companions(path)[1:]:
        with suppress(OSError):
            if not companion.stat().st_mode & stat.S_IWUSR:
                companion.chmod(FILE_MODE)


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    connection = open_sqlite(str(path.absolute()), mode)
    try:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "fullfsync = ON", "trusted_schema = OFF"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def check_whole(connection: sqlite3.Connection) -> None:
    """Raise Damage where tables and indexes disagree: a row that an index lost would look deleted."""
    (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        raise Damage("its tables do not agree with each other")


def _is_complete(path: Path) -> bool:
    """Tell whether the file can be read as it stands: no writes of others wait in a write-ahead log."""
    log = path.with_name(path.name + "-wal")
    return os.access(path, os.R_OK) and not (log.exists() and log.stat().st_size)


def _writable(path: Path) -> bool:
    return os.access(path.parent, os.W_OK) and os.access(path, os.W_OK)


def make_database(path: Path, header: FileHeader) -> None:
    """Make a vault's file, whole or not at all; raise FileExistsError, OSError, sqlite3.Error."""
    make_private_folder(path.parent)
    if path.exists():
        raise FileExistsError(path)
    draft = path.with_name(f".{path.name}.{os.urandom(4).hex()}.new")
    try:
        os.close(create_private_file(draft))
        connection = sqlite3.connect(draft, isolation_level=None)
        try:
            make_tables(connection, header)
        finally:
            connection.close()
        set_companions_aside(path)
        put_in_place(draft, path)
    finally:
        _remove(with_companions(draft))
    sync_folder(path.parent)


def set_companions_aside(path: Path) -> None:
    """Rename the write-ahead log that a lost vault left: SQLite would write it into the next one; raise OSError."""
    for companion in with_companions(path)[1:]:
        with suppress(FileNotFoundError):
            companion.rename(companion.with_name(f"{companion.name}.stray-{os.urandom(4).hex()}"))


def put_in_place(draft: Path, path: Path) -> None:
    """Move without replacing: of two processes that make a vault at once, one must lose."""
    if os.name == "posix":
        try:
            path.hardlink_to(draft)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            draft.rename(path)
    else:
        draft.rename(path)


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def tighten(path: Path) -> None:
    """Take foreign permission bits off a vault's file, as after copying a backup back."""
    with suppress(OSError):
        make_private(path)


def fault_of(error: sqlite3.Error | OSError, path: Path) -> VaultFault:
    """Return what kind of trouble an error is: the one place where SQLite's errors are read."""
    if isinstance(error, OSError):
        return fault_of_os(error)
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN) and not _writable(path):
        return VaultFault.READ_ONLY
    if code in _NO_ROOM and _is_full(path):
        return VaultFault.FULL
    if code in _FAULTS:
        return _FAULTS[code]
    if code == sqlite3.SQLITE_ERROR and "no such" in str(error):
        return VaultFault.DAMAGED  # our statements are fixed: a table or column is missing from the file
    return VaultFault.OTHER


def _is_full(path: Path) -> bool:
    import shutil  # noqa: PLC0415 - trouble is rare, and the module slow to load

    with suppress(OSError):
        return shutil.disk_usage(path.parent).free < _LITTLE_SPACE
    return False
