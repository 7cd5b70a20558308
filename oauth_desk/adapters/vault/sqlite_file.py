"""Opening a SQLite file as a vault. Light: the quick look at a token loads it."""

import os
import sqlite3
from typing import Any, Final

from oauth_desk.adapters.vault.schema import check_format

BUSY_SECONDS: Final = 10.0
"""How long a write waits for another process's write."""

_MEANS_SOMETHING: Final = str.maketrans({"%": "%25", "?": "%3f", "#": "%23"})


class CarefulConnection(sqlite3.Connection):
    """Calls a damaged file damaged, even where SQLite's words about it quote bytes that are no text."""

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Run a statement; raise sqlite3.Error and nothing else of the file's making."""
        try:
            return super().execute(sql, parameters)
        except UnicodeDecodeError:
            error = sqlite3.DatabaseError("the file's own names are damaged")
            error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise error from None


def open_sqlite(path: str, mode: str) -> sqlite3.Connection:
    """Open a file that is there, given by its absolute path; raise Damage, NewerFormat, sqlite3.Error.

    ``mode=ro`` is not for readers beside writers: closing would leave SQLite's
    companion files lying about.
    """
    # The file is never opened by any other means than SQLite: closing a second
    # descriptor would drop this process's POSIX locks on it.
    address = f"{_address(path)}?{mode}"
    connection = sqlite3.connect(
        address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, factory=CarefulConnection
    )
    try:
        check_format(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _address(path: str) -> str:
    """Return the path as SQLite's URI (sqlite.org/uri.html §3); bytes that are no text stay as they are."""
    slashed = path if os.name == "posix" else "/" + path.replace("\\", "/")
    return f"file://{slashed.translate(_MEANS_SOMETHING)}"
