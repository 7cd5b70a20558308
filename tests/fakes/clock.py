"""A clock that stands still until a test moves it."""

import asyncio
import heapq
from itertools import count
from typing import Final

SETTLE_ROUNDS: Final = 40


async def settle(rounds: int = SETTLE_ROUNDS) -> None:
    """Let everything that can run without time passing run."""
    for _ in range(rounds):
        await asyncio.sleep(0)


class FakeClock:
    """A Clock moved by hand: ``advance`` lets time pass, ``jump`` moves the wall clock alone."""

    def __init__(self, start: float = 1_800_000_000.0, monotonic: float = 1_000.0) -> None:
        self._wall = start
        self._monotonic = monotonic
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = count()

    def now(self) -> float:
        """Return the wall clock."""
        return self._wall

    def monotonic(self) -> float:
        """Return the clock that never jumps."""
        return self._monotonic

    async def sleep(self, seconds: float) -> None:
        """Wait until a test has advanced that far."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._monotonic + seconds, next(self._order), waiter))
        await waiter

    async def advance(self, seconds: float) -> None:
        """Let time pass, waking each sleeper at its own time and letting it act before the next."""
        await settle()
        end = self._monotonic + seconds
        while (due := self._next_due()) is not None and due <= end:
            self._pass(due - self._monotonic)
            self._wake()
            await settle()
        self._pass(end - self._monotonic)
        await settle()

    def jump(self, seconds: float) -> None:
        """Move the wall clock alone: a suspend, or somebody set the clock."""
        self._wall += seconds

    async def jumped(self, seconds: float) -> None:
        """Move the wall clock alone and let the loop run."""
        self.jump(seconds)
        await settle()

    @property
    def next_wake(self) -> float | None:
        """Seconds until the first sleeper is due; None if nobody sleeps."""
        due = self._next_due()
        return None if due is None else due - self._monotonic

    @property
    def sleepers(self) -> int:
        """How many tasks sleep."""
        self._drop_cancelled()
        return sum(not waiter.done() for _, _, waiter in self._sleepers)

    def _pass(self, seconds: float) -> None:
        self._wall += seconds
        self._monotonic += seconds

    def _wake(self) -> None:
        while self._sleepers and self._sleepers[0][0] <= self._monotonic:
            _, _, waiter = heapq.heappop(self._sleepers)
            if not waiter.done():
                waiter.set_result(None)

    def _next_due(self) -> float | None:
        self._drop_cancelled()
        return self._sleepers[0][0] if self._sleepers else None

    def _drop_cancelled(self) -> None:
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)
