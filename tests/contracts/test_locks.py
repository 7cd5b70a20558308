"""The Locks port: the same promises in memory and with kernel locks."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from oauth_desk.adapters.locks import FileLocks
from oauth_desk.services.ports import LockBusy, Locks
from tests.fakes.locks import MemoryLocks

Pair = tuple[Locks, Locks]


@pytest.fixture(params=["memory", "files"])
def processes(request: pytest.FixtureRequest, tmp_path: Path) -> Pair:
    """Give the locks as two processes see them."""
    if request.param == "memory":
        shared = MemoryLocks()
        return shared, shared
    return FileLocks(tmp_path / "locks"), FileLocks(tmp_path / "locks")


async def test_one_holder_at_a_time(processes: Pair) -> None:
    """C60: a held lock is busy for everybody else, and free afterwards."""
    mine, theirs = processes
    async with mine.hold("c"):
        with pytest.raises(LockBusy):
            async with theirs.hold("c", wait=0.05):
                pass
        with pytest.raises(LockBusy):
            async with mine.hold("c", wait=0):
                pass
    async with theirs.hold("c", wait=5):
        pass


async def test_connections_do_not_meet(processes: Pair) -> None:
    """Locks of different connections have nothing to do with each other."""
    mine, theirs = processes
    async with mine.hold("c"), theirs.hold("d", wait=0), mine.hold("../e", wait=0):
        pass


async def test_a_waiter_gets_it_when_it_is_free(processes: Pair) -> None:
    """A waiter goes on once the holder is done, even where the holder failed."""
    mine, theirs = processes
    order: list[str] = []
    held = asyncio.Event()

    async def hold() -> None:
        async with mine.hold("c"):
            held.set()
            await asyncio.sleep(0.02)
            order.append("first")
            raise LookupError

    async def wait() -> None:
        await held.wait()
        async with theirs.hold("c", wait=5):
            order.append("second")

    failed, _ = await asyncio.gather(hold(), wait(), return_exceptions=True)
    assert isinstance(failed, LookupError)
    assert order == ["first", "second"]


@pytest.mark.parametrize("stop", [lambda task: task.cancel()])
async def test_a_cancelled_waiter_leaves_nothing_held(processes: Pair, stop: Callable[[object], object]) -> None:
    """Cancelling whoever waits, or holds, frees the lock for others."""
    mine, theirs = processes

    async def hold(locks: Locks) -> None:
        async with locks.hold("c", wait=5):
            await asyncio.sleep(60)

    holder = asyncio.ensure_future(hold(mine))
    await asyncio.sleep(0.05)
    waiter = asyncio.ensure_future(hold(theirs))
    for _ in range(20):
        await asyncio.sleep(0)
    for task in (waiter, holder):
        stop(task)
        with pytest.raises(asyncio.CancelledError):
            await task
    async with theirs.hold("c", wait=5):
        pass
