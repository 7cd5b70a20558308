"""One named thread for calls that block, so that the loop's thread never waits."""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

Result = TypeVar("Result")

_Job = tuple[Callable[[], Any], "Future[Any]"]


class Worker:
    """Runs calls one after another on a daemon thread that starts with the first.

    asyncio's own executor would not do: its threads are joined at exit, and a
    keyring that hangs would then hold the whole program.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    async def run(self, call: Callable[[], Result]) -> Result:
        """Return what ``call`` returns; a cancelled caller leaves it running to its end."""
        return await asyncio.wrap_future(self.submit(call))

    def submit(self, call: Callable[[], Result]) -> "Future[Result]":
        """Queue ``call``; its future cannot be cancelled."""
        future: Future[Result] = Future()
        future.set_running_or_notify_cancel()
        self._jobs.put((call, future))
        if self._thread is None:
            self._thread = threading.Thread(target=self._loop, name=self._name, daemon=True)
            self._thread.start()
        return future

    def stop(self) -> None:
        """Let the thread end after the calls queued so far; ``run`` may start another."""
        if self._thread is not None:
            self._thread = None
            self._jobs.put(None)

    def _loop(self) -> None:
        while (job := self._jobs.get()) is not None:
            call, future = job
            settle(future, call)
            del job, call, future  # the last result must not live until the next call


def settle(future: "Future[Any]", call: Callable[[], Any]) -> None:
    """Give ``future`` what ``call`` returns or raises."""
    try:
        result = call()
    except BaseException as error:  # noqa: BLE001 - a thread's end: everything goes to the one who waits
        future.set_exception(error)
    else:
        future.set_result(result)
