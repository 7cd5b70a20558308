"""Connections to the public internet alone."""

import socket
from typing import Any

import httpcore
import pytest

from oauth_desk.adapters.http_client import HttpxClient
from oauth_desk.adapters.public_network import NotPublic, PublicNetwork
from oauth_desk.protocol.http import Request
from oauth_desk.services.ports import TransportError, TransportFault, Trust
from tests.adapters.web_server import always, plain, web_server
from tests.fakes.names import Names

PUBLIC = "93.184.216.34"
OTHER = "2606:2800:220:1::1"


class Network(httpcore.AsyncNetworkBackend):
    """Remembers what is connected to; some addresses do not answer."""

    def __init__(self, *silent: str) -> None:
        self.connected: list[tuple[str, int]] = []
        self._silent = silent

    async def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        """Connect nowhere."""
        self.connected.append((host, port))
        if host in self._silent:
            raise httpcore.ConnectError
        return httpcore.AsyncMockStream([])


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """Give a name server of the test's own."""
    made = Names()
    monkeypatch.setattr(socket, "getaddrinfo", made.getaddrinfo)
    return made


async def test_what_was_looked_up_is_what_is_connected_to(names: Names) -> None:
    """C82: a name server that answers differently the second time (rebinding) is not asked a second time."""
    names.give("a.example", (PUBLIC,), ("127.0.0.1",))
    network = Network()
    await PublicNetwork(network).connect_tcp("a.example", 443)
    assert (network.connected, names.asked) == ([(PUBLIC, 443)], ["a.example"])


async def test_the_next_connection_is_judged_again(names: Names) -> None:
    """C82: a name that moved into a private network meanwhile is refused."""
    names.give("a.example", (PUBLIC,), ("127.0.0.1",))
    network = PublicNetwork(Network())
    await network.connect_tcp("a.example", 443)
    with pytest.raises(NotPublic):
        await network.connect_tcp("a.example", 443)


async def test_one_private_address_among_public_ones_is_enough(names: Names) -> None:
    """C82: a name with both kinds is refused as a whole."""
    names.give("a.example", (PUBLIC, "192.168.0.1"))
    network = Network()
    with pytest.raises(NotPublic):
        await PublicNetwork(network).connect_tcp("a.example", 443)
    assert network.connected == []


async def test_the_next_address_is_tried(names: Names) -> None:
    """Where the first address of a name does not answer, the second may."""
    names.give("a.example", (OTHER, PUBLIC))
    network = Network(OTHER)
    await PublicNetwork(network).connect_tcp("a.example", 443)
    assert network.connected == [(OTHER, 443), (PUBLIC, 443)]


async def test_a_socket_of_this_machine_is_not_the_internet() -> None:
    """C82: nor does a socket file lead there."""
    with pytest.raises(NotPublic):
        await PublicNetwork(Network()).connect_unix_socket("/run/secrets")


async def test_behind_a_proxy_the_name_is_judged_where_it_is_known(
    names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C82: a proxy is not asked for a name that this computer knows to be private."""
    names.give("inside.example", ("10.0.0.1",))
    async with web_server(always(plain(502))) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        client = HttpxClient()
        with pytest.raises(TransportError) as caught:
            await client.send(Request("GET", "https://inside.example/"), trust=Trust(told=("https://inside.example",)))
        await client.close()
        assert proxy.connections == 0
    assert caught.value.fault is TransportFault.NOT_PUBLIC


async def test_an_answer_tells_who_gave_it() -> None:
    """C82: a typed address may be private; what its documents name is judged by that."""
    async with web_server(always(plain())) as server:
        client = HttpxClient()
        assert (await client.send(Request("GET", server.url))).peer == "127.0.0.1"
        await client.close()
