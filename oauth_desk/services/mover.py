"""Connections to another computer and from one: exported to a sealed file, taken from it without overwriting."""

import uuid
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.events import ActivityEntry, ActivityKind
from oauth_desk.domain.managed import EXPORTS
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.archive import LOCK_WAIT, Archive, busy
from oauth_desk.services.book import Book
from oauth_desk.services.company import Company
from oauth_desk.services.parcel_words import came_from, parcel_trouble
from oauth_desk.services.ports import Clock, LockBusy, Locks, Parcel, ParcelError, ParcelFiles, VaultCopy, VaultError
from oauth_desk.services.protector import check_passphrase
from oauth_desk.services.renewal_words import not_saved
from oauth_desk.services.same_account import same_account, same_sign_in
from oauth_desk.services.vault_words import vault_trouble


class Known(StrEnum):
    """What to do with an account that is connected here already."""

    SKIP = "skip"
    REPLACE = "replace"
    KEEP_BOTH = "keep_both"


class Outcome(StrEnum):
    """What became of one connection of a file."""

    IMPORTED = "imported"
    REPLACED = "replaced"
    KEPT_BOTH = "kept_both"
    SKIPPED = "skipped"
    NEWER_HERE = "newer_here"


@dataclass(frozen=True, slots=True)
class Sent:
    """What was exported. ``copy`` is the copy made before a move, ``at_risk`` what two computers might both renew."""

    path: Path
    connections: tuple[Connection, ...]
    moved: bool
    copy: VaultCopy | None
    at_risk: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A connection of a file, and the connection here that is the same account."""

    connection: Connection
    known: Connection | None

    @property
    def is_older(self) -> bool:
        """Tell whether what is here is the same sign-in, further on: it must not go back."""
        here = self.known
        return (
            here is not None and same_sign_in(self.connection, here) and here.generation >= self.connection.generation
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one connection of a file; ``name`` is the name it has here now."""

    item: Item
    outcome: Outcome
    name: str


Choose = Callable[[Item], Known]


