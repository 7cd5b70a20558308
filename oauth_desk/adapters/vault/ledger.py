"""An open vault file: transactions, damage and copies, all on the thread that opened it."""

import logging
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from oauth_desk.adapters.vault.backups import Backups, set_aside
from oauth_desk.adapters.vault.cipher import Sealer, Unsealable
from oauth_desk.adapters.vault.database import Database, check_whole, fault_of, identity_of, open_database, tighten
from oauth_desk.adapters.vault.migration import STEPS, Steps, migrate
from oauth_desk.adapters.vault.rows import Rows
from oauth_desk.adapters.vault.schema import Damage, FileHeader, NewerFormat, check_format, read_header
from oauth_desk.adapters.vault.seen import Seen, catch_up
from oauth_desk.services.ports import Clock, VaultError, VaultFault

CHECK_ROW = ("meta", "check")
CHECK_TEXT = b"this key opens this vault"

Result = TypeVar("Result")
Work = Callable[[Rows], Result]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Result]):
    """What became of one piece of work: its value, or the error that undid it."""

    value: Result | None = None
    error: BaseException | None = None


class Blame:
    """Turns every error about one vault file into a VaultError, and sets a damaged file aside."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock

    def for_error(self, error: Exception, database: Database | None) -> VaultError:
        """Return the error to raise; a damaged file is closed and renamed first."""
        if isinstance(error, VaultError):
            return error
        if isinstance(error, NewerFormat):
            return VaultError(VaultFault.NEWER, str(error))
        if isinstance(error, Damage):
            return self._damaged(str(error), database)
        if not isinstance(error, (sqlite3.Error, OSError)):
            raise error
        fault = fault_of(error, self._path)
        if fault is VaultFault.DAMAGED:
            return self._damaged(str(error), database)
        return VaultError(fault, _words(error))

    def _damaged(self, detail: str, database: Database | None) -> VaultError:
        identity = identity_of(self._path)
        if database is not None:
            identity = database.identity
            database.close()
        aside = set_aside(self._path, identity, self._clock.now())
        return VaultError(VaultFault.DAMAGED, detail, set_aside=aside, backup=Backups(self._path).newest())


def _words(error: Exception) -> str:
    """Return an error's own words without file names, which the caller knows."""
    return (error.strerror or "") if isinstance(error, OSError) else str(error)


def copy_of(error: VaultError) -> VaultError:
    """Return an equal error, since one object must not be raised in several tasks."""
    return VaultError(error.fault, error.detail, set_aside=error.set_aside, backup=error.backup)


def look_at(path: Path, clock: Clock) -> FileHeader | None:
    """Return the header of the vault at ``path``, None where there is none; raise VaultError."""
    try:
        return peek(path)
    except (Damage, NewerFormat, sqlite3.Error, OSError) as error:
        raise Blame(path, clock).for_error(error, None) from None


def peek(path: Path) -> FileHeader | None:
    """Return the header and leave even a damaged file alone; raise Damage, NewerFormat, OSError, sqlite3.Error."""
    database = open_database(path)
    if database is None:
        return None
    try:
        return read_header(database.connection)
    finally:
        database.close()


