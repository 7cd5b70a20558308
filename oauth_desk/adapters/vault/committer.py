"""The vault's thread: takes works from the loop and commits those that wait together in one transaction."""

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from oauth_desk.adapters.vault.ledger import Ledger, Outcome, Work, copy_of
from oauth_desk.services.ports import VaultError, VaultFault

LARGEST_GROUP: Final = 256
QUIET_SECONDS: Final = 2.0
"""How long no work may have come before the day's copy is made."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class _Job:
    """A work, and the caller's future: touched on the loop's thread alone, and ignored where it was cancelled."""

    work: Work[Any]
    future: "asyncio.Future[Any]"
    writes: bool


class Committer:
    """Owns one ledger and the one thread that touches it.

    A commit to disk takes milliseconds and carries any number of works; while one
    is under way the next ones gather. Once given, a work is done whether or not
    its caller still waits.
    """

    def __init__(self, name: str, *, quiet: float = QUIET_SECONDS) -> None:
        self._quiet = quiet
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self._opened: asyncio.Future[None] = self._loop.create_future()
        self._closed: asyncio.Future[None] = self._loop.create_future()
        self._closing = False
        self._name = name

    async def start(self, opener: Callable[[], Ledger]) -> None:
        """Open the ledger on the thread; raise VaultError."""
        threading.Thread(target=self._run, args=(opener,), name=self._name, daemon=True).start()
        await self._opened

    async def read(self, work: Work[Result]) -> Result:
        """Return what ``work`` reads."""
        return await self._submit(work, writes=False)

    async def write(self, work: Work[Result]) -> Result:
        """Return what ``work`` gives, once it is durably saved."""
        return await self._submit(work, writes=True)

    async def close(self) -> None:
        """Finish what is queued, close the file and end the thread."""
        self.abandon()
        await asyncio.shield(self._closed)

    def abandon(self) -> None:
        """Close without waiting for it."""
        if not self._closing:
            self._closing = True
            self._jobs.put(None)

    async def _submit(self, work: Work[Result], *, writes: bool) -> Result:
        if self._closing:
            raise VaultError(VaultFault.OTHER, "the vault is closed")
        future: asyncio.Future[Result] = self._loop.create_future()
        self._jobs.put(_Job(work, future, writes))
        return await future

    def _run(self, opener: Callable[[], Ledger]) -> None:
        """Be the thread."""
        try:
            ledger = opener()
        except BaseException as error:  # noqa: BLE001 - goes to the one who opens
            self._closing = True
            self._tell([(self._opened, Outcome(error=error)), (self._closed, Outcome())])
            return
        self._tell([(self._opened, Outcome())])
        try:
            self._serve(ledger)
        finally:
            ledger.close()
            self._tell([(self._closed, Outcome())])

    def _serve(self, ledger: Ledger) -> None:
        ending = False
        while not ending:
            jobs, ending = self._next_group(ledger)
            writes = [job for job in jobs if job.writes]
            if writes:
                self._tell(_commit(writes, ledger))
            reads = [job for job in jobs if not job.writes]
            if reads:
                self._tell([(job.future, _read(job, ledger)) for job in reads])
            del jobs, writes, reads  # no record stays in memory while nothing happens
        if ledger.copy_wanted:
            ledger.copy_if_due()

    def _tell(self, news: "list[_News]") -> None:
        """Wake the loop once for all that is done; a loop that has ended needs to know nothing."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(_deliver, news)

    def _next_group(self, ledger: Ledger) -> tuple[list[_Job], bool]:
        """Return the works that wait, and whether the end was asked for."""
        job = self._wait(ledger)
        jobs: list[_Job] = []
        while job is not None:
            jobs.append(job)
            if len(jobs) == LARGEST_GROUP:
                return jobs, False
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return jobs, False
        return jobs, True

    def _wait(self, ledger: Ledger) -> _Job | None:
        """Wait for work, without a timer unless a copy is wanted."""
        if ledger.copy_wanted:
            try:
                return self._jobs.get(timeout=self._quiet)
            except queue.Empty:
                ledger.copy_if_due()
        return self._jobs.get()


_News = tuple["asyncio.Future[Any]", Outcome[Any]]


def _deliver(news: list[_News]) -> None:
    """Give the callers who still wait what became of their works."""
    for future, outcome in news:
        if future.done():
            continue
        if outcome.error is not None:
            future.set_exception(outcome.error)
        else:
            future.set_result(outcome.value)


def _commit(jobs: Sequence[_Job], ledger: Ledger) -> list[_News]:
    """Commit together: nobody hears of a value that is not saved."""
    try:
        outcomes = ledger.commit([job.work for job in jobs])
    except VaultError as error:
        outcomes = [Outcome(error=copy_of(error)) for _ in jobs]
    except BaseException as error:  # noqa: BLE001 - a thread must go on: the callers hear of it
        outcomes = [Outcome(error=error) for _ in jobs]
    return [(job.future, outcome) for job, outcome in zip(jobs, outcomes, strict=True)]


def _read(job: _Job, ledger: Ledger) -> Outcome[Any]:
    try:
        return Outcome(value=ledger.read(job.work))
    except BaseException as error:  # noqa: BLE001 - likewise
        return Outcome(error=error)
