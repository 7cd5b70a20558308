"""The tables of a vault file and its readable header."""

import json
import sqlite3
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from oauth_desk.services.vault_faults import Protection, VaultHeader

if TYPE_CHECKING:
    from oauth_desk.adapters.vault.passphrase_key import Argon2Cost

FORMAT: Final = 3
"""SQLite's ``user_version``. Moves, with a step in ``migration``, when an older program must not touch the file."""

SHORTEST_SALT: Final = 8
"""RFC 9106 §3.1."""

APPLICATION_ID: Final = int.from_bytes(b"ODvk", "big")

_TABLES: Final = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
CREATE TABLE connections (
    id TEXT PRIMARY KEY,
    name_key BLOB NOT NULL UNIQUE,
    generation INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    sealed BLOB NOT NULL
);
CREATE TABLE snapshots (id TEXT PRIMARY KEY, sealed BLOB NOT NULL);
CREATE TABLE activity (seq INTEGER PRIMARY KEY, at REAL NOT NULL, connection_id TEXT NOT NULL, sealed BLOB NOT NULL);
CREATE INDEX activity_by_connection ON activity (connection_id, seq);
"""


class Damage(Exception):
    """The file is not a whole vault; the message says what was seen and holds no content."""


class NewerFormat(Exception):
    """A later release of the program made or changed the file."""


class Wrapped(NamedTuple):
    """A vault key sealed by a key made from a passphrase."""

    salt: bytes
    cost: "Argon2Cost"
    sealed: bytes


class FileHeader(NamedTuple):
    """Everything in ``meta`` that is readable without the key."""

    vault: VaultHeader
    check: bytes
    wrapped: Wrapped | None


def make_tables(connection: sqlite3.Connection, header: FileHeader) -> None:
    """Write the tables and the header into an empty file."""
    rows: dict[str, object] = {
        "vault_id": header.vault.vault_id,
        "protection": header.vault.protection.value,
        "check": header.check,
        "revision": 1,
    }
    if header.wrapped is not None:
        rows["salt"] = header.wrapped.salt
        rows["cost"] = json.dumps(header.wrapped.cost.as_saved())
        rows["wrapped_key"] = header.wrapped.sealed
    connection.executescript(_TABLES)
    connection.executemany("INSERT INTO meta VALUES (?, ?)", rows.items())
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")
    connection.execute(f"PRAGMA user_version = {FORMAT:d}")


def check_format(connection: sqlite3.Connection) -> None:
    """Raise NewerFormat or Damage where the file is not for this program; touches nothing."""
    application = _pragma(connection, "application_id")
    file_format = format_of(connection)
    if application != APPLICATION_ID:
        raise Damage("the file is not a vault of this program")
    if file_format > FORMAT:
        raise NewerFormat(f"format {file_format}, this program knows {FORMAT}")


def format_of(connection: sqlite3.Connection) -> int:
    """Return the format that the file has now."""
    return _pragma(connection, "user_version")


def read_header(connection: sqlite3.Connection) -> FileHeader:
    """Return the header, which every format has in the same form; raise Damage."""
    rows: dict[str, Any] = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    try:
        protection = Protection(rows["protection"])
        vault = VaultHeader(str(rows["vault_id"]), protection, format_of(connection))
        wrapped = _wrapped(rows) if protection is Protection.PASSPHRASE else None
        return FileHeader(vault, _bytes(rows["check"]), wrapped)
    except (KeyError, ValueError, TypeError, RecursionError):
        raise Damage("the file's header is incomplete") from None


def _wrapped(rows: dict[str, Any]) -> Wrapped:
    # Imported here: a vault whose key is in the keyring never needs it.
    from oauth_desk.adapters.vault.passphrase_key import Argon2Cost  # noqa: PLC0415

    salt = _bytes(rows["salt"])
    if len(salt) < SHORTEST_SALT:
        raise ValueError("the salt is too short")
    return Wrapped(salt, Argon2Cost(**json.loads(rows["cost"])), _bytes(rows["wrapped_key"]))


def _bytes(value: object) -> bytes:
    """Accept bytes alone: of a number Python would make as many zeros."""
    if not isinstance(value, bytes):
        raise TypeError("not bytes")
    return value


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
