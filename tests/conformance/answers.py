"""Answers as raw bytes, the impossible ones included."""

import asyncio
import json
import zlib
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_plus

from tests.adapters import web_server
from tests.adapters.web_server import Seen
from tests.conformance.play import Answer
from tests.faults.rude_server import drip as dripping

if TYPE_CHECKING:
    from tests.conformance.provider import Provider

JSON: Final = ("Content-Type", "application/json")
HTML: Final = ("Content-Type", "text/html")
BIG: Final = 20 << 20
_PIECE: Final = bytes(1 << 16)


def plain(status: int, body: bytes = b"", *headers: tuple[str, str]) -> Answer:
    """Return a whole answer."""

    async def answer(provider: "Provider", _seen: Seen, writer: asyncio.StreamWriter) -> None:
        filled = [(name, provider.filled(text)) for name, text in headers]
        writer.write(web_server.plain(status, provider.filled(body), *filled))

    return answer


def told(body: object, status: int = 200, *headers: tuple[str, str]) -> Answer:
    """Return JSON."""
    return plain(status, json.dumps(body).encode(), JSON, *headers)


def text(body: bytes | str, status: int = 200) -> Answer:
    """Return what calls itself JSON."""
    return plain(status, body.encode() if isinstance(body, str) else body, JSON)


def page(status: int = 200) -> Answer:
    """Return a page for people, with a form that would like to be sent."""
    return plain(status, b"<!doctype html><title>Welcome</title><script>alert(1)</script><form>", HTML)


def error(code: object, description: object = "", status: int = 400) -> Answer:
    """Return an error (RFC 6749 §5.2)."""
    return told({"error": code, "error_description": description}, status)


def redirect(status: int, to: str = "{elsewhere}/taken") -> Answer:
    """Send whoever asks to another place."""
    return plain(status, b"", ("Location", to))


def raw(data: bytes) -> Answer:
    """Return bytes as they are, and hang up."""

    async def answer(provider: "Provider", _seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(provider.filled(data))
        await writer.drain()
        writer.close()

    return answer


async def nothing(_provider: "Provider", _seen: Seen, writer: asyncio.StreamWriter) -> None:
    """Hang up."""
    writer.close()


async def silence(_provider: "Provider", _seen: Seen, writer: asyncio.StreamWriter) -> None:
    """Say nothing until the other side has gone."""
    while not writer.is_closing():
        await asyncio.sleep(0.02)


async def drip(_provider: "Provider", _seen: Seen, writer: asyncio.StreamWriter) -> None:
    """Send a byte now and then, without end."""
    await dripping(writer)


async def promises(_provider: "Provider", _seen: Seen, writer: asyncio.StreamWriter) -> None:
    """Send "100 Continue" for ever."""
    while not writer.is_closing():
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n" * 50)
        await writer.drain()
        await asyncio.sleep(0.01)


ENDLESS: Final = (silence, drip, promises)
"""What ends by the program's patience alone."""


async def big(_provider: "Provider", _seen: Seen, writer: asyncio.StreamWriter) -> None:
    """Send twenty megabytes."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % BIG)
    for _ in range(BIG // len(_PIECE)):
        if writer.is_closing():
            return
        writer.write(_PIECE)
        await writer.drain()


async def without_end(_provider: "Provider", _seen: Seen, writer: asyncio.StreamWriter) -> None:
    """Send chunks for ever."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"10000\r\n" + _PIECE + b"\r\n")
        await writer.drain()


async def bomb(_provider: "Provider", _seen: Seen, writer: asyncio.StreamWriter) -> None:
    """Send little that becomes very much."""
    writer.write(web_server.plain(200, packed(), JSON, ("Content-Encoding", "gzip")))


@cache
def packed() -> bytes:
    """Return 64 megabytes of blanks in 64 kilobytes."""
    packer = zlib.compressobj(9, wbits=16 + zlib.MAX_WBITS)
    return b"".join([*(packer.compress(b" " * (1 << 20)) for _ in range(64)), packer.flush()])


async def echo(provider: "Provider", seen: Seen, writer: asyncio.StreamWriter) -> None:
    """Refuse, and repeat everything that was sent, in the body and in the head."""
    sent = f"{seen.header('Authorization')} {unquote_plus(seen.body.decode())}"
    head = ("WWW-Authenticate", f'Bearer error="invalid_request", error_description="{sent}"')
    await told({"error": "invalid_request", "error_description": sent, "sent": [sent]}, 400, head)(
        provider, seen, writer
    )


async def echo_as_sent(provider: "Provider", seen: Seen, writer: asyncio.StreamWriter) -> None:
    """Refuse, and repeat what was sent as it was on the wire."""
    await told({"error": "invalid_request", "error_description": seen.body.decode()}, 400)(provider, seen, writer)


async def echo_in_a_redirect(provider: "Provider", seen: Seen, writer: asyncio.StreamWriter) -> None:
    """Lead elsewhere with everything that was sent, in every part of the address."""
    sent = seen.body.decode() + (seen.header("Authorization") or "").replace(" ", "+")
    await redirect(307, f"{{elsewhere}}/{sent}?{sent}&x={sent}#{sent}")(provider, seen, writer)


def first(number: int, answer: Answer) -> Answer:
    """Answer so a few times, and honestly then."""
    left = [number]

    async def answering(provider: "Provider", seen: Seen, writer: asyncio.StreamWriter) -> None:
        if left[0] > 0:
            left[0] -= 1
            await answer(provider, seen, writer)
        else:
            await provider.honestly(seen, writer)

    return answering


def and_also(*headers: tuple[str, str]) -> Answer:
    """Answer honestly, with more headers."""

    async def answering(provider: "Provider", seen: Seen, writer: asyncio.StreamWriter) -> None:
        await provider.honestly(seen, writer, *headers)

    return answering
