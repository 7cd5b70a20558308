"""HTTP over real sockets: what is proved to be unsent, what is cut off, and what is never let out."""

import asyncio
import gc
import gzip
import inspect
import logging
import sys
import tracemalloc
import zlib
from collections.abc import AsyncGenerator

import pytest

from oauth_desk import __version__
from oauth_desk.adapters.deferred_http import DeferredHttpClient
from oauth_desk.adapters.http_client import HttpxClient
from oauth_desk.protocol.http import Request
from oauth_desk.services.ports import BACK_CHANNEL, Limits, TransportError, TransportFault
from oauth_desk.services.proving_http import ProvingHttp
from tests.adapters.web_server import Seen, WebServer, always, plain, web_server

CANARY = "CANARY-b7f3"


@pytest.fixture
async def client():
    """Give a client."""
    made = HttpxClient()
    yield made
    await made.close()


async def fault_of(client: HttpxClient, request: Request, limits: Limits | None = None) -> tuple[TransportFault, bool]:
    """Return how a call fails, and whether it may have been sent; no word of the request is in the error."""
    with pytest.raises(TransportError) as caught:
        await client.send(request, limits=limits or Limits())
    assert CANARY not in repr(caught.value)
    assert caught.value.__cause__ is None
    return caught.value.fault, caught.value.sent


def post(url: str) -> Request:
    """Return a request full of secrets."""
    return Request("POST", f"{url}/token?q={CANARY}", (("Authorization", f"Bearer {CANARY}"),), CANARY.encode())


# --- sent or not -------------------------------------------------------------


async def test_no_such_name(client: HttpxClient) -> None:
    """A name that does not resolve is DNS, and nothing was sent."""
    assert await fault_of(client, post("https://login.invalid")) == (TransportFault.DNS, False)


async def test_nobody_listens(client: HttpxClient) -> None:
    """A refused connection is REFUSED, and nothing was sent."""
    async with web_server(always(b"")) as server:
        url = server.url
    assert await fault_of(client, post(url)) == (TransportFault.REFUSED, False)


async def test_nobody_speaks_tls(client: HttpxClient) -> None:
    """A server that speaks no TLS fails the handshake, and nothing was sent."""
    async with web_server(always(plain())) as server:
        url = server.url.replace("http:", "https:")
        assert await fault_of(client, post(url)) == (TransportFault.TLS, False)


async def test_cut_off_in_the_handshake(client: HttpxClient) -> None:
    """A connection cut while it is being secured is TLS, and nothing was sent."""

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server:
        url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        assert await fault_of(client, post(url)) == (TransportFault.TLS, False)


