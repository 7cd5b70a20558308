"""Renews every connection of a vault at once, 20 at a time, each saved durably; and how long the loop stood still."""

import asyncio
import json
import time

from oauth_desk.app import open_desk
from tests.benchmarks.fill import arguments, settings

AT_ONCE = 20
BEAT = 0.002


class Heartbeat:
    """Wakes every two milliseconds and remembers the longest delay."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._task = asyncio.ensure_future(self._beat())

    async def stop(self) -> float:
        """Return the longest stall in seconds."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        return self.longest

    async def _beat(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(BEAT)
            self.longest = max(self.longest, time.perf_counter() - before - BEAT)


async def main() -> dict[str, float]:
    """Return renewals per second, and the longest stall in seconds."""
    async with open_desk(settings(arguments())) as desk:
        await desk.session.open()
        slots = asyncio.Semaphore(AT_ONCE)

        async def renew(connection_id: str) -> None:
            async with slots:
                await desk.renewer.renew(connection_id)

        first, *ids = [one.id for one in desk.book.all()]
        await renew(first)  # the HTTP library is loaded and a connection open, as in the floor
        heart = Heartbeat()
        began = time.perf_counter()
        await asyncio.gather(*(renew(one) for one in ids))
        took = time.perf_counter() - began
        return {"rate": len(ids) / took, "stall": await heart.stop()}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main())))
