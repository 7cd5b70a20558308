"""A web server on loopback that does exactly what a test says, rude things included."""

import asyncio
import ssl
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import h11


@dataclass
class Seen:
    """A request as it arrived."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes
    connection: int

    def header(self, name: str) -> str | None:
        """Return a header's value."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


Script = Callable[[Seen, asyncio.StreamWriter], Awaitable[None]]
"""Writes the answer as raw bytes; returning without ``Connection: close`` keeps the connection."""


@dataclass
class WebServer:
    """What the server saw, and where it is."""

    url: str
    script: Script
    requests: list[Seen] = field(default_factory=list)
    connections: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        self.connections += 1
        number = self.connections
        try:
            while (seen := await _read(reader, number)) is not None:
                self.requests.append(seen)
                await self.script(seen, writer)
                await writer.drain()
                if writer.is_closing():
                    break
        except (OSError, h11.RemoteProtocolError):
            pass
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader, number: int) -> Seen | None:
    parser = h11.Connection(h11.SERVER)
    request, body = None, b""
    while True:
        event = parser.next_event()
        if event is h11.NEED_DATA:
            data = await reader.read(65536)
            if not data and request is None:
                return None
            parser.receive_data(data)
        elif isinstance(event, h11.Request):
            request = event
        elif isinstance(event, h11.Data):
            body += event.data
        elif isinstance(event, h11.EndOfMessage) and request is not None:
            headers = [(name.decode(), value.decode("latin-1")) for name, value in request.headers.raw_items()]
            return Seen(request.method.decode(), request.target.decode(), headers, bytes(body), number)
        else:
            return None


def plain(status: int = 200, body: bytes = b"ok", *headers: tuple[str, str]) -> bytes:
    """Return a whole answer as bytes."""
    lines = [
        f"HTTP/1.1 {status} Reason",
        f"Content-Length: {len(body)}",
        *(f"{name}: {text}" for name, text in headers),
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def always(answer: bytes) -> Script:
    """Return a script that gives the same bytes to everything."""

    async def script(_seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)

    return script


@asynccontextmanager
async def web_server(
    script: Script, *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
) -> AsyncIterator[WebServer]:
    """Run a server for the length of a test."""
    server = WebServer("", script)
    tasks: set[asyncio.Task[None]] = set()
    writers: list[asyncio.StreamWriter] = []

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        task = asyncio.ensure_future(server.serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    listening = await asyncio.start_server(accept, host, 0, ssl=tls)
    port = listening.sockets[0].getsockname()[1]
    server.url = f"{'https' if tls else 'http'}://{host}:{port}"
    try:
        yield server
    finally:
        listening.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await _hang_up(listening, writers)


async def _hang_up(listening: asyncio.Server, writers: list[asyncio.StreamWriter]) -> None:
    """Wait until no connection is left: one that outlives its loop is told in some later test."""
    for writer in writers:
        writer.transport.abort()
    if sys.version_info >= (3, 13):
        listening.abort_clients()  # those whose handshake is not over, too
    with suppress(TimeoutError, OSError):
        async with asyncio.timeout(5):
            await asyncio.gather(*(writer.wait_closed() for writer in writers), return_exceptions=True)
            await listening.wait_closed()
