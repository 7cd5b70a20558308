"""A provider that the program takes for a machine on the internet, and a name that leads into the person's network."""

import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlsplit

import pytest

from oauth_desk.adapters.http_client import HttpxClient
from oauth_desk.protocol.http import Request, Response
from oauth_desk.services.ports import BACK_CHANNEL, Limits, StreamedAnswer, Trust
from tests.adapters.certificates import Authority, server_side
from tests.fakes.names import Names

OUTSIDE: Final = "service.example"
INSIDE: Final = "inside.example"
HIDDEN: Final = "0x7f000001"
"""What some resolvers take for 127.0.0.1."""


@dataclass
class Internet:
    """Names, and who vouches for them."""

    authority: Authority
    names: Names = field(default_factory=Names)

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Stand in for the system's resolver: both names are of this machine."""
        for name in (OUTSIDE, INSIDE, HIDDEN):
            self.names.give(name, ("127.0.0.1",))
        patch.setattr(socket, "getaddrinfo", self.names.getaddrinfo)

    @property
    def doors(self) -> ssl.SSLContext:
        """Return the provider's TLS settings."""
        return server_side(self.authority.issue("service", host=OUTSIDE))

    @property
    def browser(self) -> ssl.SSLContext:
        """Return those of a browser that trusts the authority."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(self.authority.file)
        return context


class FarHttp:
    """The real HTTP client, which cannot tell who answered, as behind a proxy: else it would know this machine."""

    def __init__(self) -> None:
        self._inner = HttpxClient()

    async def send(self, request: Request, *, limits: Limits = BACK_CHANNEL, trust: Trust | None = None) -> Response:
        """Return the whole answer or raise TransportError."""
        return replace(await self._inner.send(request, limits=limits, trust=trust), peer="")

    @asynccontextmanager
    async def stream(
        self, request: Request, *, limits: Limits, trust: Trust | None = None
    ) -> AsyncIterator[StreamedAnswer]:
        """Open an answer for reading in pieces; raise TransportError."""
        async with self._inner.stream(request, limits=limits, trust=trust) as answer:
            yield answer

    async def close(self) -> None:
        """Close all connections."""
        await self._inner.close()


def named(url: str, name: str) -> str:
    """Return the same place by a name, encrypted."""
    return f"https://{name}:{urlsplit(url).port}"
