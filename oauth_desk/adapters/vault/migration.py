"""From the file of an older release to this one's: step by step, in one transaction, after a copy was made."""

import sqlite3
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from oauth_desk.adapters.vault.backups import Backups
from oauth_desk.adapters.vault.cipher import Sealer
from oauth_desk.adapters.vault.database import Database
from oauth_desk.adapters.vault.records import converted
from oauth_desk.adapters.vault.schema import FORMAT, Damage, check_format, format_of
from oauth_desk.adapters.vault.snapshots import opening
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.ports import VaultError, VaultFault

Step = Callable[[sqlite3.Connection, Sealer], None]
"""Changes tables and records by single statements: a script would commit what came before it."""

Steps = Mapping[int, Step]


def _as_it_is(_connection: sqlite3.Connection, _sealer: Sealer) -> None:
    """Change nothing: records of before are read as they are, and only what is written from now on is newer."""


STEPS: Final[Steps] = MappingProxyType({1: _as_it_is, 2: _as_it_is})
"""For each older format the step to the next one. A step is never changed once it was released.

2: copied API keys, private keys and certificates of the program's own, connections that nobody signs in to, and
the words that tell of them.
3: the words that tell why a service ended a sign-in.
"""

_ROW_IDS: Final = MappingProxyType({"connections": "id", "snapshots": "id", "activity": "seq"})


def migrate(database: Database, sealer: Sealer, now: Instant, steps: Steps = STEPS) -> None:
    """Bring an open file up to this release's format, or leave it as it is.

    Raise Damage, NewerFormat, VaultError, OSError, sqlite3.Error.
    """
    connection = database.connection
    found = format_of(connection)
    if found == FORMAT:
        return
    if any(number not in steps for number in range(found, FORMAT)):
        raise Damage("the file has no known format")
    Backups(database.path).keep(connection, found, now)
    connection.execute("BEGIN IMMEDIATE")
    try:
        check_format(connection)  # another process may have been quicker, and newer
        for number in range(format_of(connection), FORMAT):
            _take(steps[number], number, connection, sealer)
        connection.execute(f"PRAGMA user_version = {FORMAT:d}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _take(step: Step, number: int, connection: sqlite3.Connection, sealer: Sealer) -> None:
    try:
        step(connection, sealer)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
            raise
        # The step does not fit the file. That may be our mistake: such a file is not called damaged.
        raise VaultError(VaultFault.OTHER, f"the step from format {number} failed: {error}") from None


def convert(connection: sqlite3.Connection, sealer: Sealer, table: str, change: Callable[[Any], Any]) -> None:
    """Rewrite every record of a table; ``change`` gets a record's saved data and returns it as it shall be."""
    row_id = _ROW_IDS[table]
    # Table and column are the constants above.
    rows = connection.execute(f"SELECT {row_id}, sealed FROM {table}").fetchall()  # noqa: S608
    for row, sealed in rows:
        with opening(table):
            packed = converted(sealer.open(table, str(row), sealed), change)
        sealed_anew = sealer.seal(table, str(row), packed)
        connection.execute(f"UPDATE {table} SET sealed = ? WHERE {row_id} = ?", (sealed_anew, row))  # noqa: S608
