"""One named thread for calls that block, so that the loop's thread never waits."""

import asyncio
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")


class Promise(Generic[Result]):
    """A future of the loop that another thread fills. Where it was cancelled meanwhile, the result is dropped."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.future: asyncio.Future[Result] = self._loop.create_future()

    def keep(self, call: Callable[[], Result]) -> None:
        """Run ``call`` on this thread and give the future what it returns or raises."""
        try:
            result = call()
        except BaseException as error:  # noqa: BLE001 - a thread's end: everything goes to the one who waits
            self._tell(self.future.set_exception, error)
        else:
            self._tell(self.future.set_result, result)

    def _tell(self, give: Callable[[Any], None], what: object) -> None:
        with suppress(RuntimeError):  # a loop that has ended needs to know nothing
            self._loop.call_soon_threadsafe(self._deliver, give, what)

    def _deliver(self, give: Callable[[Any], None], what: object) -> None:
        if not self.future.done():
            give(what)


class Worker:
    """Runs calls one after another on a daemon thread that starts with the first.

    asyncio's own executor would not do: its threads are joined at exit, and a
    keyring that hangs would then hold the whole program.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: queue.SimpleQueue[tuple[Promise[Any], Callable[[], Any]] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    async def run(self, call: Callable[[], Result]) -> Result:
        """Return what ``call`` returns; a cancelled caller leaves it running to its end."""
        return await self.submit(call)

    def submit(self, call: Callable[[], Result]) -> "asyncio.Future[Result]":
        """Queue ``call`` and return its future; cancelling that stops nothing."""
        promise: Promise[Result] = Promise()
        self._jobs.put((promise, call))
        if self._thread is None:
            self._thread = threading.Thread(target=self._loop, name=self._name, daemon=True)
            self._thread.start()
        return promise.future

    def stop(self) -> None:
        """Let the thread end after the calls queued so far; ``run`` may start another."""
        if self._thread is not None:
            self._thread = None
            self._jobs.put(None)

    def _loop(self) -> None:
        while (job := self._jobs.get()) is not None:
            promise, call = job
            promise.keep(call)
            del job, promise, call  # the last result must not live until the next call
