"""An HTTP client that is not loaded before the first call: ``token`` with a fresh token needs none."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from oauth_desk.protocol.http import Request, Response
from oauth_desk.services.ports import BACK_CHANNEL, HttpClient, Limits, StreamedAnswer, Trust


def _load() -> HttpClient:
    from oauth_desk.adapters.http_client import HttpxClient  # noqa: PLC0415 - this is the deferring

    return HttpxClient()


class DeferredHttpClient:
    """Passes every call to a client that ``load`` makes on a thread at the first of them."""

    def __init__(self, load: Callable[[], HttpClient] = _load) -> None:
        self._load = load
        self._loading: asyncio.Future[HttpClient] | None = None

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
        """Close the client if there is one."""
        if self._loading is not None:
            await (await self._loading).close()
            self._loading = None

    async def _client(self) -> HttpClient:
        if self._loading is None:
            self._loading = asyncio.ensure_future(asyncio.to_thread(self._load))
        # One caller that gives up must not end the loading for the others.
        return await asyncio.shield(self._loading)
