"""Calls over the network."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from oauth_desk.domain.secret import Secret
from oauth_desk.protocol.http import Headers, Request, Response


class TransportFault(StrEnum):
    """What broke a call below HTTP. ``not_public``: a told address leads into a private network.

    ``certificate``: the server did not take this program's own, or wants one.
    """

    DNS = "dns"
    REFUSED = "refused"
    TLS = "tls"
    TIMEOUT = "timeout"
    DISCONNECTED = "disconnected"
    CERTIFICATE = "certificate"
    PROXY = "proxy"
    PROXY_SIGN_IN = "proxy_sign_in"
    NOT_PUBLIC = "not_public"
    TOO_LARGE = "too_large"
    BAD_REQUEST = "bad_request"
    OTHER = "other"


class TransportError(Exception):
    """No complete answer. ``sent`` tells whether any byte of the request may have reached the server."""

    def __init__(self, fault: TransportFault, detail: str, *, sent: bool) -> None:
        super().__init__(fault, detail)
        self.fault = fault
        self.detail = detail
        self.sent = sent


@dataclass(frozen=True, slots=True)
class Trust:
    """Per-connection TLS: further authorities and a client certificate, as PEM or, where it is not known yet, a path.

    ``certificate`` holds its key too. ``told`` are addresses that a document told: what
    goes to their origins goes to the public internet alone, encrypted (NORMS C82).
    """

    ca_file: str | None = None
    client_certificate: str | None = None
    authorities: str | None = None
    certificate: Secret | None = None
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and bytes; the body is counted after decompression (NORMS C39)."""

    connect: float = 10.0
    read: float = 30.0
    total: float = 60.0
    body: int = 1 << 20


BACK_CHANNEL = Limits()


class StreamedAnswer(Protocol):
    """An answer whose body is read piece by piece."""

    status: int
    headers: Headers

    def chunks(self) -> AsyncIterator[bytes]:
        """Yield the decompressed body."""
        ...


class HttpClient(Protocol):
    """Sends one request; never follows a redirect, never logs a URL or a header."""

    async def send(self, request: Request, *, limits: Limits = BACK_CHANNEL, trust: Trust | None = None) -> Response:
        """Return the whole answer or raise TransportError."""
        ...

    def stream(
        self, request: Request, *, limits: Limits, trust: Trust | None = None
    ) -> AbstractAsyncContextManager[StreamedAnswer]:
        """Open an answer for reading in pieces; raise TransportError."""
        ...

    async def close(self) -> None:
        """Close all connections."""
        ...
