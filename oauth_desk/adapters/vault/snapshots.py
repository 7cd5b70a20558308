"""The services as they were at sign-in, kept apart: they are large and a renewal does not change them."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from oauth_desk.adapters.vault.cipher import Sealer, Unsealable
from oauth_desk.adapters.vault.envelope import NewerRecord
from oauth_desk.adapters.vault.forms import BadForm
from oauth_desk.adapters.vault.records import SERVICE, pack, unpack
from oauth_desk.adapters.vault.schema import Damage, NewerFormat
from oauth_desk.domain.service import Service

_ID_BYTES: Final = 16


@contextmanager
def opening(table: str) -> Iterator[None]:
    """Turn what can go wrong with one record into Damage or NewerFormat."""
    try:
        yield
    except (Unsealable, BadForm, TypeError, AttributeError):
        raise Damage(f"a record of {table} cannot be read") from None
    except NewerRecord:
        raise NewerFormat("a record was written by a later release") from None


class Snapshots:
    """Sealed services. An id is random and never used again, so a record names exactly one snapshot."""

    def __init__(self, connection: sqlite3.Connection, sealer: Sealer) -> None:
        self._db = connection
        self._sealer = sealer

    def get(self, snapshot: str) -> Service:
        """Return a service; raise Damage, NewerFormat."""
        row = self._db.execute("SELECT sealed FROM snapshots WHERE id = ?", (snapshot,)).fetchone()
        if row is None:
            raise Damage("a connection's service is missing")
        with opening("snapshots"):
            return unpack(SERVICE, self._sealer.open("snapshots", snapshot, row[0]))

    def add(self, service: Service) -> str:
        """Save a service and return its id."""
        snapshot = os.urandom(_ID_BYTES).hex()
        sealed = self._sealer.seal("snapshots", snapshot, pack(SERVICE, service))
        self._db.execute("INSERT INTO snapshots VALUES (?, ?)", (snapshot, sealed))
        return snapshot

    def replace(self, snapshot: str, old: Service, new: Service) -> str:
        """Save ``new`` instead of ``old`` if it differs, and return the id that holds it."""
        if old is new or old == new:
            return snapshot
        self.drop(snapshot)
        return self.add(new)

    def drop(self, snapshot: str) -> None:
        """Forget a service."""
        self._db.execute("DELETE FROM snapshots WHERE id = ?", (snapshot,))
