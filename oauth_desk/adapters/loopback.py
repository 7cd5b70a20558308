"""The callback server: on this computer alone, while one sign-in waits (NORMS C20 to C29)."""

import asyncio
import contextlib
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from oauth_desk.adapters.callback_page import PageTemplate
from oauth_desk.adapters.loopback_sockets import bind, is_loopback_literal
from oauth_desk.config import resources
from oauth_desk.services.ports import CallbackPage

if TYPE_CHECKING:
    from oauth_desk.adapters.callback_request import Exchange, Expected, Verdict

HEAD_SECONDS: Final = 10.0
"""How long a browser may take to say what it wants."""

CONNECTIONS: Final = 16
_LINGER_SECONDS: Final = 1.0
_LAST_ANSWER_SECONDS: Final = 3.0
_READ_SIZE: Final = 4096

OVER: Final = CallbackPage(
    "This sign-in is over", "OAuth Desk no longer waits for it. You can close this tab.", good=False
)


class LoopbackServer:
    """Opens callback servers. ``template`` is the page's HTML file."""

    def __init__(self, template: Path | None = None, *, head_seconds: float = HEAD_SECONDS) -> None:
        self._template = template or resources() / "callback" / "page.html"
        self._head_seconds = head_seconds

    async def listen(self, redirect_uri: str) -> "CallbackServer":
        """Bind for ``redirect_uri`` (no port: any); raise PortTaken, ValueError where it is not for this computer."""
        # Imported here: most runs of the command line need no parser of requests.
        from oauth_desk.adapters.callback_request import Expected  # noqa: PLC0415

        parts = urlsplit(redirect_uri)
        host = parts.hostname or ""
        if (
            parts.scheme != "http"
            or not is_loopback_literal(host)
            or "@" in parts.netloc
            or parts.query
            or parts.fragment
        ):
            raise ValueError("the redirect URI is not an http address on this computer")
        sockets = bind(host, parts.port)
        if parts.port is None:
            name = f"[{host}]" if ":" in host else host
            redirect_uri = parts._replace(netloc=f"{name}:{sockets[0].getsockname()[1]}").geturl()
        expected = Expected.of(redirect_uri)
        server = CallbackServer(redirect_uri, expected, PageTemplate(self._template), self._head_seconds)
        await server.open(sockets)
        return server


class _Visit:
    """One browser connection. ``page`` is set once it is known what the browser shall see.

    ``waits`` while it has asked what counts and not been answered: only then it
    keeps its place against newer connections.
    """

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self.writer = writer
        self.waits = False
        self.page: asyncio.Future[CallbackPage] = asyncio.get_running_loop().create_future()
        self.answered = asyncio.Event()


class CallbackServer:
    """A Listener: hands out the queries that count, one by one, and answers each when it is told to."""

    def __init__(self, redirect_uri: str, expected: "Expected", template: PageTemplate, head_seconds: float) -> None:
        self.redirect_uri = redirect_uri
        self._expected = expected
        self._template = template
        self._head_seconds = head_seconds
        self._servers: list[asyncio.Server] = []
        self._visits: dict[_Visit, asyncio.Task[None]] = {}
        self._waiting: asyncio.Queue[tuple[str, _Visit]] = asyncio.Queue()
        self._current: _Visit | None = None
        self._last_page = OVER

    async def open(self, sockets: list[socket.socket]) -> None:
        """Accept connections on sockets that listen already."""
        for listening in sockets:
            self._servers.append(await asyncio.start_server(self._visited, sock=listening, limit=_READ_SIZE))

    async def next_query(self) -> str:
        """Return the next query; its browser waits for ``answer``."""
        query, self._current = await self._waiting.get()
        return query

    async def answer(self, page: CallbackPage) -> None:
        """Show the page to the browser whose query was returned last; a browser that left is no error."""
        self._last_page = page
        if self._current is not None:
            await self._show(self._current, page)

    async def close(self) -> None:
        """Stop listening; whoever still waits sees the last page (NORMS C27), the rest is cut off."""
        for server in self._servers:
            server.close()
        waiting = [visit for visit in self._visits if visit.waits]
        await asyncio.gather(*(self._show(visit, self._last_page) for visit in waiting))
        tasks = list(self._visits.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _show(self, visit: _Visit, page: CallbackPage) -> None:
        if not visit.page.done():
            visit.page.set_result(page)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(visit.answered.wait(), _LAST_ANSWER_SECONDS)

    def _visited(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection in a task of ours; one that asyncio makes may not be cancelled on Python 3.11."""
        if not self._make_room():
            writer.close()
            return
        visit = _Visit(writer)
        self._visits[visit] = asyncio.ensure_future(self._attend(visit, reader))

    async def _attend(self, visit: _Visit, reader: asyncio.StreamReader) -> None:
        try:
            await self._serve(visit, reader)
        except OSError:
            pass  # a browser that left, or never asked (a TimeoutError is one too): the sign-in goes on
        finally:
            visit.answered.set()
            self._visits.pop(visit, None)
            await _close(visit.writer)

    def _make_room(self) -> bool:
        """Drop the oldest connection that asked nothing: idle ones never block the real request (NORMS C28)."""
        if len(self._visits) < CONNECTIONS:
            return True
        idle = next((visit for visit in self._visits if not visit.waits), None)
        if idle is None:
            return False
        self._visits.pop(idle).cancel()
        return True

    async def _serve(self, visit: _Visit, reader: asyncio.StreamReader) -> None:
        exchange = self._expected.exchange()
        async with asyncio.timeout(self._head_seconds):
            verdict = await _verdict(exchange, reader)
        if verdict.query is not None:
            page = await self._page_for(visit, verdict.query, reader)
            headers = (
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Security-Policy", self._template.policy),
            )
            visit.writer.write(exchange.answer(200, self._template.filled(page), headers))
        else:
            visit.writer.write(exchange.answer(verdict.status, b"Nothing to do here.\n"))
        await visit.writer.drain()
        visit.answered.set()
        await _hang_up(visit.writer, reader)

    async def _page_for(self, visit: _Visit, query: str, reader: asyncio.StreamReader) -> CallbackPage:
        """Hand the query out and wait for its page; a browser that leaves meanwhile gives its place up."""
        visit.waits = True
        self._waiting.put_nowait((query, visit))
        leaving = asyncio.ensure_future(reader.read(_READ_SIZE))
        leaving.add_done_callback(lambda _: self._left(visit, reader))
        try:
            return await visit.page
        finally:
            visit.waits = False
            leaving.cancel()
            await asyncio.wait({leaving})

    @staticmethod
    def _left(visit: _Visit, reader: asyncio.StreamReader) -> None:
        visit.waits = visit.waits and not reader.at_eof()


async def _verdict(exchange: "Exchange", reader: asyncio.StreamReader) -> "Verdict":
    while True:
        verdict = exchange.feed(await reader.read(_READ_SIZE))
        if verdict is not None:
            return verdict


async def _hang_up(writer: asyncio.StreamWriter, reader: asyncio.StreamReader) -> None:
    """Close our side first and read what is left: closing at once could reset the answer away."""
    if writer.can_write_eof():
        writer.write_eof()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_LINGER_SECONDS):
            while await reader.read(_READ_SIZE):
                pass


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    try:
        async with asyncio.timeout(_LINGER_SECONDS):
            await writer.wait_closed()
    except OSError:  # TimeoutError is one: what is still unsent then is given up
        writer.transport.abort()
