"""An HTTP client that is loaded with the first request: handing out a fresh token needs none."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from oauth_desk.adapters.worker import Worker
from oauth_desk.protocol.http import Request, Response
from oauth_desk.services.ports import BACK_CHANNEL, HttpClient, Limits, StreamedAnswer, Trust


class DeferredHttpClient:
    """An HttpClient that makes the real one with ``load``, on a thread, when it is needed."""

    def __init__(self, load: Callable[[], HttpClient]) -> None:
        self._load = load
        self._loading: asyncio.Task[HttpClient] | None = None

    async def send(self, request: Request, *, limits: Limits = BACK_CHANNEL, trust: Trust | None = None) -> Response:
        """Return the whole answer or raise TransportError."""
        client = await self._client()
        return await client.send(request, limits=limits, trust=trust)

    @asynccontextmanager
    async def stream(
        self, request: Request, *, limits: Limits, trust: Trust | None = None
    ) -> AsyncIterator[StreamedAnswer]:
        """Open an answer for reading in pieces; raise TransportError."""
        client = await self._client()
        async with client.stream(request, limits=limits, trust=trust) as answer:
            yield answer

    async def close(self) -> None:
        """Close all connections; nothing is loaded for it."""
        if self._loading is not None:
            await (await self._loading).close()

    async def _client(self) -> HttpClient:
        if self._loading is None:
            self._loading = asyncio.ensure_future(self._run())
        return await asyncio.shield(self._loading)

    async def _run(self) -> HttpClient:
        worker = Worker("load-http")
        try:
            return await worker.run(self._load)
        finally:
            worker.stop()
