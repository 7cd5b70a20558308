"""What is read from and written to an open vault file, row by row, inside a transaction of the caller's."""

import sqlite3
from collections.abc import Iterable
from typing import Final

from oauth_desk.adapters.vault.cipher import Sealer, Unsealable
from oauth_desk.adapters.vault.forms import BadForm, Codec
from oauth_desk.adapters.vault.records import CONNECTION, ENTRY, NewerRecord, Value, pack, unpack
from oauth_desk.adapters.vault.schema import Damage, NewerFormat
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.events import ActivityEntry
from oauth_desk.services.ports import Change, Changes, Gone, NameTaken

ACTIVITY_LIMIT: Final = 10_000
"""Entries kept; the oldest go first."""


class Rows:
    """The tables, with every record sealed on its way in and opened on its way out."""

    def __init__(self, connection: sqlite3.Connection, sealer: Sealer, *, activity_limit: int = ACTIVITY_LIMIT) -> None:
        self._db = connection
        self._sealer = sealer
        self._activity_limit = activity_limit
        self._revision = 0

    def advance(self) -> None:
        """Give the write transaction that has just begun its revision."""
        self._db.execute("UPDATE meta SET value = value + 1 WHERE key = 'revision'")
        self._revision = self.revision()

    def revision(self) -> int:
        """Return the number of the last write transaction of any process."""
        row = self._db.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()
        if row is None or not isinstance(row[0], int):
            raise Damage("the file's header is incomplete")
        return row[0]

    def is_empty(self) -> bool:
        """Tell whether there is no connection."""
        return self._db.execute("SELECT 1 FROM connections LIMIT 1").fetchone() is None

    def connections(self) -> list[Connection]:
        """Return all records, by name."""
        records = self._opened(self._db.execute("SELECT id, sealed FROM connections"))
        return sorted(records, key=lambda record: (record.name.casefold(), record.id))

    def read(self, connection_id: str) -> Connection | None:
        """Return one record."""
        row = self._db.execute("SELECT sealed FROM connections WHERE id = ?", (connection_id,)).fetchone()
        return None if row is None else self._open("connections", connection_id, row[0], CONNECTION)

    def changes(self, since: int) -> Changes:
        """Return what was written after revision ``since``; needs a transaction for one view of all three."""
        revision = self.revision()
        rows = self._db.execute("SELECT id, sealed FROM connections WHERE revision > ?", (since,))
        ids = frozenset(row[0] for row in self._db.execute("SELECT id FROM connections"))
        return Changes(revision, tuple(self._opened(rows)), ids)

    def insert(self, connection: Connection) -> None:
        """Add a record; raise NameTaken."""
        self._check_name(connection)
        if self._exists(connection.id):
            raise ValueError(f"a connection {connection.id} exists")
        self._db.execute(
            "INSERT INTO connections (name_key, generation, revision, sealed, id) VALUES (?, ?, ?, ?, ?)",
            self._columns(connection),
        )

    def update(self, connection_id: str, change: Change) -> Connection:
        """Change a record; raise Gone, NameTaken and whatever ``change`` raises."""
        current = self.read(connection_id)
        if current is None:
            raise Gone(connection_id)
        changed = change(current)
        if changed.id != connection_id:
            raise ValueError("a change may not give a record another id")
        if changed.name != current.name:
            self._check_name(changed)
        self._db.execute(
            "UPDATE connections SET name_key = ?, generation = ?, revision = ?, sealed = ? WHERE id = ?",
            self._columns(changed),
        )
        return changed

    def delete(self, connection_id: str) -> None:
        """Remove a record; raise Gone."""
        if self._db.execute("DELETE FROM connections WHERE id = ?", (connection_id,)).rowcount == 0:
            raise Gone(connection_id)

    def log(self, entries: Iterable[ActivityEntry]) -> None:
        """Append to the activity log and drop the oldest beyond the limit."""
        last = self._last_entry()
        first_new = last + 1
        for entry in entries:
            last += 1
            sealed = self._sealer.seal("activity", str(last), pack(ENTRY, entry))
            self._db.execute("INSERT INTO activity VALUES (?, ?, ?, ?)", (last, entry.at, entry.connection_id, sealed))
        if last >= first_new:
            self._db.execute("DELETE FROM activity WHERE seq <= ?", (last - self._activity_limit,))

    def activity(self, connection_id: str | None, limit: int) -> list[ActivityEntry]:
        """Return entries, newest first."""
        where, values = ("", ()) if connection_id is None else ("WHERE connection_id = ?", (connection_id,))
        # ``where`` is one of the two constants above.
        query = f"SELECT seq, sealed FROM activity {where} ORDER BY seq DESC LIMIT ?"  # noqa: S608
        rows = self._db.execute(query, (*values, max(limit, 0))).fetchall()
        return [self._open("activity", str(seq), sealed, ENTRY) for seq, sealed in rows]

    def _last_entry(self) -> int:
        return int(self._db.execute("SELECT coalesce(max(seq), 0) FROM activity").fetchone()[0])

    def _exists(self, connection_id: str) -> bool:
        return self._db.execute("SELECT 1 FROM connections WHERE id = ?", (connection_id,)).fetchone() is not None

    def _check_name(self, connection: Connection) -> None:
        key = self._sealer.name_key(connection.name)
        query = "SELECT 1 FROM connections WHERE name_key = ? AND id <> ?"
        if self._db.execute(query, (key, connection.id)).fetchone() is not None:
            raise NameTaken(connection.name)

    def _columns(self, connection: Connection) -> tuple[bytes, int, int, bytes, str]:
        sealed = self._sealer.seal("connections", connection.id, pack(CONNECTION, connection))
        name_key = self._sealer.name_key(connection.name)
        return name_key, connection.generation, self._revision, sealed, connection.id

    def _opened(self, rows: Iterable[tuple[str, bytes]]) -> list[Connection]:
        return [self._open("connections", row_id, sealed, CONNECTION) for row_id, sealed in rows]

    def _open(self, table: str, row: str, sealed: bytes, codec: Codec[Value]) -> Value:
        try:
            return unpack(codec, self._sealer.open(table, row, sealed))
        except (Unsealable, BadForm, TypeError):
            raise Damage(f"a record of {table} cannot be read") from None
        except NewerRecord:
            raise NewerFormat("a record was written by a later release") from None
