"""How far a vault had come when it was last seen: a small file beside it, by which an older copy put back is noticed.

It is a memory aid against accidents, not a seal: whoever puts this file back as
well, or restores the whole folder from elsewhere, is not noticed.
"""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Final

from oauth_desk.adapters.private_files import BINARY, FILE_MODE
from oauth_desk.adapters.vault.rows import Rows
from oauth_desk.domain.events import ActivityEntry, ActivityKind
from oauth_desk.domain.tokens import Instant

_WORDS: Final = b"oauth-desk vault"
_DIGITS: Final = 16
_LONGEST: Final = 256


class Seen:
    """The file ``vault.seen`` beside a vault. It is never ahead of what is durably saved: it is written after that."""

    def __init__(self, vault: Path) -> None:
        self._path = vault.with_name(f"{vault.stem}.seen")
        self._descriptor: int | None = None

    def revision_of(self, vault_id: str) -> int:
        """Return the revision that this vault is known to have had, 0 where nothing is known."""
        known = self._known()
        return known[1] if known is not None and known[0] == vault_id else 0

    def vault_id(self) -> str | None:
        """Return which vault was seen last, None where nothing is known."""
        known = self._known()
        return None if known is None else known[0]

    def _known(self) -> tuple[str, int] | None:
        with suppress(OSError, ValueError):
            with self._path.open("rb") as file:
                *words, vault_id, revision = file.read(_LONGEST).split()
            if words == _WORDS.split():
                return vault_id.decode(), int(revision)
        return None

    def note(self, vault_id: str, revision: int) -> None:
        """Remember a revision; where that cannot be written, less will be noticed, and nothing else happens."""
        line = b"%s %s %0*d\n" % (_WORDS, vault_id.encode(), _DIGITS, revision)
        with suppress(OSError):
            if self._descriptor is None:
                self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | BINARY, FILE_MODE)
            # In place and always equally long: it needs no room on a full disk.
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            os.write(self._descriptor, line)

    def close(self) -> None:
        """Let go of the file."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)


def catch_up(rows: Rows, connection: sqlite3.Connection, seen: Seen, vault_id: str, now: Instant) -> None:
    """Notice an older copy in the vault's place, and let it count on from where the newer one had come.

    So it is told once, and every process that saw the newer one reads all records anew.
    """
    known = seen.revision_of(vault_id)  # before the file's own: that may only grow meanwhile
    if rows.revision() >= known:
        return
    rows.is_older = True
    try:
        connection.execute("BEGIN IMMEDIATE")
        if rows.revision() >= known:
            rows.is_older = False  # another process was quicker
            return
        rows.begin()
        outrun(connection, known)
        rows.log([ActivityEntry(now, "", "", ActivityKind.PROBLEM, "older_copy")])
        rows.finish()
        connection.execute("COMMIT")
    except sqlite3.OperationalError:
        return  # it cannot be written: then it is told each time
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    seen.note(vault_id, rows.revision())


def outrun(connection: sqlite3.Connection, known: int) -> None:
    """Give the file, and every record in it, a revision beyond all that were seen."""
    connection.execute("UPDATE meta SET value = max(value, ?) + 1 WHERE key = 'revision'", (known,))
    connection.execute("UPDATE connections SET revision = (SELECT value FROM meta WHERE key = 'revision')")
