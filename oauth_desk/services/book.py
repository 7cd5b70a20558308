"""The one writer of connection state, and the view of it that everybody reads."""

import logging
from dataclasses import replace

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.events import (
    ActivityEntry,
    ActivityLogged,
    ConnectionAdded,
    ConnectionChanged,
    ConnectionRemoved,
    OlderCopyFound,
    ReconnectNeeded,
    SaveFailed,
    SaveRecovered,
    VaultDamaged,
    VaultLocked,
    VaultOpened,
)
from oauth_desk.domain.status import Move, Status
from oauth_desk.services.announcements import Announcements
from oauth_desk.services.book_words import gone, locked, name_taken
from oauth_desk.services.ports import Change, Gone, NameTaken, Vault, VaultError, VaultFault
from oauth_desk.services.vault_words import vault_trouble

logger = logging.getLogger(__name__)


class Book(Announcements):
    """Keeps every connection in memory as the vault has it, and changes it through the vault alone.

    A change is a pure function that the vault applies to the record in the file, in
    one transaction, so that two processes never overwrite each other.
    """

    def __init__(self) -> None:
        super().__init__()
        self._vault: Vault | None = None
        self._damaged = False
        self._connections: dict[str, Connection] = {}
        self._held: set[str] = set()
        self._revision = 0

    # --- reading -------------------------------------------------------------

    def all(self) -> list[Connection]:
        """Return the connections by name."""
        return sorted(self._connections.values(), key=lambda connection: connection.name.casefold())

    def get(self, connection_id: str) -> Connection | None:
        """Return one connection as last seen."""
        return self._connections.get(connection_id)

    def require(self, connection_id: str) -> Connection:
        """Return one connection; raise DeskError where it is gone."""
        connection = self._connections.get(connection_id)
        if connection is None:
            self._require_vault()
            raise gone()
        return connection

    def require_open(self) -> None:
        """Raise DeskError while the vault is not open: nothing could be stored."""
        self._require_vault()

    def named(self, name: str) -> Connection | None:
        """Find a connection by its name, whatever the case."""
        wanted = name.casefold()
        return next((item for item in self._connections.values() if item.name.casefold() == wanted), None)

    def free_name(self, wanted: str) -> str:
        """Return ``wanted``, or ``wanted 2``, ``wanted 3``… where it is taken."""
        name, number = wanted, 1
        while self.named(name) is not None:
            number += 1
            name = f"{wanted} {number}"
        return name

    def unsaved(self) -> frozenset[str]:
        """Return the ids whose newest tokens are only in memory."""
        return frozenset(self._held)

    # --- the vault comes and goes ---------------------------------------------

    async def attach(self, vault: Vault) -> None:
        """Read all records of a vault that was just opened."""
        self._vault, self._revision, self.hushed = vault, 0, False
        await self.sync()
        self.publish(VaultOpened())

    def seal(self) -> Vault | None:
        """Forget everything decrypted and show nothing any more; what is under way may still be saved.

        Returns the vault, to be given to ``drop`` when nothing is under way, or
        None where nothing was open.
        """
        vault = None if self.hushed else self._vault
        if vault is not None:
            self.hushed = True
            self._connections.clear()
            self.publish(VaultLocked())
        return vault

    async def drop(self, vault: Vault) -> None:
        """Close a vault that was sealed; one that was opened since stays."""
        if self._vault is vault:
            self._vault, self.hushed = None, False
            self._held.clear()
        await vault.close()

    async def detach(self) -> None:
        """Forget everything decrypted and close the vault."""
        vault = self.seal() or self._vault
        if vault is not None:
            await self.drop(vault)

    async def sync(self) -> None:
        """Take over what other processes wrote since the last look; raise VaultError."""
        try:
            await self._sync()
        except VaultError as error:
            if error.fault is VaultFault.DAMAGED and not self._damaged and not self.hushed:
                self._damaged = True
                self.publish(VaultDamaged(vault_trouble(error)))
            raise
        if self._damaged:
            self._damaged = False
            self.publish(VaultOpened())

    async def _sync(self) -> None:
        vault = self._vault
        if vault is None or self.hushed or (self._revision and await vault.revision() == self._revision):
            return
        changes = await vault.changes(self._revision)
        if vault is not self._vault or self.hushed:
            return
        self._revision = changes.revision
        if changes.older_copy:
            self.publish(OlderCopyFound())
        for connection in changes.written:
            self._take(connection)
        for connection_id in self._connections.keys() - changes.ids:
            self._drop(connection_id)

    # --- writing -------------------------------------------------------------

    async def reread(self, connection_id: str) -> Connection:
        """Return a record as it is in the file now; raise DeskError where it is gone, VaultError."""
        connection = await self._require_vault().read(connection_id)
        if connection is None:
            self._drop(connection_id)
            raise gone()
        self._take(connection)
        return connection

    def show_cut_off(self, connection: Connection) -> None:
        """Show that a renewal's mark was left by a process that has died; the file stays as it is."""
        self._take(connection.cut_off())

    async def change(self, connection_id: str, change: Change, *entries: ActivityEntry) -> Connection:
        """Change a record durably; raise DeskError where it is gone, VaultError where it cannot be written."""
        try:
            connection = await self._vault_to_save().update(connection_id, change, *entries)
        except Gone:
            self._drop(connection_id)
            raise gone() from None
        self._take(connection)
        self._announce(entries)
        return connection

    async def add(self, connection: Connection, *entries: ActivityEntry) -> None:
        """Save a new connection; raise DeskError ``name_taken`` or of the vault."""
        try:
            await self._vault_to_save().insert(connection, *entries)
        except NameTaken:
            raise name_taken(connection.name) from None
        except VaultError as error:
            raise vault_trouble(error) from error
        self._take(connection)
        self._announce(entries)

    async def replace_sign_in(self, connection_id: str, change: Change, *entries: ActivityEntry) -> Connection:
        """Put the tokens of a new sign-in in place of the old ones; raise DeskError."""

        def next_generation(current: Connection) -> Connection:
            # A renewal under way belongs to the old tokens: its mark goes, and its answer will be dropped.
            signed_in = current.moved(Move.SIGNED_IN).condition
            return replace(
                change(current),
                generation=current.generation + 1,
                condition=signed_in,
                in_flight=None,
                unanswered_since=None,
                copied_at=None,
            )

        try:
            connection = await self.change(connection_id, next_generation, *entries)
        except VaultError as error:
            raise vault_trouble(error) from error
        self._held.discard(connection_id)
        return connection

    async def amend(self, connection_id: str, change: Change, *entries: ActivityEntry) -> Connection:
        """Change something other than tokens (an account's label, a note); raise DeskError."""
        try:
            return await self.change(connection_id, change, *entries)
        except VaultError as error:
            raise vault_trouble(error) from error

    async def rename(self, connection_id: str, name: str) -> Connection:
        """Give a connection another name; raise DeskError."""
        wanted = " ".join(name.split())
        if not wanted:
            raise DeskError("name_empty", "A connection needs a name.", kind=Kind.USAGE)
        try:
            return await self.change(connection_id, lambda current: replace(current, name=wanted))
        except NameTaken:
            raise name_taken(wanted) from None
        except VaultError as error:
            raise vault_trouble(error) from error

    async def remove(self, connection_id: str, *entries: ActivityEntry) -> None:
        """Delete a connection; raise DeskError."""
        try:
            await self._vault_to_save().delete(connection_id, *entries)
        except Gone:
            raise gone() from None
        except VaultError as error:
            raise vault_trouble(error) from error
        finally:
            self._held.discard(connection_id)
        self._drop(connection_id)
        self._announce(entries)

    # --- tokens that could not be saved ----------------------------------------

    def hold(self, connection: Connection, detail: str) -> None:
        """Show that ``connection`` has newer tokens that only this process holds; they are not in it."""
        self._held.add(connection.id)
        self._take(connection)
        self.publish(SaveFailed(connection, detail))

    def release(self, connection: Connection) -> None:
        """Show that held tokens are saved, or not needed any more."""
        self._held.discard(connection.id)
        self.publish(SaveRecovered(connection))

    # --- the activity log ------------------------------------------------------

    async def log(self, *entries: ActivityEntry) -> None:
        """Append to the log; a log that cannot be written never stops the work it tells about."""
        if self._vault is None:
            return
        try:
            await self._vault.log(*entries)
        except VaultError as error:
            logger.warning("the activity log cannot be written: %s", error.fault)
            return
        self._announce(entries)

    async def activity(self, *, connection_id: str | None, limit: int) -> list[ActivityEntry]:
        """Return log entries, newest first; raise DeskError."""
        try:
            return await self._require_vault().activity(connection_id=connection_id, limit=limit)
        except VaultError as error:
            raise vault_trouble(error) from error

    # --- inside ----------------------------------------------------------------

    def _vault_to_save(self) -> Vault:
        """Return the vault, sealed or not: a service may have given what cannot be had twice."""
        return self._vault if self._vault is not None else self._require_vault()

    def _require_vault(self) -> Vault:
        if self._vault is None or self.hushed:
            raise locked()
        return self._vault

    def _take(self, connection: Connection) -> None:
        if self._vault is None or self.hushed:
            return
        before = self._connections.get(connection.id)
        if before == connection:
            return
        self._connections[connection.id] = connection
        self.publish(ConnectionAdded(connection) if before is None else ConnectionChanged(connection))
        turned = before is not None and before.condition.status is not Status.SIGN_IN_NEEDED
        if turned and connection.condition.status is Status.SIGN_IN_NEEDED:
            self.publish(ReconnectNeeded(connection))

    def _drop(self, connection_id: str) -> None:
        if self._connections.pop(connection_id, None) is not None:
            self.publish(ConnectionRemoved(connection_id))

    def _announce(self, entries: tuple[ActivityEntry, ...]) -> None:
        for entry in entries:
            self.publish(ActivityLogged(entry))
