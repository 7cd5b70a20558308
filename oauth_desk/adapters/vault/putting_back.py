"""Going back to a copy of the vault, so that neither what is there nor anything newer is lost."""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from oauth_desk.adapters.vault.backups import Backups, newest_damaged, set_aside
from oauth_desk.adapters.vault.cipher import Sealer
from oauth_desk.adapters.vault.copy_files import as_copy_trouble, draft_folder, draft_of, look_into, take_along
from oauth_desk.adapters.vault.database import (
    Database,
    check_whole,
    fault_of,
    identity_of,
    open_database,
    put_in_place,
    set_companions_aside,
    with_companions,
)
from oauth_desk.adapters.vault.ledger import fitting
from oauth_desk.adapters.vault.migration import migrate
from oauth_desk.adapters.vault.rescue import rescued
from oauth_desk.adapters.vault.rows import Rows
from oauth_desk.adapters.vault.schema import Damage, FileHeader, NewerFormat, read_header
from oauth_desk.adapters.vault.seen import Seen, outrun
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.events import ActivityEntry, ActivityKind
from oauth_desk.services.ports import Clock, PutBack, VaultCopy, VaultError, VaultFault

BEFORE = "before-restore"


@dataclass(frozen=True, slots=True)
class _Source:
    """The copy, opened: in this release's format, in a folder of its own."""

    copy: VaultCopy
    database: Database
    sealer: Sealer
    connections: list[Connection]
    folder: Path


class PuttingBack:
    """Puts a copy back once.

    A healthy vault is changed in one transaction: swapping its file would pull the
    write-ahead log from under every process that has it open. Where no healthy vault
    stands, the copy becomes the vault, with whatever newer records a damaged file
    still gives. Newer tokens win in both cases: an older refresh token may be spent,
    and its second use would end the grant.
    """

    def __init__(self, vault: Path, copy: Path, key: bytes, clock: Clock) -> None:
        self._vault = vault
        self._copy = copy
        self._key = key
        self._now = clock.now()

    def run(self) -> PutBack:
        """Do it; raise VaultError and change nothing."""
        with ExitStack() as stack, as_copy_trouble(self._copy):
            copy = look_into(self._copy)[0]
            folder = stack.enter_context(draft_folder(self._vault))
            database = stack.enter_context(draft_of(self._copy, folder))
            sealer = fitting(self._key, read_header(database.connection))
            migrate(database, sealer, self._now)
            source = _Source(copy, database, sealer, Rows(database.connection, sealer).connections(), folder)
            present, aside = self._present(source)
            if present is not None:
                stack.callback(present.close)
                return self._change(source, present)
            try:
                return self._put(source, aside)
            except BaseException:
                self._bring_back(aside)
                raise

    # --- what is there now -------------------------------------------------------

    def _present(self, source: _Source) -> tuple[Database | None, Path | None]:
        """Return the healthy vault, or None and where an unusable one was set aside; raise VaultError."""
        try:
            database = open_database(self._vault)
        except NewerFormat:
            return None, self._set_aside(BEFORE)
        except (Damage, sqlite3.Error, OSError) as error:
            return None, self._set_damaged_aside(error)
        if database is None:
            return None, None
        try:
            fitting(self._key, _same(read_header(database.connection), source.copy))
            migrate(database, source.sealer, self._now)
            check_whole(database.connection)
            Rows(database.connection, source.sealer).connections()
        except VaultError as error:
            database.close()
            if error.fault is not VaultFault.WRONG_KEY:
                raise
            return None, self._set_aside(BEFORE)
        except (Damage, NewerFormat, sqlite3.Error, OSError) as error:
            database.close()
            return None, self._set_damaged_aside(error)
        return database, None

    def _set_damaged_aside(self, error: Exception) -> Path | None:
        if isinstance(error, (sqlite3.Error, OSError)):
            fault = fault_of(error, self._vault)
            if fault is not VaultFault.DAMAGED:
                raise VaultError(fault, str(error))
        return self._set_aside("damaged")

    def _set_aside(self, why: str) -> Path:
        target = set_aside(self._vault, identity_of(self._vault), self._now, why)
        if target is None:
            raise VaultError(VaultFault.OTHER, "the file that is there cannot be set aside")
        return target

    def _bring_back(self, aside: Path | None) -> None:
        """Undo setting aside what was not damaged: where the copy cannot be put there, nothing shall have changed."""
        if aside is None or f".{BEFORE}-" not in aside.name or self._vault.exists():
            return
        for old, new in zip(with_companions(aside), with_companions(self._vault), strict=True):
            with suppress(FileNotFoundError):
                old.rename(new)

    # --- a healthy vault -----------------------------------------------------------

    def _change(self, source: _Source, present: Database) -> PutBack:
        aside = Backups(self._vault).keep_before(present.connection, self._now)
        rows = Rows(present.connection, source.sealer)
        while (done := self._try_change(source, present.connection, rows)) is None:
            pass
        return replace(done, set_aside=aside)

    def _try_change(self, source: _Source, connection: sqlite3.Connection, rows: Rows) -> PutBack | None:
        """Change everything in one transaction; None where another process wrote in between."""
        revision = rows.revision()
        current = {each.id: each for each in rows.connections()}
        connection.execute("BEGIN IMMEDIATE")
        try:
            if rows.revision() != revision:
                return None
            rows.begin()
            done = _merge(source, current, rows)
            rows.log([self._entry(source)])
            rows.finish()
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        return done

    # --- no vault --------------------------------------------------------------------

    def _put(self, source: _Source, aside: Path | None) -> PutBack:
        connection = source.database.connection
        saved = self._saved(source, aside)
        rows = Rows(connection, source.sealer)
        connection.execute("BEGIN IMMEDIATE")
        names = _take(saved, {each.id: each for each in source.connections}, rows, connection, self._entry(source))
        count = len(rows.connections())
        self._outrun(connection)
        source.database.close()
        set_companions_aside(self._vault)
        try:
            put_in_place(source.database.path, self._vault)
        except FileExistsError:
            raise VaultError(VaultFault.BUSY, "another copy of the program has just made a vault") from None
        return PutBack(source.copy, aside, count, rescued=names)

    def _saved(self, source: _Source, aside: Path | None) -> list[Connection]:
        """Return what the newest damaged file still gives."""
        damaged = aside or newest_damaged(self._vault)
        if damaged is None:
            return []
        known = {each.id: each.service for each in source.connections}
        with suppress(OSError):
            return rescued(take_along(damaged, self._copy, source.folder), source.sealer, known)
        return []

    def _outrun(self, connection: sqlite3.Connection) -> None:
        """Continue counting where the lost vault had come: whoever saw that reads everything again."""
        seen = Seen(self._vault).revision_of(read_header(connection).vault.vault_id)
        outrun(connection, seen)

    def _entry(self, source: _Source) -> ActivityEntry:
        return ActivityEntry(self._now, "", "", ActivityKind.PROGRAM, "restored", source.copy.path.name)