class Ledger:
    """The open file. Used from one thread; the caller closes it."""

    def __init__(self, database: Database, sealer: Sealer, blame: Blame, clock: Clock) -> None:
        self._sealer = sealer
        self._seen = Seen(database.path)
        self._blame = blame
        self._clock = clock
        self._backups = Backups(database.path)
        self._broken: VaultError | None = None
        self.copy_wanted = False
        self._use(database)

    @classmethod
    def open(cls, path: Path, key: bytes, clock: Clock, steps: Steps = STEPS) -> "Ledger":
        """Open with the key, bringing an older format up to this one; raise VaultError."""
        blame = Blame(path, clock)
        database = None
        try:
            database = _existing(path)
            tighten(path)
            sealer = fitting(key, read_header(database.connection))
            migrate(database, sealer, clock.now(), steps)
            if database.is_small():
                check_whole(database.connection)
            return cls(database, sealer, blame, clock)
        except (VaultError, Damage, NewerFormat, sqlite3.Error, OSError) as error:
            raised = blame.for_error(error, database)
            if database is not None:
                database.close()
            raise raised from None

    def read(self, work: Work[Result]) -> Result:
        """Run ``work``, which reads; raise VaultError."""
        self._check_whole()
        try:
            self._look_again()
            check_format(self._db)
            return work(self._rows)
        except (Damage, NewerFormat, sqlite3.Error, OSError) as error:
            raise self._fault(error) from None

    def commit(self, works: Sequence[Work[Any]]) -> list[Outcome[Any]]:
        """Run all works in one durable transaction; each that raises is undone alone. Raise VaultError."""
        self._check_whole()
        try:
            self._look_again()
            return self._commit(works)
        except (Damage, NewerFormat, sqlite3.Error, OSError) as error:
            raise self._fault(error) from None

    def copy_if_due(self) -> None:
        """Make the day's copy where one is due; trouble with it is logged and never stops the vault.

        A new connection is copied at once: losing a sign-in costs a person more
        than losing a renewal.
        """
        self.copy_wanted = False
        now = self._clock.now()
        grown, self._rows.has_grown = self._rows.has_grown, False
        try:
            if self._broken is None and (grown or self._backups.is_due(now)) and not self._rows.is_empty():
                check_whole(self._db)
                self._backups.make(self._db, now)
        except Damage as error:
            self._fault(error)
        except (sqlite3.Error, OSError) as error:
            logger.warning("the vault could not be copied: %s", _words(error))

    def close(self) -> None:
        """Close the file."""
        self._database.close()
        self._seen.close()

    def _use(self, database: Database) -> None:
        self._database = database
        self._db = database.connection
        self._rows = Rows(self._db, self._sealer)
        if not database.as_it_stands:
            catch_up(self._rows, self._db, self._seen, self._sealer.vault_id, self._clock.now())

    def _look_again(self) -> None:
        """Open anew what was opened as it stood, and what a copy of this vault has replaced since."""
        if not self._database.as_it_stands and self._database.is_in_place():
            return
        fresh = open_database(self._database.path)
        if fresh is None:
            return
        if not self._is_ours(fresh):
            fresh.close()
            raise VaultError(VaultFault.OTHER, "another vault stands in the place of this one")
        self._database.close()
        self._broken = None
        self._use(fresh)
        if fresh.is_small():
            check_whole(self._db)

    def _is_ours(self, database: Database) -> bool:
        header = read_header(database.connection)
        try:
            self._sealer.open(*CHECK_ROW, header.check)
        except Unsealable:
            return False
        return header.vault.vault_id == self._sealer.vault_id

    def _commit(self, works: Sequence[Work[Any]]) -> list[Outcome[Any]]:
        if not self._database.is_in_place():
            raise VaultError(VaultFault.OTHER, "the vault's file was moved or replaced by another program")
        failed: dict[int, Outcome[Any]] = {}
        while (outcomes := self._try_all(works, failed)) is None:
            pass
        return outcomes

    def _try_all(self, works: Sequence[Work[Any]], failed: dict[int, Outcome[Any]]) -> list[Outcome[Any]] | None:
        """Commit all works but the failed ones; None where one more failed after it had written.

        A work nearly always fails before it writes, so there is no savepoint for
        each: every statement hands the interpreter to the busy loop and has to get
        it back. The rare other case begins anew without the failed one.
        """
        self._db.execute("BEGIN IMMEDIATE")
        try:
            check_format(self._db)
            self._rows.begin()
            outcomes = []
            for number, work in enumerate(works):
                written = self._db.total_changes
                outcome = failed.get(number) or self._attempt(work)
                if outcome.error is not None and self._db.total_changes != written:
                    failed[number] = outcome
                    return None
                outcomes.append(outcome)
            if any(outcome.error is None for outcome in outcomes):
                self._rows.finish()
                self._db.execute("COMMIT")
                self._seen.note(self._sealer.vault_id, self._rows.written)
                self.copy_wanted = True
        finally:
            self._roll_back()
        return outcomes

    def _attempt(self, work: Work[Any]) -> Outcome[Any]:
        try:
            return Outcome(value=work(self._rows))
        except (sqlite3.Error, Damage):
            raise
        except NewerFormat as error:
            return Outcome(error=VaultError(VaultFault.NEWER, str(error)))
        except Exception as error:  # noqa: BLE001 - a change may raise whatever it likes: it goes back to its caller
            return Outcome(error=error)

    def _roll_back(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def _check_whole(self) -> None:
        """Raise what was found broken, until a copy stands in its place."""
        if self._broken is not None and self._database.is_in_place_or_gone():
            raise copy_of(self._broken)

    def _fault(self, error: Exception) -> VaultError:
        if isinstance(error, (Damage, sqlite3.Error)):
            error = self._newer() or error
        fault = self._blame.for_error(error, self._database)
        if fault.fault is VaultFault.DAMAGED:
            self._broken = fault
        return fault

    def _newer(self) -> NewerFormat | None:
        """Tell whether a later release changed the file meanwhile: to this one it then looks damaged."""
        try:
            check_format(self._db)
        except NewerFormat as newer:
            return newer
        except (Damage, sqlite3.Error):
            return None
        return None


def _existing(path: Path) -> Database:
    database = open_database(path)
    if database is None:
        raise VaultError(VaultFault.OTHER, "there is no vault file")
    return database


def sealed_check(sealer: Sealer) -> bytes:
    """Return the value by which a wrong key is told from a damaged file."""
    return sealer.seal(*CHECK_ROW, CHECK_TEXT)


def fitting(key: bytes, header: FileHeader) -> Sealer:
    """Return what seals and opens the vault's rows; raise VaultError(WRONG_KEY)."""
    try:
        sealer = Sealer(key, header.vault.vault_id)
        sealer.open(*CHECK_ROW, header.check)
    except (ValueError, Unsealable):
        raise VaultError(VaultFault.WRONG_KEY, "the key does not fit this vault") from None
    return sealer
