"""What is read from and written to an open vault file, row by row, inside a transaction of the caller's."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from oauth_desk.adapters.vault.cipher import NONCE_BYTES, Sealer
from oauth_desk.adapters.vault.records import ENTRY, pack, pack_connection, unpack, unpack_connection
from oauth_desk.adapters.vault.schema import Damage
from oauth_desk.adapters.vault.snapshots import Snapshots, opening
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.events import ActivityEntry
from oauth_desk.domain.service import Service
from oauth_desk.services.ports import Change, Changes, Gone, NameTaken

ACTIVITY_LIMIT: Final = 10_000
"""Entries kept; the oldest go first."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A record in memory. A nonce is used once, so it names one writing of one record."""

    nonce: bytes
    snapshot: str
    connection: Connection


class Rows:
    """The tables, with every record sealed on its way in and opened on its way out.

    ``has_grown`` is set with a new connection, for whoever makes copies to take back;
    ``is_older`` where the file turned out to be an older copy, until ``changes`` told so.
    """

    def __init__(self, connection: sqlite3.Connection, sealer: Sealer, *, activity_limit: int = ACTIVITY_LIMIT) -> None:
        self._db = connection
        self._sealer = sealer
        self._snapshots = Snapshots(connection, sealer)
        self._activity_limit = activity_limit
        self._revision = 0
        self._first_entry = self._next_entry = 1
        self.has_grown = False
        self.is_older = False
        self._known: dict[str, _Known] = {}

    def begin(self) -> None:
        """Give the write transaction that has just begun its revision."""
        self._db.execute("UPDATE meta SET value = value + 1 WHERE key = 'revision'")
        self._revision = self.revision()
        self._first_entry = int(self._db.execute("SELECT coalesce(max(seq), 0) + 1 FROM activity").fetchone()[0])
        self._next_entry = self._first_entry

    def finish(self) -> None:
        """Prune the activity log before the write transaction is committed."""
        if self._next_entry > self._first_entry:
            self._db.execute("DELETE FROM activity WHERE seq < ?", (self._next_entry - self._activity_limit,))

    @property
    def written(self) -> int:
        """Return the revision of the write transaction that was begun last."""
        return self._revision

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
        with self._one_view():
            records = self._opened(self._db.execute("SELECT id, sealed FROM connections"))
        return sorted(records, key=lambda record: (record.name.casefold(), record.id))

    def read(self, connection_id: str) -> Connection | None:
        """Return one record."""
        sealed = self._sealed(connection_id)
        known = self._known.get(connection_id)
        if sealed is None:
            return None
        if known is not None and known.nonce == sealed[:NONCE_BYTES]:
            return known.connection
        with self._one_view():
            found = self._find(connection_id)
        return None if found is None else found.connection

    def changes(self, since: int) -> Changes:
        """Return what was written after revision ``since``."""
        with self._one_view():
            revision = self.revision()
            ids = frozenset(row[0] for row in self._db.execute("SELECT id FROM connections"))
            if revision <= since:
                return Changes(revision, (), ids)
            # At the start everything is read, whatever a damaged file says of single rows.
            rows = self._db.execute("SELECT id, sealed FROM connections WHERE revision > ? OR ? = 0", (since, since))
            older, self.is_older = self.is_older, False
            self._forget_all_but(ids)
            return Changes(revision, tuple(self._opened(rows)), ids, older_copy=older)

    def insert(self, connection: Connection) -> None:
        """Add a record; raise NameTaken."""
        if self._sealed(connection.id) is not None:
            raise ValueError(f"there is a connection {connection.id} already")
        name_key = self._free_name_key(connection)
        snapshot = self._snapshots.add(connection.service)
        sealed = self._seal(connection, snapshot)
        self._db.execute(
            "INSERT INTO connections (id, name_key, generation, revision, sealed) VALUES (?, ?, ?, ?, ?)",
            (connection.id, name_key, connection.generation, self._revision, sealed),
        )
        self.has_grown = True

    def update(self, connection_id: str, change: Change) -> Connection:
        """Change a record; raise Gone, NameTaken and whatever ``change`` raises."""
        known = self._find(connection_id)
        if known is None:
            raise Gone(connection_id)
        changed = change(known.connection)
        if changed.id != connection_id:
            raise ValueError("a change may not give a record another id")
        if changed.name != known.connection.name:
            name_key = self._free_name_key(changed)
            self._db.execute("UPDATE connections SET name_key = ? WHERE id = ?", (name_key, connection_id))
        snapshot = self._snapshots.replace(known.snapshot, known.connection.service, changed.service)
        self._db.execute(
            "UPDATE connections SET generation = ?, revision = ?, sealed = ? WHERE id = ?",
            (changed.generation, self._revision, self._seal(changed, snapshot), connection_id),
        )
        return changed

    def delete(self, connection_id: str) -> None:
        """Remove a record; raise Gone."""
        known = self._find(connection_id)
        if known is None:
            raise Gone(connection_id)
        self._snapshots.drop(known.snapshot)
        self._db.execute("DELETE FROM connections WHERE id = ?", (connection_id,))
        del self._known[connection_id]

    def log(self, entries: Iterable[ActivityEntry]) -> None:
        """Append to the activity log."""
        for entry in entries:
            row = self._next_entry
            self._next_entry += 1
            sealed = self._sealer.seal("activity", str(row), pack(ENTRY, entry))
            self._db.execute("INSERT INTO activity VALUES (?, ?, ?, ?)", (row, entry.at, entry.connection_id, sealed))

    def activity(self, connection_id: str | None, limit: int) -> list[ActivityEntry]:
        """Return entries, newest first."""
        where, values = ("", ()) if connection_id is None else ("WHERE connection_id = ?", (connection_id,))
        # ``where`` is one of the two constants above.
        query = f"SELECT seq, sealed FROM activity {where} ORDER BY seq DESC LIMIT ?"  # noqa: S608
        rows = self._db.execute(query, (*values, max(limit, 0))).fetchall()
        return [self._entry(seq, sealed) for seq, sealed in rows]

    def _free_name_key(self, connection: Connection) -> bytes:
        key = self._sealer.name_key(connection.name)
        query = "SELECT 1 FROM connections WHERE name_key = ? AND id <> ?"
        if self._db.execute(query, (key, connection.id)).fetchone() is not None:
            raise NameTaken(connection.name)
        return key

    def _seal(self, connection: Connection, snapshot: str) -> bytes:
        sealed = self._sealer.seal("connections", connection.id, pack_connection(connection, snapshot))
        self._known[connection.id] = _Known(sealed[:NONCE_BYTES], snapshot, connection)
        return sealed

    @contextmanager
    def _one_view(self) -> Iterator[None]:
        """Read several statements' worth of the file as it was at one moment."""
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            self._db.execute("ROLLBACK")

    def _sealed(self, connection_id: str) -> bytes | None:
        row = self._db.execute("SELECT sealed FROM connections WHERE id = ?", (connection_id,)).fetchone()
        return None if row is None else row[0]

    def _find(self, connection_id: str) -> _Known | None:
        sealed = self._sealed(connection_id)
        return None if sealed is None else self._open(connection_id, sealed)

    def _opened(self, rows: Iterable[tuple[str, bytes]]) -> list[Connection]:
        return [self._open(row_id, sealed).connection for row_id, sealed in rows]

    def _open(self, row_id: str, sealed: bytes) -> _Known:
        known = self._known.get(row_id)
        if known is None or known.nonce != sealed[:NONCE_BYTES]:
            with opening("connections"):
                packed = self._sealer.open("connections", row_id, sealed)
                connection, snapshot = unpack_connection(packed, lambda wanted: self._service(wanted, known))
            known = self._known[row_id] = _Known(sealed[:NONCE_BYTES], snapshot, connection)
        return known

    def _forget_all_but(self, ids: frozenset[str]) -> None:
        """Drop decrypted records that another process deleted."""
        for gone in self._known.keys() - ids:
            del self._known[gone]

    def _service(self, snapshot: str, known: _Known | None) -> Service:
        """Take the service of the record's last version where it is the same: only tokens move often."""
        if known is not None and known.snapshot == snapshot:
            return known.connection.service
        return self._snapshots.get(snapshot)

    def _entry(self, seq: int, sealed: bytes) -> ActivityEntry:
        with opening("activity"):
            return unpack(ENTRY, self._sealer.open("activity", str(seq), sealed))
