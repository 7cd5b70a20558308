"""Callback servers without sockets."""

import asyncio
from urllib.parse import urlsplit

from oauth_desk.services.ports import CallbackPage, PortTaken

OVER = CallbackPage("Over", "Nobody waits for this any more.", good=False)


class FakeListener:
    """A Listener; a test plays the browser with ``hit``."""

    def __init__(self, redirect_uri: str) -> None:
        self.redirect_uri = redirect_uri
        self.closed = False
        self._hits: asyncio.Queue[tuple[str, asyncio.Future[CallbackPage]]] = asyncio.Queue()
        self._current: asyncio.Future[CallbackPage] | None = None
        self.last_page: CallbackPage | None = None

    def hit(self, query: str) -> "asyncio.Future[CallbackPage]":
        """Call the redirect URI with ``query``; the future gives the page that the browser sees."""
        page: asyncio.Future[CallbackPage] = asyncio.get_running_loop().create_future()
        self._hits.put_nowait((query, page))
        return page

    async def next_query(self) -> str:
        """Return the next query."""
        query, self._current = await self._hits.get()
        return query

    async def answer(self, page: CallbackPage) -> None:
        """Give the page to the browser whose query was returned last."""
        self.last_page = page
        if self._current is not None and not self._current.done():
            self._current.set_result(page)

    async def close(self) -> None:
        """Stop; browsers still waiting see the last page."""
        self.closed = True
        waiting = [] if self._current is None else [self._current]
        while not self._hits.empty():
            waiting.append(self._hits.get_nowait()[1])
        for page in waiting:
            if not page.done():
                page.set_result(self.last_page or OVER)


class FakeLoopback:
    """A Loopback; ports in ``taken`` are in use."""

    def __init__(self, taken: set[int] | None = None, first_port: int = 50000) -> None:
        self.taken = taken or set()
        self.listeners: list[FakeListener] = []
        self._next_port = first_port

    @property
    def last(self) -> FakeListener:
        """Return the newest listener."""
        return self.listeners[-1]

    async def listen(self, redirect_uri: str) -> FakeListener:
        """Bind; raise PortTaken."""
        await asyncio.sleep(0)
        parts = urlsplit(redirect_uri)
        if parts.port in self.taken:
            raise PortTaken(parts.port or 0)
        if parts.port is None:
            host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
            redirect_uri = parts._replace(netloc=f"{host}:{self._next_port}").geturl()
            self._next_port += 1
        listener = FakeListener(redirect_uri)
        self.listeners.append(listener)
        return listener
