"""The callback server against browsers, strangers and rude programs (NORMS C20 to C29)."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest

from oauth_desk.adapters.callback_request import HEAD_LIMIT
from oauth_desk.adapters.loopback import CONNECTIONS, HEAD_SECONDS, CallbackServer, LoopbackServer
from oauth_desk.adapters.loopback_sockets import _keep_exclusive
from oauth_desk.services.ports import PortTaken
from tests.adapters.browser_by_hand import CANARY, PAGE, Browser, status


@pytest.fixture
async def listener() -> AsyncIterator[CallbackServer]:
    """Give a listener on any port."""
    made = await LoopbackServer(head_seconds=0.3).listen("http://127.0.0.1/callback")
    yield made
    await made.close()


@pytest.fixture(scope="module")
def heard() -> list[tuple[str, object]]:
    """Hear what Python says of sockets; an audit hook cannot be taken back."""
    events: list[tuple[str, object]] = []

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        if event == "socket.bind":
            events.append((event, arguments[1]))
        elif event == "socket.getaddrinfo":
            events.append((event, arguments[0]))

    sys.addaudithook(hear)
    return events


@pytest.fixture
def events(heard: list[tuple[str, object]]) -> list[tuple[str, object]]:
    """Give what is heard from now on."""
    heard.clear()
    return heard


def waiting(listener: CallbackServer) -> "asyncio.Task[str]":
    """Wait for a query in the background."""
    return asyncio.ensure_future(listener.next_query())


async def expect_ours(listener: CallbackServer, query: "asyncio.Task[str]") -> None:
    """Show that the listener still takes the real request."""
    async with Browser(listener) as browser:
        browser.ask(f"/callback?code={CANARY}")
        assert await asyncio.wait_for(query, 5) == f"code={CANARY}"
        await listener.answer(PAGE)
        assert status(await browser.answer()) == 200


# --- where it listens ---------------------------------------------------------


@pytest.mark.parametrize(
    ("redirect_uri", "addresses"),
    [
        ("http://127.0.0.1/x", {"127.0.0.1"}),
        ("http://[::1]/x", {"::1"}),
        ("http://localhost/x", {"127.0.0.1", "::1"}),
    ],
)
async def test_listens_on_literals_alone(redirect_uri: str, addresses: set[str]) -> None:
    """C21: bound to 127.0.0.1 or ::1 by literal; the name localhost means both, on one port."""
    listener = await LoopbackServer().listen(redirect_uri)
    names = [bound.getsockname() for server in listener._servers for bound in server.sockets]
    assert {name[0] for name in names} == addresses
    assert len({name[1] for name in names}) == 1
    await listener.close()


@pytest.mark.parametrize(
    "redirect_uri",
    [
        "http://0.0.0.0/x",
        "http://desk.example/x",
        "https://127.0.0.1/x",
        "http://127.0.0.2/x",
        "http://127.0.0.1/x?y=z",
        "http://127.0.0.1/x#y",
        "http://user@127.0.0.1/x",
        "desk://callback",
    ],
)
async def test_listens_nowhere_else(redirect_uri: str) -> None:
    """C08, C21: any other redirect URI is refused without listening."""
    with pytest.raises(ValueError, match="redirect URI"):
        await LoopbackServer().listen(redirect_uri)


async def test_a_fixed_port_is_exactly_that(listener: CallbackServer) -> None:
    """C10: a fixed port is used as it is, and taken ones are told, in either family of localhost."""
    port = urlsplit(listener.redirect_uri).port
    for host in ("127.0.0.1", "localhost"):
        with pytest.raises(PortTaken):
            await LoopbackServer().listen(f"http://{host}:{port}/callback")
    await listener.close()
    again = await LoopbackServer().listen(listener.redirect_uri)
    assert again.redirect_uri == listener.redirect_uri
    await again.close()


async def test_localhost_wants_both_families() -> None:
    """C10: a fixed port of localhost that another program has on ::1 is taken."""
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken):
            await LoopbackServer().listen(f"http://localhost:{port}/callback")
        free = await LoopbackServer().listen(f"http://127.0.0.1:{port}/callback")
        await free.close()


async def test_a_port_is_free_again_at_once() -> None:
    """A fixed port can be listened on again right after a sign-in, though its connections linger."""
    first = await LoopbackServer().listen("http://127.0.0.1/callback")
    await expect_ours(first, waiting(first))
    await first.close()
    second = await LoopbackServer().listen(first.redirect_uri)
    await expect_ours(second, waiting(second))
    await second.close()


async def test_closed_means_closed(listener: CallbackServer) -> None:
    """C20: after the end nobody listens any more."""
    await listener.close()
    parts = urlsplit(listener.redirect_uri)
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(parts.hostname, parts.port)


async def test_no_name_is_looked_up(events: list[tuple[str, object]]) -> None:
    """C21: even localhost is bound by its literals, on a port that the system chose; nobody is asked what it means."""
    made = await LoopbackServer().listen("http://localhost/x")
    await made.close()
    bound = [address for event, address in events if event == "socket.bind"]
    assert [address[:1] for address in bound if isinstance(address, tuple)] == [("127.0.0.1",), ("::1",)]
    assert bound[0] == ("127.0.0.1", 0)
    assert not [address for event, address in events if event == "socket.getaddrinfo"]


class Options:
    """A socket that writes down what is set on it."""

    def __init__(self) -> None:
        self.set: list[tuple[int, int, int]] = []

    def setsockopt(self, level: int, option: int, value: int) -> None:
        """Write it down."""
        self.set.append((level, option, value))


async def test_nobody_shares_the_port(listener: CallbackServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """C21: no SO_REUSEPORT; on Windows the port is taken exclusively; a second listener is refused."""
    for server in listener._servers:
        for bound in server.sockets:
            assert bound.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT) == 0
    port = urlsplit(listener.redirect_uri).port
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        with pytest.raises(OSError, match="in use"):
            other.bind(("127.0.0.1", port))
    windows = Options()
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(socket, "SO_EXCLUSIVEADDRUSE", -5, raising=False)
    _keep_exclusive(windows, socket.AF_INET)  # type: ignore[arg-type]
    assert windows.set == [(socket.SOL_SOCKET, -5, 1)]


# --- what counts ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "target", "expected"),
    [
        ("GET", "/favicon.ico", 404),
        ("GET", "/", 404),
        ("GET", "/callback/", 404),
        ("GET", "/callback2?code=1", 404),
        ("GET", "/call%62ack?code=1", 404),
        ("GET", "//callback?code=1", 404),
        ("POST", "/favicon.ico", 404),
        ("HEAD", "/callback?code=1", 405),
        ("OPTIONS", "/callback?code=1", 405),
        ("CONNECT", "/callback?code=1", 405),
        ("get", "/callback?code=1", 405),
        ("POST", "/callback?code=1", 405),
    ],
)
async def test_only_get_on_the_path_counts(listener: CallbackServer, method: str, target: str, expected: int) -> None:
    """C22: another path is 404, another method 405, and neither ends the wait."""
    query = waiting(listener)
    async with Browser(listener) as browser:
        browser.ask(target, method)
        answer = await browser.answer()
    assert status(answer) == expected
    assert ("Allow: GET" in answer) == (expected == 405)
    await expect_ours(listener, query)


@pytest.mark.parametrize(
    "header",
    [
        "Sec-Purpose: prefetch",
        "sec-purpose: Prefetch;prerender",
        "Purpose: prefetch",
        "X-Moz: prefetch",
        "X-Purpose: preview",
    ],
)
async def test_a_look_ahead_does_not_count(listener: CallbackServer, header: str) -> None:
    """C22: what a browser fetches ahead, unseen by anybody, is 405 and does not end the wait."""
    query = waiting(listener)
    async with Browser(listener) as browser:
        browser.ask("/callback?code=early", headers=f"{header}\r\n")
        assert status(await browser.answer()) == 405
    await expect_ours(listener, query)


async def test_answers_to_strangers_say_nothing(listener: CallbackServer) -> None:
    """C29: what does not count is answered with fixed words, not stored, not guessed at, with no address passed on."""
    for target, method in (("/favicon.ico?code=CANARY", "GET"), ("/callback?code=CANARY", "POST")):
        async with Browser(listener) as browser:
            browser.ask(target, method)
            answer = await browser.answer()
        assert "CANARY" not in answer
        for line in ("Cache-Control: no-store", "Referrer-Policy: no-referrer", "X-Content-Type-Options: nosniff"):
            assert line in answer


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost"])
async def test_the_host_that_was_bound_is_ours(host: str) -> None:
    """C23: the literal with its port, or the name where a connection demands that name, is the right Host."""
    made = await LoopbackServer().listen(f"http://{host}/callback")
    await expect_ours(made, waiting(made))
    await made.close()


@pytest.mark.parametrize("host", ["evil.example", "localhost:{port}", "127.0.0.1", "127.0.0.1:1", ""])
async def test_another_host_is_refused(listener: CallbackServer, host: str) -> None:
    """C23: a Host that is not the literal with its port is 400, and the wait goes on (DNS rebinding)."""
    query = waiting(listener)
    async with Browser(listener) as browser:
        browser.ask("/callback?code=stolen", host=host.format(port=urlsplit(listener.redirect_uri).port) or " ")
        assert status(await browser.answer()) == 400
    await expect_ours(listener, query)


@pytest.mark.parametrize(
    "text",
    [
        "GET /callback?code=1 HTTP/1.1\r\n\r\n",
        "GET /callback?code=1 HTTP/1.0\r\n\r\n",
        "GET /callback?code=1 HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /callback?code=\x01 HTTP/1.1\r\nHost: a\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 not http at all\r\n\r\n",
        "GET http://127.0.0.1/callback?code=1 HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\n\r\n\r\n",
    ],
)
async def test_rubbish_does_not_end_the_wait(listener: CallbackServer, text: str) -> None:
    """C22: what is not a proper request is refused, and the wait goes on."""
    query = waiting(listener)
    async with Browser(listener) as browser:
        browser.send(text)
        assert status(await browser.answer()) in (0, 400, 404)
    await expect_ours(listener, query)


# --- limits --------------------------------------------------------------------


def test_the_limits() -> None:
    """C28: 16 KiB of head, 10 s to say what is wanted, 16 connections."""
    assert (HEAD_LIMIT, HEAD_SECONDS, CONNECTIONS) == (16 * 1024, 10.0, 16)


async def test_the_limit_of_a_listener_is_the_usual_one() -> None:
    """C28: a listener made without further words uses these limits."""
    made = await LoopbackServer().listen("http://127.0.0.1/x")
    assert made._head_seconds == HEAD_SECONDS
    await made.close()


async def test_a_head_has_an_end(listener: CallbackServer) -> None:
    """C28: a head over 16 KiB is refused, whole or not."""
    query = waiting(listener)
    async with Browser(listener) as browser:
        browser.send(f"GET /callback?code={'x' * 20_000} HTTP/1.1\r\nHost: {browser.host}\r\n")
        assert status(await browser.answer()) == 431
    await expect_ours(listener, query)


async def test_a_long_query_fits(listener: CallbackServer) -> None:
    """A code of some thousand characters, as some services give, is taken."""
    async with Browser(listener) as browser:
        browser.ask(f"/callback?code={'x' * 12_000}")
        assert len(await asyncio.wait_for(listener.next_query(), 5)) == 12_005
        await listener.answer(PAGE)


async def test_a_slow_head_is_cut_off(listener: CallbackServer) -> None:
    """C28: who does not say what it wants in time is cut off."""
    async with Browser(listener) as browser:
        browser.send("GET /callback")
        assert await browser.answer() == ""


async def test_idle_connections_never_block(listener: CallbackServer) -> None:
    """C28: connections opened ahead and left idle, however many, do not keep the real request out."""
    query = waiting(listener)
    idle = [Browser(listener) for _ in range(40)]
    for browser in idle:
        await browser.__aenter__()
    await expect_ours(listener, query)
    for browser in idle:
        await browser.__aexit__()


async def test_no_more_than_sixteen_at_once(listener: CallbackServer) -> None:
    """C28: sixteen that wait for an answer keep their places; a seventeenth is turned away."""
    browsers = [Browser(listener) for _ in range(17)]
    for browser in browsers:
        await browser.__aenter__()
        browser.ask("/callback?code=1")
        if browser is not browsers[-1]:
            await asyncio.wait_for(listener.next_query(), 5)
    assert await browsers[-1].answer() == ""
    await listener.close()
    assert {status(await browser.answer()) for browser in browsers[:-1]} == {200}
    for browser in browsers:
        await browser.__aexit__()


async def test_a_browser_that_leaves(listener: CallbackServer) -> None:
    """A browser that leaves before its answer is no error: its query counts."""
    async with Browser(listener) as browser:
        browser.ask("/callback?code=1")
        assert await asyncio.wait_for(listener.next_query(), 5) == "code=1"
    await asyncio.wait_for(listener.answer(PAGE), 5)
