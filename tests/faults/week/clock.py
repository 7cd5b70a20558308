"""A clock moved by hand that waits for real threads: no simulated time passes while the disk works."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from oauth_desk.adapters.vault.committer import Committer
from oauth_desk.adapters.worker import Worker
from tests.fakes.clock import FakeClock


class PatientClock(FakeClock):
    """Lets time pass only once everything that can run has run, on the threads of vault and locks too.

    ``true_time`` is what the world's clocks show: computers that sleep do not stop
    it, clocks that are set do not move it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._asleep = 0.0
        self._working = 0
        self._done = asyncio.Event()

    @property
    def true_time(self) -> float:
        """Return seconds that count on while the computer sleeps."""
        return self.monotonic() + self._asleep

    async def advance(self, seconds: float) -> None:
        """Let time pass, waking each sleeper at its own time and letting it act before the next."""
        await self.settle()
        end = self.monotonic() + seconds
        while (due := self._next_due()) is not None and due <= end:
            self._pass(due - self.monotonic())
            self._wake()
            await self.settle()
        self._pass(end - self.monotonic())
        await self.settle()

    async def suspend(self, seconds: float) -> None:
        """Let the computer sleep: its steady clock stands still."""
        self._asleep += seconds
        self.jump(seconds)
        await self.settle()

    async def settle(self) -> None:
        """Run until nothing is ready and no thread owes an answer."""
        ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
        while True:
            await asyncio.sleep(0)
            if ready:
                continue
            if not self._working:
                return
            self._done.clear()
            await self._done.wait()

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Count what is given to the threads of vaults and locks."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Worker, "submit", self._counted(Worker.submit))
            patch.setattr(Committer, "_submit", self._awaited(Committer._submit))
            patch.setattr(Committer, "start", self._awaited(Committer.start))
            patch.setattr(Committer, "close", self._awaited(Committer.close))
            yield

    def _counted(self, submit: Callable[..., "asyncio.Future[Any]"]) -> Callable[..., "asyncio.Future[Any]"]:
        def counted(worker: Worker, call: Callable[[], Any]) -> "asyncio.Future[Any]":
            future = submit(worker, call)
            self._working += 1
            future.add_done_callback(lambda _: self._finished())
            return future

        return counted

    def _awaited(self, method: Callable[..., Any]) -> Callable[..., Any]:
        async def awaited(*arguments: Any, **named: Any) -> Any:
            self._working += 1
            try:
                return await method(*arguments, **named)
            finally:
                self._finished()

        return awaited

    def _finished(self) -> None:
        self._working -= 1
        self._done.set()
