"""A service behind every kind of bad network, until a test heals it; a thread of the test's own process.

The first part of an address is the fault it suffers from, the second the name of a
connection: ``https://127.0.0.1:4711/bomb/agent/token``.
"""

import asyncio
import json
import ssl
import threading
import zlib
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from time import time
from typing import Any, Final
from urllib.parse import parse_qs

BIG: Final = 30 << 20
BOMB: Final = 128 << 20
_PIECE: Final = 1 << 16
_HTML: Final = b"<!doctype html><title>Welcome</title><p>Please accept the terms of this network."

Writer = asyncio.StreamWriter
Answer = Callable[[Writer], Awaitable[None]]


def head(status: int, *headers: tuple[str, str], length: int | None) -> bytes:
    """Return the beginning of an answer."""
    lines = [f"HTTP/1.1 {status} .", f"Date: {formatdate(usegmt=True)}", *(f"{name}: {text}" for name, text in headers)]
    if length is not None:
        lines.append(f"Content-Length: {length}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def plain(status: int, body: bytes = b"", *headers: tuple[str, str]) -> Answer:
    """Return what sends a whole answer."""

    async def send(writer: Writer) -> None:
        writer.write(head(status, *headers, length=len(body)) + body)

    return send


def waiting(status: int, value: Callable[[], str]) -> Answer:
    """Return what asks to come back later."""

    async def send(writer: Writer) -> None:
        await plain(status, b"later", ("Retry-After", value()))(writer)

    return send


async def cut_in_the_body(writer: Writer) -> None:
    """Break off in the middle."""
    writer.write(head(200, ("Content-Type", "application/json"), length=500) + b'{"access_token": "abc')
    await writer.drain()
    writer.transport.abort()


async def big(writer: Writer) -> None:
    """Send thirty megabytes."""
    writer.write(head(200, ("Content-Type", "application/json"), length=BIG))
    for _ in range(BIG // _PIECE):
        if writer.is_closing():
            return
        writer.write(b" " * _PIECE)
        await writer.drain()


def bomb() -> Answer:
    """Return what sends little that becomes very much."""
    headers = (("Content-Type", "application/json"), ("Content-Encoding", "gzip"))
    packer = zlib.compressobj(1, wbits=16 + zlib.MAX_WBITS)
    body = b"".join([*(packer.compress(bytes(1 << 20)) for _ in range(BOMB >> 20)), packer.flush()])
    return plain(200, body, *headers)


async def drip(writer: Writer) -> None:
    """Send a byte now and then, and never end."""
    writer.write(head(200, ("Content-Type", "application/json"), length=1 << 20))
    while not writer.is_closing():
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.5)


def in_three_seconds() -> str:
    """Return a date that is near."""
    return formatdate(time() + 3, usegmt=True)


FAULTS: Final[dict[str, Answer]] = {
    "cut": cut_in_the_body,
    "html": plain(200, _HTML, ("Content-Type", "text/html")),
    "redirect": plain(302, b"", ("Location", "http://127.0.0.1:9/login?next=x")),
    "login": plain(511, _HTML, ("Content-Type", "text/html")),
    "429": waiting(429, lambda: "2"),
    "429-date": waiting(429, in_three_seconds),
    "429-silly": waiting(429, lambda: "soon"),
    "503": waiting(503, lambda: "2"),
    "503-date": waiting(503, in_three_seconds),
    "503-silly": waiting(503, lambda: "-1"),
    "503-none": plain(503),
    "big": big,
    "drip": drip,
}
"""Each fault that is an answer of some kind. The ones before any answer are the test's: see there."""


@dataclass
class RudeServer:
    """Serves at ``port`` with TLS, at ``named`` by a name, at ``outdated`` with a certificate of yesterday.

    At ``hostile`` it ends every handshake.
    """

    tls: ssl.SSLContext
    tls_by_name: ssl.SSLContext
    tls_of_yesterday: ssl.SSLContext
    healed: bool = False
    keys: dict[str, str] = field(default_factory=dict)
    """The renewal key of each connection that is good now."""
    reused: int = 0
    asked: int = 0
    port: int = 0
    hostile: int = 0
    named: int = 0
    outdated: int = 0

    def __post_init__(self) -> None:
        self._answers = {**FAULTS, "bomb": bomb()}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread.start()
        self._run(self._listen())

    def close(self) -> None:
        """End it."""
        self._run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _listen(self) -> None:
        loop_task = self._loop.create_task

        def accept(serve: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
            def accepted(reader: asyncio.StreamReader, writer: Writer) -> None:
                task = loop_task(serve(reader, writer))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

            return accepted

        served = await asyncio.start_server(accept(self._serve), "127.0.0.1", 0, ssl=self.tls)
        hostile = await asyncio.start_server(accept(self._cut_handshake), "127.0.0.1", 0)
        named = await asyncio.start_server(accept(self._serve), "127.0.0.1", 0, ssl=self.tls_by_name)
        outdated = await asyncio.start_server(accept(self._serve), "127.0.0.1", 0, ssl=self.tls_of_yesterday)
        self._servers = (served, hostile, named, outdated)
        self.port, self.hostile, self.named, self.outdated = (
            each.sockets[0].getsockname()[1] for each in self._servers
        )

    async def _end(self) -> None:
        for server in self._servers:
            server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _cut_handshake(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        """Read the greeting and hang up; once healed, pass everything on."""
        with suppress(OSError, asyncio.IncompleteReadError):
            first = await reader.read(_PIECE)
            if self.healed:
                there, back = await asyncio.open_connection("127.0.0.1", self.port)
                back.write(first)
                await asyncio.gather(_copy(reader, back), _copy(there, writer))
                back.transport.abort()
        writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        with suppress(OSError, asyncio.IncompleteReadError, ssl.SSLError):
            while True:
                lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                _, fault, name, what = lines[0].split()[1].split("/", 3)
                self.asked += 1
                await self._answer(fault, name, what, body)(writer)
                await writer.drain()
                if writer.is_closing():
                    break
        writer.close()

    def _answer(self, fault: str, name: str, what: str, body: bytes) -> Answer:
        if fault in self._answers and not self.healed:
            return self._answers[fault]
        if what != "token":
            return plain(200, b'{"hello": "you"}', ("Content-Type", "application/json"))
        return self._renewed(f"{fault}/{name}", parse_qs(body.decode()).get("refresh_token", [""])[0])

    def _renewed(self, who: str, key: str) -> Answer:
        if key != self.keys.get(who, key):
            self.reused += 1
            return plain(400, b'{"error": "invalid_grant"}', ("Content-Type", "application/json"))
        number = int(key.rpartition(".")[2]) + 1
        self.keys[who] = f"refresh.{who}.{number}"
        tokens = {
            "access_token": f"access.{who}.{number}",
            "refresh_token": self.keys[who],
            "token_type": "Bearer",
            "expires_in": 3600,
        }
        return plain(200, json.dumps(tokens).encode(), ("Content-Type", "application/json"))


async def _copy(reader: asyncio.StreamReader, writer: Writer) -> None:
    while piece := await reader.read(_PIECE):
        writer.write(piece)
        await writer.drain()
    writer.transport.abort()