async def test_cut_off_before_the_answer(client: HttpxClient) -> None:
    """C62: a server that takes the request and hangs up leaves it unknown: sent."""

    async def hang_up(_seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with web_server(hang_up) as server:
        assert await fault_of(client, post(server.url)) == (TransportFault.DISCONNECTED, True)


async def test_cut_off_in_the_answer(client: HttpxClient) -> None:
    """An answer shorter than it says is no answer."""

    async def half(_seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        writer.close()

    async with web_server(half) as server:
        assert await fault_of(client, post(server.url)) == (TransportFault.DISCONNECTED, True)


async def test_an_answer_that_is_not_http(client: HttpxClient) -> None:
    """Bytes that are not HTTP are told as such."""
    async with web_server(always(b"SSH-2.0-OpenSSH_9.7\r\n\r\n")) as server:
        assert await fault_of(client, post(server.url)) == (TransportFault.OTHER, True)


async def silent(_seen: Seen, _writer: asyncio.StreamWriter) -> None:
    """Never answer."""
    await asyncio.sleep(60)


def test_the_usual_limits() -> None:
    """C39: 10 s to connect, 30 s to read, 60 s for all of it, 1 MiB of body, unless a caller says otherwise."""
    assert Limits() == BACK_CHANNEL == Limits(connect=10.0, read=30.0, total=60.0, body=1024 * 1024)
    for call in (HttpxClient.send, ProvingHttp.send, DeferredHttpClient.send):
        assert inspect.signature(call).parameters["limits"].default == BACK_CHANNEL


@pytest.mark.parametrize("limits", [Limits(read=0.1), Limits(total=0.1)])
async def test_no_answer_in_time(client: HttpxClient, limits: Limits) -> None:
    """C39: reading and the whole have limits; the request may have arrived."""
    async with web_server(silent) as server:
        assert await fault_of(client, post(server.url), limits) == (TransportFault.TIMEOUT, True)


async def test_an_answer_that_trickles(client: HttpxClient) -> None:
    """C39: a byte now and then does not stretch the whole beyond its limit."""

    async def trickle(_seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while True:
            writer.write(b"x")
            await asyncio.sleep(0.02)

    async with web_server(trickle) as server:
        assert await fault_of(client, post(server.url), Limits(total=0.2)) == (TransportFault.TIMEOUT, True)


async def test_no_connection_in_time(client: HttpxClient) -> None:
    """C39: a handshake that never ends is a timeout of a request that was not sent."""
    ended = asyncio.Event()

    async def listen_only(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await ended.wait()
        writer.close()

    server = await asyncio.start_server(listen_only, "127.0.0.1", 0)
    async with server:
        url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        assert await fault_of(client, post(url), Limits(connect=0.1)) == (TransportFault.TIMEOUT, False)
        ended.set()


async def test_what_h11_refuses_was_not_sent(client: HttpxClient) -> None:
    """C102: a header that the library refuses is not sent, and its value is not quoted."""
    async with web_server(always(plain())) as server:
        request = Request("POST", server.url, (("Authorization", f" {CANARY} "), ("Content-Length", "x")), b"1")
        assert await fault_of(client, request) == (TransportFault.BAD_REQUEST, False)
        assert server.requests == []


async def test_a_callers_own_timeout_stays_its_own(client: HttpxClient) -> None:
    """A limit the caller set around reading is not taken for the server's fault."""
    async with web_server(always(plain())) as server:
        with pytest.raises(TimeoutError):
            async with client.stream(Request("GET", server.url), limits=Limits()), asyncio.timeout(0.01):
                await asyncio.sleep(1)


# --- what goes out -----------------------------------------------------------


async def test_who_asks(client: HttpxClient) -> None:
    """The program names itself, and the request goes out as it was given."""
    async with web_server(always(plain())) as server:
        await client.send(Request("PUT", f"{server.url}/a/b?c=d%20e", (("X-One", "1"), ("X-One", "2")), b"body"))
        (seen,) = server.requests
    assert seen.header("user-agent") == f"OAuthDesk/{__version__}"
    assert (seen.method, seen.target, seen.body) == ("PUT", "/a/b?c=d%20e", b"body")
    assert [value for name, value in seen.headers if name.lower() == "x-one"] == ["1", "2"]


async def test_no_cookies_are_kept(client: HttpxClient) -> None:
    """A cookie that a server sets is not sent back: two people's connections share the client."""
    async with web_server(always(plain(200, b"ok", ("Set-Cookie", f"s={CANARY}; Path=/")))) as server:
        for _ in range(2):
            await client.send(Request("GET", server.url))
        assert [seen.header("cookie") for seen in server.requests] == [None, None]


async def test_no_proxy_for_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of the environment never sees what goes to this computer, and is asked for the rest."""
    async with web_server(always(plain(200, b"direct"))) as server, web_server(always(plain(502))) as proxy:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
            monkeypatch.delenv("NO_PROXY", raising=False)
        client = HttpxClient()
        try:
            assert (await client.send(Request("GET", server.url))).body == b"direct"
            assert proxy.requests == []
            assert await fault_of(client, post("https://login.invalid")) == (TransportFault.PROXY, False)
            assert [seen.method for seen in proxy.requests] == ["CONNECT"]
        finally:
            await client.close()


async def test_an_unusable_proxy_is_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy setting that makes no sense fails the call."""
    monkeypatch.setenv("HTTPS_PROXY", "nonsense://proxy:99999999")
    client = HttpxClient()
    try:
        assert (await fault_of(client, post("https://login.invalid")))[1] is False
    finally:
        await client.close()


async def test_connections_are_shared_in_a_burst(client: HttpxClient) -> None:
    """Calls right after each other share a connection."""
    async with web_server(always(plain())) as server:
        for _ in range(3):
            await client.send(Request("POST", server.url))
        assert server.connections == 1


async def test_a_connection_closed_meanwhile_is_not_used(client: HttpxClient) -> None:
    """An idle connection that the server has closed is replaced before anything is sent on it."""

    async def once(seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(plain())
        await writer.drain()
        if seen.connection == 1:
            writer.close()

    async with web_server(once) as server:
        await client.send(post(server.url))
        await asyncio.sleep(0.05)
        assert (await client.send(post(server.url))).status == 200
        assert server.connections == 2


# --- what comes back -----------------------------------------------------------


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body, wbits=-15)),
        ("identity", bytes),
    ],
)
async def test_bodies_are_decompressed(client: HttpxClient, coding: str, pack: object) -> None:
    """The codings that a request offers are undone, deflate without its header too."""
    body = b"some text " * 5000
    async with web_server(always(plain(200, pack(body), ("Content-Encoding", coding)))) as server:  # type: ignore[operator]
        assert (await client.send(Request("GET", server.url))).body == body


@pytest.mark.parametrize("packed", [b"not gzip at all", gzip.compress(b"cut off" * 100, mtime=0)[:-20]])
async def test_wrong_compression_is_told(client: HttpxClient, packed: bytes) -> None:
    """A body that is not what it says is an error, not a wrong answer."""
    async with web_server(always(plain(200, packed, ("Content-Encoding", "gzip")))) as server:
        assert await fault_of(client, post(server.url)) == (TransportFault.OTHER, True)


@pytest.mark.parametrize("how", ["too large", "left in the middle"])
async def test_an_answer_that_is_given_up_leaves_nothing_behind(client: HttpxClient, how: str) -> None:
    """What was being read is ended where it was begun: a loop that knows no finalizers would end it in another task."""
    left: list[AsyncGenerator[object, None]] = []
    before = sys.get_asyncgen_hooks()
    sys.set_asyncgen_hooks(finalizer=left.append)
    try:
        async with web_server(always(plain(200, bytes(4 << 20)))) as server:
            if how == "too large":
                assert (await fault_of(client, post(server.url)))[0] is TransportFault.TOO_LARGE
            else:
                async with client.stream(post(server.url), limits=Limits(body=8 << 20)) as answer:
                    async for _ in answer.chunks():
                        break
            gc.collect()
    finally:
        sys.set_asyncgen_hooks(*before)
    assert [each.ag_code.co_qualname for each in left] == []


async def test_a_bomb_does_not_go_off(client: HttpxClient) -> None:
    """C39: the limit counts after decompression, and little is decompressed to find out."""
    bomb = gzip.compress(bytes(200_000_000), 9)
    async with web_server(always(plain(200, bomb, ("Content-Encoding", "gzip")))) as server:
        await client.send(Request("HEAD", server.url), limits=Limits())
        tracemalloc.start()
        try:
            assert (await fault_of(client, post(server.url)))[0] is TransportFault.TOO_LARGE
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < 8_000_000


async def test_nothing_is_logged(client: HttpxClient, caplog: pytest.LogCaptureFixture) -> None:
    """C102: neither httpx nor httpcore writes addresses or headers to the log, whatever the level."""
    caplog.set_level(logging.DEBUG)
    async with web_server(always(plain())) as server:
        await client.send(post(server.url))
    assert CANARY not in caplog.text
    assert not any(record.name.startswith(("httpx", "httpcore")) for record in caplog.records)


async def test_many_at_once(client: HttpxClient) -> None:
    """Many calls at once are all answered."""

    async def echo(seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(plain(200, seen.body))

    async with web_server(echo) as server:
        bodies = [str(number).encode() for number in range(200)]
        answers = await asyncio.gather(*(client.send(Request("POST", server.url, (), body)) for body in bodies))
    assert [answer.body for answer in answers] == bodies


async def test_closing_twice(client: HttpxClient) -> None:
    """Closing is possible at any time, twice too."""
    server: WebServer
    async with web_server(always(plain())) as server:
        await client.send(Request("GET", server.url))
    await client.close()
    await client.close()
