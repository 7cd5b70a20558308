"""Connections that lead to the public internet alone, judged by the address connected to (NORMS C82).

A name is looked up once, and what was looked up is what is connected to: a name
server that gives another answer the next time is not asked a next time.
"""

import asyncio
import socket
import ssl
import typing
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import urlsplit

import httpcore

from oauth_desk.domain.ip_address import is_public
from oauth_desk.services.ports import Trust

WORDS: Final = "it leads into a private network, where nobody but its owner may point"
_DEFAULT_PORTS: Final = {"https": 443, "http": 80}

SocketOptions = Iterable[httpcore.SOCKET_OPTION]


class NotPublic(httpcore.ConnectError):
    """A told address leads to a machine that is not on the public internet; nothing was sent there."""


class PublicNetwork(httpcore.AsyncNetworkBackend):
    """Connects as ``inner`` does, to public addresses alone."""

    def __init__(self, inner: httpcore.AsyncNetworkBackend | None = None) -> None:
        self._inner = inner or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's own signature
        local_address: str | None = None,
        socket_options: SocketOptions | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of ``host`` that answers; raise NotPublic where any is not public."""
        failure: Exception | None = None
        for address in await _public_addresses(host, port, timeout):
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError

    async def connect_unix_socket(
        self,
        path: str,  # noqa: ARG002
        timeout: float | None = None,  # noqa: ARG002, ASYNC109
        socket_options: SocketOptions | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: a socket of this machine is not on the internet."""
        raise NotPublic

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._inner.sleep(seconds)


def is_told(url: str, trust: Trust | None) -> bool:
    """Tell whether ``url`` has the origin of an address that a document told."""
    return trust is not None and bool(trust.told) and _origin(url) in map(_origin, trust.told)


def public_pool(context: ssl.SSLContext, **limits: typing.Any) -> httpcore.AsyncConnectionPool:
    """Return a pool of connections to public addresses."""
    return httpcore.AsyncConnectionPool(ssl_context=context, network_backend=PublicNetwork(), **limits)


def peer_of(extensions: Mapping[str, typing.Any]) -> str:
    """Return the IP address that gave httpcore's answer; empty where it cannot be told any more."""
    stream = extensions.get("network_stream")
    address = None if stream is None else stream.get_extra_info("server_addr")
    return str(address[0]) if address else ""


async def check_behind_proxy(url: str) -> None:
    """Raise NotPublic where this computer knows a name that a proxy is about to be asked for, and it is not public.

    A name that only the proxy can look up is its business: what it reaches is not this computer's network.
    """
    parts = urlsplit(url)
    try:
        await _public_addresses(parts.hostname or "", parts.port or 443, 5.0)
    except NotPublic:
        raise
    except (httpcore.ConnectError, httpcore.ConnectTimeout):
        return


async def _public_addresses(host: str, port: int, seconds: float | None) -> list[str]:
    """Look ``host`` up; raise NotPublic where any of its addresses is not public."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(seconds):
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except TimeoutError:
        raise httpcore.ConnectTimeout from None
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not all(map(is_public, addresses)):
        raise NotPublic
    return addresses


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or _DEFAULT_PORTS.get(parts.scheme)
