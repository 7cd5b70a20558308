"""The Loopback and Listener ports: the same promises without and with sockets."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from oauth_desk.adapters.loopback import LoopbackServer
from oauth_desk.services.ports import CallbackPage, Listener, Loopback, PortTaken
from tests.fakes.loopback import FakeListener, FakeLoopback

PAGE = CallbackPage("Connected", "You can close this tab.", good=True)
OTHER = CallbackPage("Nothing to do here", "Close it.", good=False)


@dataclass
class Kind:
    """A way to listen, and how a browser calls: it gets the title of the page it sees."""

    loopback: Loopback
    visit: Callable[[Listener, str], Awaitable[str]]


async def _visit_fake(listener: Listener, query: str) -> str:
    assert isinstance(listener, FakeListener)
    return (await listener.hit(query)).title


async def _visit_socket(listener: Listener, query: str) -> str:
    parts = urlsplit(listener.redirect_uri)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(f"GET {parts.path}?{query} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
    page = (await reader.read()).decode()
    writer.close()
    await writer.wait_closed()
    return next(page_.title for page_ in (PAGE, OTHER) if f"<h1>{page_.title}</h1>" in page)


@pytest.fixture(params=["fake", "sockets"])
def kind(request: pytest.FixtureRequest) -> Kind:
    """Give a way to listen."""
    return Kind(FakeLoopback(), _visit_fake) if request.param == "fake" else Kind(LoopbackServer(), _visit_socket)


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost"])
async def test_any_port(kind: Kind, host: str) -> None:
    """C08, C10, C21: a redirect URI without a port gets one; the rest stays byte for byte."""
    listener = await kind.loopback.listen(f"http://{host}/cb/a%20b")
    port = urlsplit(listener.redirect_uri).port
    assert port is not None
    assert listener.redirect_uri == f"http://{host}:{port}/cb/a%20b"
    await listener.close()


async def test_two_listen_side_by_side(kind: Kind) -> None:
    """Two sign-ins at once have two ports."""
    first, second = [await kind.loopback.listen("http://127.0.0.1/callback") for _ in range(2)]
    assert first.redirect_uri != second.redirect_uri
    await first.close()
    await second.close()


async def test_a_query_is_answered(kind: Kind) -> None:
    """The raw query is handed out, and its browser waits for the page."""
    listener = await kind.loopback.listen("http://127.0.0.1/callback")
    visit = asyncio.ensure_future(kind.visit(listener, "code=a%20b&state=+"))
    assert await asyncio.wait_for(listener.next_query(), 5) == "code=a%20b&state=+"
    assert not visit.done()
    await listener.answer(PAGE)
    assert await asyncio.wait_for(visit, 5) == "Connected"
    await listener.close()


async def test_queries_take_turns(kind: Kind) -> None:
    """C25: after a stranger's query was answered the listener waits for the next one."""
    listener = await kind.loopback.listen("http://127.0.0.1/callback")
    stranger = asyncio.ensure_future(kind.visit(listener, "state=wrong"))
    assert await asyncio.wait_for(listener.next_query(), 5) == "state=wrong"
    await listener.answer(OTHER)
    assert await asyncio.wait_for(stranger, 5) == "Nothing to do here"
    ours = asyncio.ensure_future(kind.visit(listener, "state=right"))
    assert await asyncio.wait_for(listener.next_query(), 5) == "state=right"
    await listener.answer(PAGE)
    assert await asyncio.wait_for(ours, 5) == "Connected"
    await listener.close()


async def test_later_visitors_see_the_same_page(kind: Kind) -> None:
    """C27: who comes again while the first answer is dealt with sees the page that the first one saw."""
    listener = await kind.loopback.listen("http://127.0.0.1/callback")
    first = asyncio.ensure_future(kind.visit(listener, "code=1"))
    await asyncio.wait_for(listener.next_query(), 5)
    again = [asyncio.ensure_future(kind.visit(listener, query)) for query in ("code=1", "code=2")]
    await asyncio.sleep(0.05)
    await listener.answer(PAGE)
    await listener.close()
    assert await asyncio.wait_for(asyncio.gather(first, *again), 5) == ["Connected"] * 3


async def test_closing_ends_quietly(kind: Kind) -> None:
    """C20: a listener nobody called closes at once, and twice does no harm."""
    listener = await kind.loopback.listen("http://127.0.0.1/callback")
    await asyncio.wait_for(listener.close(), 5)
    await asyncio.wait_for(listener.close(), 5)


async def test_a_taken_port_is_named() -> None:
    """C10: a fixed port that is in use is told with its number, and no other port is taken."""
    for loopback in (FakeLoopback(), LoopbackServer()):
        first = await loopback.listen("http://127.0.0.1/callback")
        port = urlsplit(first.redirect_uri).port
        if isinstance(loopback, FakeLoopback):
            loopback.taken.add(port or 0)
        with pytest.raises(PortTaken) as caught:
            await loopback.listen(f"http://127.0.0.1:{port}/callback")
        assert caught.value.port == port
        await first.close()
