"""Where connections are kept."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.events import ActivityEntry
from oauth_desk.domain.secret import Secret
from oauth_desk.services.vault_faults import Unsettled, VaultError, VaultHeader


class NameTaken(Exception):
    """Another connection has that name (compared without case)."""


class Gone(Exception):
    """The record does not exist any more."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What the vault holds beyond a known revision: the records written since, and the ids of all that exist.

    ``older_copy``: an older copy of the vault has come in its place; told once.
    """

    revision: int
    written: tuple[Connection, ...]
    ids: frozenset[str]
    older_copy: bool = False


Change = Callable[[Connection], Connection]
"""A pure function from the record as it is in the file to the record as it shall be. May raise to change nothing."""


class Vault(Protocol):
    """An open vault. Every write is one durable transaction before the call returns; VaultError on failure."""

    async def connections(self) -> list[Connection]:
        """Return all records, by name."""
        ...

    async def read(self, connection_id: str) -> Connection | None:
        """Return one record as it is in the file now."""
        ...

    async def insert(self, connection: Connection, *entries: ActivityEntry) -> None:
        """Add a record; raise NameTaken."""
        ...

    async def update(self, connection_id: str, change: Change, *entries: ActivityEntry) -> Connection:
        """Read, change and write one record in one transaction (other processes wait); raise Gone, NameTaken."""
        ...

    async def delete(self, connection_id: str, *entries: ActivityEntry) -> None:
        """Remove a record; raise Gone."""
        ...

    async def revision(self) -> int:
        """Return a number that moves whenever any process wrote to this vault."""
        ...

    async def changes(self, since: int) -> Changes:
        """Return the records written after revision ``since`` (each row keeps the revision of its last write).

        ``since=0`` returns all. Cheap where nothing changed: only the ids are read.
        """
        ...

    async def log(self, *entries: ActivityEntry) -> None:
        """Append to the activity log, pruning the oldest beyond the limit."""
        ...

    async def activity(self, *, connection_id: str | None = None, limit: int = 500) -> list[ActivityEntry]:
        """Return entries, newest first."""
        ...

    async def close(self) -> None:
        """Finish writes under way and close the file."""
        ...


class VaultFile(Protocol):
    """The vault on disk before it is open."""

    async def header(self) -> VaultHeader | None:
        """Return the header, or None where there is no vault yet; VaultError(DAMAGED) sets the file aside."""
        ...

    async def left_behind(self) -> VaultError | None:
        """Return the damage after which there is no vault any more, or that it is gone from beside its copies."""
        ...

    async def set_aside(self, why: str) -> None:
        """Give the file another name, which says why and when; raise VaultError where that cannot be done."""
        ...

    async def create(self, vault_id: str, key: bytes, passphrase: Secret | None) -> Vault:
        """Make a new vault; with a passphrase the key is stored wrapped by it (Argon2id)."""
        ...

    async def open(self, key: bytes) -> Vault:
        """Open with the 32-byte key; VaultError(WRONG_KEY)."""
        ...

    async def unwrap(self, passphrase: Secret) -> bytes:
        """Return the key of a passphrase vault; VaultError(WRONG_KEY)."""
        ...

    async def protect(self, key: bytes, passphrase: Secret | None, what: Unsettled) -> None:
        """Let a passphrase, or without one the keyring, protect the key, and note ``what`` follows: all or nothing.

        The key itself stays the same; VaultError(WRONG_KEY) where it is not the vault's.
        """
        ...

    async def protect_copies(self) -> int:
        """Give all copies the vault's protection; return how many could not be written."""
        ...

    async def note_unsettled(self, what: Unsettled | None) -> None:
        """Note durably what a change of protection has yet to do; None: nothing."""
        ...

    async def unsettled(self) -> Unsettled | None:
        """Return what was noted."""
        ...
