"""A clock that runs fast, and limits that are as much shorter, so that endless answers take seconds."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

from oauth_desk.adapters.http_client import HttpxClient
from oauth_desk.protocol.http import Request, Response
from oauth_desk.services.ports import BACK_CHANNEL, Limits, StreamedAnswer, Trust


class QuickClock:
    """A Clock on which ``speed`` seconds pass in one."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._began, self._wall = time.monotonic(), time.time()

    def now(self) -> float:
        """Return the wall clock."""
        return self._wall + self.monotonic()

    def monotonic(self) -> float:
        """Return the clock that never jumps."""
        return (time.monotonic() - self._began) * self._speed

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(max(0.0, seconds) / self._speed)


class HastyHttp:
    """The real HTTP client; where a hostile answer waits, the limits of time are ``speed`` times as short."""

    def __init__(self, speed: float, is_hostile: Callable[[Request], bool]) -> None:
        self._inner = HttpxClient()
        self._speed = speed
        self._is_hostile = is_hostile

    async def send(self, request: Request, *, limits: Limits = BACK_CHANNEL, trust: Trust | None = None) -> Response:
        """Return the whole answer or raise TransportError."""
        return await self._inner.send(request, limits=self._shorter(limits, request), trust=trust)

    @asynccontextmanager
    async def stream(
        self, request: Request, *, limits: Limits, trust: Trust | None = None
    ) -> AsyncIterator[StreamedAnswer]:
        """Open an answer for reading in pieces; raise TransportError."""
        async with self._inner.stream(request, limits=self._shorter(limits, request), trust=trust) as answer:
            yield answer

    async def close(self) -> None:
        """Close all connections."""
        await self._inner.close()

    def _shorter(self, limits: Limits, request: Request) -> Limits:
        if not self._is_hostile(request):
            return limits
        return replace(limits, read=limits.read / self._speed, total=limits.total / self._speed)
