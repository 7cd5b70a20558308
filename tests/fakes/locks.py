"""Locks in memory; share one object between "processes"."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Literal, Self

from oauth_desk.services.ports import Clock, LockBusy, VaultError


class ForeignHold:
    """Another process that holds a lock, until it is released."""

    def __init__(self, lock: asyncio.Lock) -> None:
        self._lock = lock

    def release(self) -> None:
        """Give the lock back, as the kernel does when its holder dies."""
        self._lock.release()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


class MemoryLocks:
    """A Locks; ``wait`` counts on ``clock`` where one is given, else on real time."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock
        self._locks: dict[str, asyncio.Lock] = {}
        self.fault: VaultError | None = None
        self.holds = 0

    @asynccontextmanager
    async def hold(self, connection_id: str, *, wait: float = 60.0) -> AsyncIterator[None]:
        """Hold the lock; raise LockBusy after ``wait`` seconds."""
        if self.fault is not None:
            raise self.fault
        lock = self._lock(connection_id)
        await self._acquire(lock, wait)
        self.holds += 1
        try:
            yield
        finally:
            lock.release()

    async def taken_elsewhere(self, connection_id: str) -> ForeignHold:
        """Hold the lock as another process would."""
        lock = self._lock(connection_id)
        await lock.acquire()
        return ForeignHold(lock)

    def is_held(self, connection_id: str) -> bool:
        """Tell whether anybody holds the lock."""
        return self._lock(connection_id).locked()

    def _lock(self, connection_id: str) -> asyncio.Lock:
        return self._locks.setdefault(connection_id, asyncio.Lock())

    async def _acquire(self, lock: asyncio.Lock, wait: float) -> None:
        if not lock.locked():
            await lock.acquire()
            return
        acquiring = asyncio.ensure_future(lock.acquire())
        sleep = asyncio.sleep if self._clock is None else self._clock.sleep
        waiting = asyncio.ensure_future(sleep(wait))
        try:
            await asyncio.wait({acquiring, waiting}, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            self._give_up(lock, acquiring)
            raise
        finally:
            waiting.cancel()
        if not acquiring.done():
            acquiring.cancel()
            raise LockBusy

    @staticmethod
    def _give_up(lock: asyncio.Lock, acquiring: "asyncio.Task[Literal[True]]") -> None:
        if acquiring.done() and not acquiring.cancelled():
            lock.release()
        acquiring.cancel()
