"""The HttpClient port: what a document told leads to the public internet alone, by the address connected to."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from oauth_desk.adapters.http_client import HttpxClient
from oauth_desk.protocol.http import Request, Response
from oauth_desk.services.ports import HttpClient, TransportError, TransportFault, Trust
from tests.fakes.http import FakeHttp
from tests.fakes.names import Names

NAME = "inside.example"
PRIVATE = ["127.0.0.1", "10.0.0.8", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1", "::ffff:127.0.0.1"]


@dataclass
class Bait:
    """A service of this machine that counts who comes, behind a name."""

    client: HttpClient
    port: int
    visits: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Return the address of a told endpoint."""
        return f"https://{NAME}:{self.port}/token"


@asynccontextmanager
async def bait(kind: str, address: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bait]:
    """Give a client for which ``NAME`` is ``address``, and a listener that should hear nothing."""
    if kind == "fake":
        fake = FakeHttp()
        fake.names[NAME] = address
        place = Bait(fake, 1)
        fake.always(place.url, Response(200))
        yield place
        assert fake.requests == []
        return
    names = Names()
    names.give(NAME, (address,))
    monkeypatch.setattr(socket, "getaddrinfo", names.getaddrinfo)
    client = HttpxClient()
    visits: list[bytes] = []

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visits.append(await reader.read(1))
        writer.close()

    listening = await asyncio.start_server(visit, "127.0.0.1", 0)
    yield Bait(client, listening.sockets[0].getsockname()[1], visits)
    listening.close()
    await client.close()
    assert visits == []


@pytest.fixture(params=["fake", "httpx"])
def kind(request: pytest.FixtureRequest) -> str:
    """Name the implementation."""
    return str(request.param)


@pytest.mark.parametrize("address", PRIVATE)
async def test_a_told_name_of_a_private_address_gets_not_one_byte(
    kind: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C82: the connected address is judged, not the name; nobody is connected to, and nothing was sent."""
    async with bait(kind, address, monkeypatch) as place:
        with pytest.raises(TransportError) as caught:
            await place.client.send(Request("POST", place.url, (), b"code=1"), trust=Trust(told=(place.url,)))
    assert (caught.value.fault, caught.value.sent) == (TransportFault.NOT_PUBLIC, False)


async def test_another_path_of_a_told_origin_is_told_too(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """C82: what counts is the origin."""
    async with bait(kind, "127.0.0.1", monkeypatch) as place:
        trust = Trust(told=(f"https://{NAME}:{place.port}/other",))
        with pytest.raises(TransportError) as caught:
            await place.client.send(Request("GET", place.url), trust=trust)
    assert caught.value.fault is TransportFault.NOT_PUBLIC


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost"])
async def test_a_told_address_without_a_name_is_judged_too(
    kind: str, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C82: a literal is no way around."""
    async with bait(kind, "127.0.0.1", monkeypatch) as place:
        if isinstance(place.client, FakeHttp):
            place.client.names["localhost"] = "127.0.0.1"
        url = f"https://{host}:{place.port}/"
        with pytest.raises(TransportError) as caught:
            await place.client.send(Request("GET", url), trust=Trust(told=(url,)))
    assert caught.value.fault is TransportFault.NOT_PUBLIC


async def test_a_told_address_is_encrypted(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """C82: https alone."""
    async with bait(kind, "127.0.0.1", monkeypatch) as place:
        url = f"http://127.0.0.1:{place.port}/"
        with pytest.raises(TransportError) as caught:
            await place.client.send(Request("GET", url), trust=Trust(told=(url,)))
    assert (caught.value.fault, caught.value.sent) == (TransportFault.BAD_REQUEST, False)


async def test_a_typed_address_may_be_private_and_tells_who_answered() -> None:
    """C82: the person's own address may be anywhere, and the answer tells where it was."""
    fake = FakeHttp()
    fake.always("http://127.0.0.1:1/x", Response(200))
    assert (await fake.send(Request("GET", "http://127.0.0.1:1/x"))).peer == "127.0.0.1"
