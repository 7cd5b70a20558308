"""The vault's thread: takes works from the loop and commits those that wait together in one transaction."""

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from oauth_desk.adapters.vault.ledger import Ledger, Work, copy_of
from oauth_desk.adapters.worker import settle
from oauth_desk.services.ports import VaultError, VaultFault

LARGEST_GROUP: Final = 256
QUIET_SECONDS: Final = 2.0
"""How long no work may have come before the day's copy is made."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class _Job:
    work: Work[Any]
    future: "Future[Any]"
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
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._opened: Future[None] = _uncancellable()
        self._closed: Future[None] = _uncancellable()
        self._closing = False
        self._opener: Callable[[], Ledger] | None = None

    async def start(self, opener: Callable[[], Ledger]) -> None:
        """Open the ledger on the thread; raise VaultError."""
        self._opener = opener
        self._thread.start()
        await asyncio.wrap_future(self._opened)

    async def read(self, work: Work[Result]) -> Result:
        """Return what ``work`` reads."""
        return await self._submit(work, writes=False)

    async def write(self, work: Work[Result]) -> Result:
        """Return what ``work`` gives, once it is durably saved."""
        return await self._submit(work, writes=True)

    async def close(self) -> None:
        """Finish what is queued, close the file and end the thread."""
        self.abandon()
        await asyncio.wrap_future(self._closed)

    def abandon(self) -> None:
        """Close without waiting for it."""
        if not self._closing:
            self._closing = True
            self._jobs.put(None)

    async def _submit(self, work: Work[Result], *, writes: bool) -> Result:
        if self._closing:
            raise VaultError(VaultFault.OTHER, "the vault is closed")
        future: Future[Result] = _uncancellable()
        self._jobs.put(_Job(work, future, writes))
        return await asyncio.wrap_future(future)

    def _run(self) -> None:
        """Be the thread."""
        opener = self._opener
        if opener is None:
            raise RuntimeError("started without an opener")
        try:
            ledger = opener()
        except BaseException as error:  # noqa: BLE001 - goes to the one who opens
            self._closing = True
            self._opened.set_exception(error)
            self._closed.set_result(None)
            return
        self._opened.set_result(None)
        settle(self._closed, lambda: self._serve(ledger))

    def _serve(self, ledger: Ledger) -> None:
        try:
            while True:
                jobs, ending = self._next_group(ledger)
                _commit([job for job in jobs if job.writes], ledger)
                for job in jobs:
                    if not job.writes:
                        _read(job, ledger)
                del jobs  # no record stays in memory while nothing happens
                if ending:
                    break
            if ledger.copy_wanted:
                ledger.copy_if_due()
        finally:
            ledger.close()

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


def _uncancellable() -> "Future[Any]":
    future: Future[Any] = Future()
    future.set_running_or_notify_cancel()
    return future


def _commit(jobs: Sequence[_Job], ledger: Ledger) -> None:
    """Commit together, then tell each caller: nobody hears of a value that is not saved."""
    if not jobs:
        return
    try:
        outcomes = ledger.commit([job.work for job in jobs])
    except VaultError as error:
        for job in jobs:
            job.future.set_exception(copy_of(error))
        return
    except BaseException as error:  # noqa: BLE001 - a thread must go on: the callers hear of it
        for job in jobs:
            job.future.set_exception(error)
        return
    for job, outcome in zip(jobs, outcomes, strict=True):
        if outcome.error is not None:
            job.future.set_exception(outcome.error)
        else:
            job.future.set_result(outcome.value)


def _read(job: _Job, ledger: Ledger) -> None:
    settle(job.future, lambda: ledger.read(job.work))
