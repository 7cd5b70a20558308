"""What a damaged vault file still gives: every record that opens is whole and its own, for it was sealed."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, Final

from oauth_desk.adapters.vault.cipher import Sealer, Unsealable
from oauth_desk.adapters.vault.envelope import NewerRecord
from oauth_desk.adapters.vault.forms import BadForm
from oauth_desk.adapters.vault.records import SERVICE, unpack, unpack_connection
from oauth_desk.adapters.vault.sqlite_file import CarefulConnection
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.service import Service

MOST_ROWS: Final = 100_000
WIDEST_GAP: Final = 1_000
"""How many rows in a line may be unreadable before the rest is given up, where nothing tells how many there are."""

_BROKEN: Final = (Unsealable, BadForm, NewerRecord, TypeError, AttributeError, ValueError)


def rescued(path: Path, sealer: Sealer, known: Mapping[str, Service]) -> list[Connection]:
    """Return the connections that can still be read; ``known`` gives the services of connections whose own is lost.

    SQLite may write beside ``path``, which is therefore a copy of the damaged file.
    """
    try:
        with closing(sqlite3.connect(path, isolation_level=None, factory=CarefulConnection)) as connection:
            connection.text_factory = bytes
            connection.execute("PRAGMA writable_schema = ON")  # a schema that is damaged, too, does not stop us
            services = _services(connection, sealer)
            return list(_connections(connection, sealer, services, known))
    except sqlite3.Error:
        return []


def _services(connection: sqlite3.Connection, sealer: Sealer) -> dict[str, Service]:
    found = {}
    for snapshot, sealed in _rows(connection, "snapshots"):
        try:
            found[snapshot] = unpack(SERVICE, sealer.open("snapshots", snapshot, sealed))
        except _BROKEN:
            continue
    return found


def _connections(
    connection: sqlite3.Connection, sealer: Sealer, services: Mapping[str, Service], known: Mapping[str, Service]
) -> Iterator[Connection]:
    for row_id, sealed in _rows(connection, "connections"):
        try:
            packed = sealer.open("connections", row_id, sealed)
            yield unpack_connection(packed, partial(_service, services, known.get(row_id)))[0]
        except (*_BROKEN, KeyError):
            continue


def _service(services: Mapping[str, Service], known: Service | None, snapshot: str) -> Service:
    found = services.get(snapshot, known)
    if found is None:
        raise KeyError(snapshot)
    return found


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[tuple[str, Any]]:
    """Yield id and sealed bytes row by row, each found on its own: one page that is broken hides only its own."""
    last, found, number = _last_row(connection, table), 0, 0
    while number < (last or min(found + WIDEST_GAP, MOST_ROWS)):
        number += 1
        try:
            # ``table`` is one of two constants.
            row = connection.execute(f"SELECT id, sealed FROM {table} WHERE rowid = ?", (number,)).fetchone()  # noqa: S608
        except sqlite3.Error:
            continue
        if row is not None and isinstance(row[0], bytes) and isinstance(row[1], bytes):
            found = number
            yield row[0].decode("utf-8", "replace"), row[1]


def _last_row(connection: sqlite3.Connection, table: str) -> int | None:
    """Return the number of the last row, None where the file is too broken to tell."""
    try:
        (last,) = connection.execute(f"SELECT max(rowid) FROM {table}").fetchone()  # noqa: S608
    except sqlite3.Error:
        return None
    return min(last, MOST_ROWS) if isinstance(last, int) else None
