"""The HttpClient port: the same promises from a script and over real sockets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from oauth_desk.adapters.deferred_http import DeferredHttpClient
from oauth_desk.adapters.http_client import HttpxClient
from oauth_desk.protocol.http import Request, Response
from oauth_desk.services.ports import HttpClient, Limits, TransportError, TransportFault
from tests.adapters.web_server import always, plain, web_server
from tests.fakes.http import FakeHttp


class Place:
    """A client, and an address that answers with what it was told."""

    def __init__(self, client: HttpClient, url: str) -> None:
        self.client = client
        self.url = url


@asynccontextmanager
async def answering(kind: str, response: Response) -> AsyncIterator[Place]:
    """Give a client and an address that gives ``response``."""
    if kind == "fake":
        http = FakeHttp()
        http.always("http://127.0.0.1:1/x", response)
        yield Place(http, "http://127.0.0.1:1/x")
        return
    client: HttpClient = HttpxClient() if kind == "httpx" else DeferredHttpClient(HttpxClient)
    async with web_server(always(plain(response.status, response.body, *response.headers))) as server:
        yield Place(client, f"{server.url}/x")
        await client.close()


@pytest.fixture(params=["fake", "httpx", "deferred"])
def kind(request: pytest.FixtureRequest) -> str:
    """Name the implementation."""
    return str(request.param)


async def test_an_answer_comes_whole(kind: str) -> None:
    """Status, headers in any case, and body arrive as they were sent."""
    sent = Response(418, (("Content-Type", "text/Plain; x=y"), ("X-Two", "1"), ("X-Two", "2")), b"tea\x00pot")
    async with answering(kind, sent) as place:
        got = await place.client.send(Request("POST", place.url, (("X-A", "b"),), b"body"))
    assert (got.status, got.body, got.media_type) == (418, b"tea\x00pot", "text/plain")
    assert got.all_headers("x-two") == ("1", "2")
    assert got.elapsed >= 0


async def test_redirects_are_answers(kind: str) -> None:
    """C37, C82: a redirect is handed back, not followed."""
    async with answering(kind, Response(307, (("Location", "https://elsewhere.example/"),))) as place:
        assert (await place.client.send(Request("POST", place.url, (), b"code=1"))).status == 307


async def test_the_body_is_limited(kind: str) -> None:
    """C39: a body beyond the limit fails as too large, sent."""
    async with answering(kind, Response(200, (), b"x" * 2000)) as place:
        exact = await place.client.send(Request("GET", place.url), limits=Limits(body=2000))
        assert len(exact.body) == 2000
        with pytest.raises(TransportError) as caught:
            await place.client.send(Request("GET", place.url), limits=Limits(body=1999))
    assert (caught.value.fault, caught.value.sent) == (TransportFault.TOO_LARGE, True)


async def test_a_body_is_read_in_pieces(kind: str) -> None:
    """A streamed answer tells its status first and gives its body piece by piece."""
    async with answering(kind, Response(200, (("X-A", "b"),), b"0123456789" * 20_000)) as place:
        async with place.client.stream(Request("GET", place.url), limits=Limits(body=1 << 20)) as answer:
            assert answer.status == 200
            assert ("X-A", "b") in tuple(answer.headers)
            pieces = [piece async for piece in answer.chunks()]
        assert len(pieces) > 1
        assert b"".join(pieces) == b"0123456789" * 20_000


async def read_on(place: Place, limits: Limits) -> None:
    """Read a streamed answer to its end."""
    async with place.client.stream(Request("GET", place.url), limits=limits) as answer:
        async for _ in answer.chunks():
            pass


async def test_a_streamed_body_is_limited_too(kind: str) -> None:
    """C39: reading beyond the limit fails in the middle."""
    async with answering(kind, Response(200, (), b"x" * 300_000)) as place:
        with pytest.raises(TransportError) as caught:
            await read_on(place, Limits(body=100_000))
    assert caught.value.fault is TransportFault.TOO_LARGE


@pytest.mark.parametrize(
    "request_",
    [
        Request("GET", "http://login.example/token"),
        Request("GET", "http://10.0.0.1/token"),
        Request("GET", "http://localhost:9/token"),
        Request("GET", "http://login.localhost:9/token"),
        Request("GET", "http://127.0.0.1.example/token"),
        Request("GET", "ftp://127.0.0.1/token"),
        Request("GET", "https:///token"),
        Request("GET", "https://user:CANARY@login.example/"),
        Request("GET", "https://login.example/\r\nX: CANARY"),
        Request("GET", "https://login.example/ CANARY"),
        Request("GET", "https://[::1/"),
        Request("GET", "https://login.example:0/"),
        Request("GE T", "https://login.example/"),
        Request("GET", "https://login.example/", (("Authorization", "Bearer CANARY\r\nX: y"),)),
        Request("GET", "https://login.example/", (("Authorization", "Bearer CANARY☃"),)),
        Request("GET", "https://login.example/", (("Bad Name", "x"),)),
    ],
)
async def test_what_must_not_be_sent_is_not(kind: str, request_: Request) -> None:
    """C38: only https, or http to loopback, and only valid headers; the error quotes nothing."""
    async with answering(kind, Response(200)) as place:
        with pytest.raises(TransportError) as caught:
            await place.client.send(request_)
    assert (caught.value.fault, caught.value.sent) == (TransportFault.BAD_REQUEST, False)
    assert "CANARY" not in str(caught.value)


async def test_a_cancelled_call_ends(kind: str) -> None:
    """A cancelled caller gets its cancellation, and the client goes on working."""
    async with answering(kind, Response(200, (), b"y")) as place:
        task = asyncio.ensure_future(place.client.send(Request("GET", place.url)))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await place.client.send(Request("GET", place.url))).body == b"y"