class Mover:
    """Exports and imports. ``sender`` names this computer inside the sealed file."""

    def __init__(
        self,
        *,
        book: Book,
        files: ParcelFiles,
        archive: Archive,
        locks: Locks,
        clock: Clock,
        sender: str,
        company: Company | None = None,
    ) -> None:
        self._book = book
        self._files = files
        self._archive = archive
        self._locks = locks
        self._clock = clock
        self._sender = sender
        self._company = company or Company()

    # --- export ------------------------------------------------------------------

    async def send(self, path: Path, wanted: Sequence[str], passphrase: Secret, *, move: bool = False) -> Sent:
        """Export connections, by id, to a new file; with ``move`` let go of them. Raise DeskError.

        Their locks are held, so that no renewal makes the file's tokens old while it
        is written; after a move this side never renews them again.
        """
        await self._company.demand(EXPORTS)
        check_passphrase(passphrase)
        self._check_saved(wanted)
        try:
            async with AsyncExitStack() as stack:
                for connection_id in sorted(wanted):
                    await stack.enter_async_context(self._locks.hold(connection_id, wait=LOCK_WAIT))
                connections = [await self._book.reread(connection_id) for connection_id in wanted]
                # Whoever loses the file can go back to this copy.
                copy = await self._archive.make() if move else None
                now = self._clock.now()
                if not move:
                    connections = [replace(each, copied_at=now) for each in connections]
                parcel = Parcel(tuple(map(_without_browser, connections)), now, moved=move, sender=self._sender)
                await self._files.write(path, parcel, passphrase)
                await self._let_go(connections, path, now, move=move)
            if move:
                # The newest copy is the one to go back to: it must not have what lives elsewhere now.
                with suppress(DeskError):
                    await self._archive.make()
        except ParcelError as error:
            raise parcel_trouble(error, path) from error
        except VaultError as error:
            raise vault_trouble(error) from error
        except LockBusy:
            raise busy() from None
        return Sent(path, parcel.connections, move, copy, () if move else at_risk(connections))

    def _check_saved(self, wanted: Sequence[str]) -> None:
        for connection_id in wanted:
            connection = self._book.require(connection_id)
            if connection_id in self._book.unsaved():
                raise not_saved(connection)

    async def _let_go(self, connections: Sequence[Connection], path: Path, now: Instant, *, move: bool) -> None:
        for each in connections:
            if move:
                await self._book.remove(each.id, self._entry(each, "moved", f"Moved away in the file {path.name}."))
            else:
                # From now on two computers may renew it: a rejection is then explained by that.
                exported = self._entry(each, "exported", f"Exported to the file {path.name}.")
                await self._book.change(each.id, lambda current: replace(current, copied_at=now), exported)

    # --- import ------------------------------------------------------------------

    async def open(self, path: Path, passphrase: Secret) -> Parcel:
        """Return what a file holds; raise DeskError."""
        try:
            return await self._files.read(path, passphrase)
        except ParcelError as error:
            raise parcel_trouble(error, path) from error

    def plan(self, parcel: Parcel) -> list[Item]:
        """Return what is in a file beside what is here."""
        return [Item(each, self._here(each)) for each in parcel.connections]

    async def take(self, parcel: Parcel, items: Sequence[Item], choose: Choose) -> list[Taken]:
        """Take connections over; ``choose`` says what to do with accounts that are here. Raise DeskError."""
        self._book.require_open()
        detail = f"Came from {came_from(parcel)}."
        return [await self._take(item.connection, choose, detail) for item in items]

    async def _take(self, connection: Connection, choose: Choose, detail: str) -> Taken:
        item = Item(connection, self._here(connection))  # anew: one file may hold an account twice
        if item.known is None:
            return await self._add(item, Outcome.IMPORTED, detail)
        match choose(item):
            case Known.KEEP_BOTH:
                return await self._add(item, Outcome.KEPT_BOTH, detail)
            case Known.REPLACE if not item.is_older:
                return await self._replace(item, item.known, detail)
            case Known.REPLACE:
                return Taken(item, Outcome.NEWER_HERE, item.known.name)
            case _:
                return Taken(item, Outcome.SKIPPED, item.known.name)

    async def _add(self, item: Item, outcome: Outcome, detail: str) -> Taken:
        added = replace(_without_browser(item.connection), name=self._book.free_name(item.connection.name))
        if self._book.get(added.id) is not None:
            added = replace(added, id=uuid.uuid4().hex)
        await self._book.add(added, self._entry(added, str(outcome), detail))
        return Taken(item, outcome, added.name)

    async def _replace(self, item: Item, known: Connection, detail: str) -> Taken:
        """Put the file's sign-in in place of the one here; the name here stays."""

        def change(current: Connection) -> Connection:
            generation = max(current.generation, item.connection.generation) + 1
            here = replace(item.connection, id=current.id, name=current.name, browser=current.browser)
            return replace(here, generation=generation)

        try:
            async with self._locks.hold(known.id, wait=LOCK_WAIT):
                await self._book.change(known.id, change, self._entry(known, "replaced", detail))
        except VaultError as error:
            raise vault_trouble(error) from error
        except LockBusy:
            raise busy() from None
        return Taken(item, Outcome.REPLACED, known.name)

    def _here(self, connection: Connection) -> Connection | None:
        known = self._book.get(connection.id)
        return known or next((each for each in self._book.all() if same_account(each, connection)), None)

    def _entry(self, connection: Connection, outcome: str, detail: str) -> ActivityEntry:
        return ActivityEntry(self._clock.now(), connection.id, connection.name, ActivityKind.PROGRAM, outcome, detail)


def at_risk(connections: Sequence[Connection]) -> tuple[str, ...]:
    """Return the names of those that a second computer might end: all that renew, but for keys that never change."""
    return tuple(each.name for each in connections if each.tokens.refresh_token and not _keeps_its_key(each))


def _keeps_its_key(connection: Connection) -> bool:
    """Tell whether a renewal has shown that the service gives no new renewal key."""
    given, renewed = connection.tokens.refresh_obtained_at, connection.tokens.obtained_at
    return connection.generation > 1 and given is not None and given < renewed


def _without_browser(connection: Connection) -> Connection:
    """Return it without the browser it signs in with: that is of one computer."""
    return replace(connection, browser=None)


def nothing_to_export() -> DeskError:
    """Return the error for an export of nothing."""
    return DeskError("nothing_to_export", "There is no connection to export.")
