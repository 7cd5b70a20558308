"""The guard that keeps the tests on this machine."""

import asyncio
import socket

import pytest

from tests.conftest import GUARD
from tests.loopback_guard import BeyondLoopback


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.com"])
def test_a_connection_beyond_loopback_is_refused_and_remembered(request: pytest.FixtureRequest, host: str) -> None:
    """No test reaches beyond loopback, by address or by name."""
    with pytest.raises(BeyondLoopback):
        socket.create_connection((host, 80), timeout=1)
    assert request.config.stash[GUARD].forget() == [host]


async def test_a_connection_of_the_event_loop_is_refused_too(request: pytest.FixtureRequest) -> None:
    """The event loop's own connections are watched like any other."""
    with pytest.raises(BeyondLoopback):
        await asyncio.open_connection("192.0.2.1", 80)
    assert request.config.stash[GUARD].forget() == ["192.0.2.1"]


def test_a_datagram_beyond_loopback_is_refused(request: pytest.FixtureRequest) -> None:
    """A packet without a connection leaves the machine as well."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams, pytest.raises(BeyondLoopback):
        datagrams.sendto(b"", ("192.0.2.1", 9))
    assert request.config.stash[GUARD].forget() == ["192.0.2.1"]


def test_loopback_stays_open() -> None:
    """Servers of the tests' own are reached by address and by name."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        for host in ("127.0.0.1", "localhost"):
            socket.create_connection((host, port), timeout=5).close()


def test_a_name_that_never_resolves_looks_like_a_failed_look_up() -> None:
    """RFC 6761: .invalid names fail as the resolver would fail them, with nobody asked."""
    with pytest.raises(socket.gaierror):
        socket.create_connection(("nowhere.invalid", 80), timeout=1)
