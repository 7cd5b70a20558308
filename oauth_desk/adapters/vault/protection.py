"""What protects a vault's key: changed in the file, then in its copies. The key itself stays the same.

The header moves in one durable transaction, so that at every moment exactly one
protection opens the vault. A note of what has to follow moves with it, and stays
until that is done: a process that is killed leaves the rest to the next one.
"""

import json
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from oauth_desk.adapters.private_files import create_private_file, sync_folder
from oauth_desk.adapters.vault.backups import Backups
from oauth_desk.adapters.vault.cipher import Sealer, Unsealable
from oauth_desk.adapters.vault.database import identity_of, open_database, with_companions
from oauth_desk.adapters.vault.ledger import CHECK_ROW
from oauth_desk.adapters.vault.schema import Wrapped, read_header
from oauth_desk.adapters.vault.sqlite_file import CarefulConnection
from oauth_desk.services.ports import Protection, Unsettled, VaultError, VaultFault

_NOTE: Final = "unsettled"
_ROWS: Final = ("protection", "salt", "cost", "wrapped_key")
_ABANDONED_SECONDS: Final = 600.0
_UNREADABLE: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT)

Rows = dict[str, Any]


def noted(path: Path) -> Unsettled | None:
    """Return what is still to be done after a change of protection; raise what opening raises."""
    with _opened(path) as db:
        return _noted(db)


def note(path: Path, what: Unsettled | None) -> None:
    """Note durably what is to be done, or that nothing is; raise sqlite3.Error, OSError, VaultError."""
    with _opened(path) as db, _transaction(db):
        _note(db, what)


def move(path: Path, key: bytes, wrapped: Wrapped | None, what: Unsettled) -> None:
    """Let the header name another protection, and note what follows; raise VaultError(WRONG_KEY) and as above.

    The older wrapping is overwritten in the file, so that an older passphrase opens
    nothing that is found there.
    """
    with _opened(path) as db:
        db.execute("PRAGMA secure_delete = ON").fetchall()
        with _transaction(db):
            _check(db, key)
            _put(db, _rows(wrapped))
            _note(db, what)
        with suppress(sqlite3.OperationalError):  # a reader holds the log: the next checkpoint does it
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def move_copies(path: Path) -> int:
    """Give every copy of the vault its protection; return how many could not be written. Raise as above."""
    with _opened(path) as db:
        vault_id, rows = _identity(db), _protection(db)
    folder = Backups(path).folder
    _sweep(folder)
    left = 0
    for copy in sorted(folder.glob("*.db")):
        try:
            _move_copy(copy, vault_id, rows)
        except FileNotFoundError:
            continue  # it was the oldest, and another process dropped it
        except (sqlite3.Error, OSError) as error:
            # A copy that is no database opens with nothing, whatever its header says.
            left += getattr(error, "sqlite_errorcode", 0) & 0xFF not in _UNREADABLE
    return left


def _move_copy(copy: Path, vault_id: str, rows: Rows) -> None:
    identity, status = identity_of(copy), copy.stat()
    with closing(
        sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro&immutable=1", uri=True, factory=CarefulConnection)
    ) as db:
        if _identity(db) != vault_id or _protection(db) == rows:
            return
    draft = copy.with_name(f".{copy.name}.{os.urandom(4).hex()}.new")
    try:
        os.close(create_private_file(draft))
        shutil.copyfile(copy, draft)
        with closing(sqlite3.connect(draft, isolation_level=None)) as db:
            for pragma in ("secure_delete = ON", "synchronous = FULL", "fullfsync = ON"):
                db.execute(f"PRAGMA {pragma}").fetchall()
            with _transaction(db):
                _put(db, rows)
                _note(db, None)
        os.utime(draft, ns=(status.st_atime_ns, status.st_mtime_ns))
        if identity_of(copy) == identity:  # else it was made anew meanwhile, from the vault as it is now
            draft.replace(copy)
            sync_folder(copy.parent)
    finally:
        for path in with_companions(draft):
            path.unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    """Remove what a killed process left half made."""
    for draft in folder.glob(".*.new*"):
        with suppress(OSError):
            if draft.stat().st_mtime < time.time() - _ABANDONED_SECONDS:
                draft.unlink()


def _check(db: sqlite3.Connection, key: bytes) -> None:
    header = read_header(db)
    try:
        Sealer(key, header.vault.vault_id).open(*CHECK_ROW, header.check)
    except (ValueError, Unsealable):
        raise VaultError(VaultFault.WRONG_KEY, "the key does not fit this vault") from None


def _rows(wrapped: Wrapped | None) -> Rows:
    if wrapped is None:
        return {"protection": Protection.KEYRING.value}
    return {
        "protection": Protection.PASSPHRASE.value,
        "salt": wrapped.salt,
        "cost": json.dumps(wrapped.cost.as_saved()),
        "wrapped_key": wrapped.sealed,
    }


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    database = open_database(path)
    if database is None:
        raise VaultError(VaultFault.OTHER, "there is no vault file")
    try:
        yield database.connection
    finally:
        database.close()


@contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


def _identity(db: sqlite3.Connection) -> str:
    row = db.execute("SELECT value FROM meta WHERE key = 'vault_id'").fetchone()
    return "" if row is None else str(row[0])


def _protection(db: sqlite3.Connection) -> Rows:
    marks = ", ".join("?" * len(_ROWS))
    return dict(db.execute(f"SELECT key, value FROM meta WHERE key IN ({marks})", _ROWS).fetchall())  # noqa: S608 - fixed


def _put(db: sqlite3.Connection, rows: Rows) -> None:
    for key in _ROWS:
        if key in rows:
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, rows[key]))
        else:
            db.execute("DELETE FROM meta WHERE key = ?", (key,))


def _noted(db: sqlite3.Connection) -> Unsettled | None:
    row = db.execute("SELECT value FROM meta WHERE key = ?", (_NOTE,)).fetchone()
    with suppress(ValueError):
        return None if row is None else Unsettled(row[0])
    return None


def _note(db: sqlite3.Connection, what: Unsettled | None) -> None:
    if what is None:
        db.execute("DELETE FROM meta WHERE key = ?", (_NOTE,))
    else:
        db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_NOTE, what.value))
