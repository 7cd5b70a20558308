"""The thread for calls that block."""

import asyncio
import threading

import pytest

from oauth_desk.adapters.worker import Worker


async def test_calls_run_in_order_elsewhere() -> None:
    """Calls run one after another on one named thread, and results and errors come back."""
    worker = Worker("test-worker")
    seen: list[tuple[int, str]] = []
    await asyncio.gather(
        *(
            worker.run(lambda number=number: seen.append((number, threading.current_thread().name)))
            for number in range(9)
        )
    )
    assert seen == [(number, "test-worker") for number in range(9)]
    with pytest.raises(ZeroDivisionError):
        await worker.run(lambda: 1 // 0)
    worker.stop()


async def test_a_cancelled_caller_leaves_the_call_running() -> None:
    """A call whose caller gave up is finished all the same."""
    worker = Worker("test-worker")
    gate = threading.Event()
    done: list[bool] = []
    waiting = asyncio.ensure_future(worker.run(lambda: (gate.wait(10), done.append(True))))
    await asyncio.sleep(0)
    waiting.cancel()
    gate.set()
    await worker.run(lambda: None)
    assert done == [True]
    with pytest.raises(asyncio.CancelledError):
        await waiting
    worker.stop()


async def test_stopped_and_used_again() -> None:
    """A stopped worker ends its thread and starts another when it is needed."""
    worker = Worker("test-worker")
    first = await worker.run(threading.current_thread)
    worker.stop()
    worker.stop()
    first.join(5)
    assert not first.is_alive()
    assert await worker.run(threading.current_thread) is not first
    worker.stop()