def _same(header: FileHeader, copy: VaultCopy) -> FileHeader:
    if header.vault.vault_id != copy.header.vault_id:
        raise VaultError(VaultFault.ANOTHER, "the copy is of another vault")
    return header


def _merge(source: _Source, current: dict[str, Connection], rows: Rows) -> PutBack:
    """Make the vault hold the copy's connections; a connection that moved on since keeps its newer state."""
    wanted = {each.id: each for each in source.connections}
    left_out = [each for each in current.values() if each.id not in wanted]
    for each in left_out:
        rows.delete(each.id)
    kept = {key: each for key, each in current.items() if key in wanted and each.generation >= wanted[key].generation}
    names = _Names(each.name for each in kept.values())
    for each in wanted.values():
        if each.id not in kept:
            _write(replace(each, name=names.free(each.name)), rows, exists=each.id in current)
    newer = [each.name for key, each in kept.items() if each.generation > wanted[key].generation]
    return PutBack(
        source.copy,
        None,
        len(wanted),
        kept_newer=tuple(sorted(newer)),
        brought_back=tuple(sorted(each.name for each in wanted.values() if each.id not in current)),
        left_out=tuple(sorted(each.name for each in left_out)),
    )


def _take(
    saved: list[Connection],
    known: dict[str, Connection],
    rows: Rows,
    connection: sqlite3.Connection,
    entry: ActivityEntry,
) -> tuple[str, ...]:
    """Add what was rescued to the copy, within the transaction that was begun, and commit."""
    names = _Names(each.name for each in known.values())
    taken = []
    rows.begin()
    for each in saved:
        before = known.get(each.id)
        if before is not None and before.generation >= each.generation:
            continue
        name = names.free(each.name) if before is None else before.name
        _write(replace(each, name=name), rows, exists=before is not None)
        taken.append(name)
    rows.log([entry])
    rows.finish()
    connection.execute("COMMIT")
    return tuple(sorted(taken))


def _write(connection: Connection, rows: Rows, *, exists: bool) -> None:
    if exists:
        change: Callable[[Connection], Connection] = lambda _: connection  # noqa: E731 - typed
        rows.update(connection.id, change)
    else:
        rows.insert(connection)


class _Names:
    """Names in use, without regard to case."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = {name.casefold() for name in taken}

    def free(self, wanted: str) -> str:
        """Return ``wanted``, or the first of ``wanted 2``, ``wanted 3``… that is free, and take it."""
        name, number = wanted, 1
        while name.casefold() in self._taken:
            number += 1
            name = f"{wanted} {number}"
        self._taken.add(name.casefold())
        return name
