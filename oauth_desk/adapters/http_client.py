"""HTTP/1.1 by httpx: the only module that knows it."""

import asyncio
import logging
import socket
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any, Final, cast
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass_environment  # type: ignore[attr-defined]  # the stubs lack it

import httpx

from oauth_desk import __version__
from oauth_desk.adapters.clock import SystemClock
from oauth_desk.adapters.inflate import ACCEPTED, BadCompression, Inflater
from oauth_desk.adapters.public_network import WORDS, NotPublic, check_behind_proxy, is_told, peer_of, public_pool
from oauth_desk.adapters.request_rules import is_loopback, refusal
from oauth_desk.adapters.tls import BadTrust, context_for
from oauth_desk.adapters.worker import Worker
from oauth_desk.protocol.http import Headers, Request, Response
from oauth_desk.services.ports import BACK_CHANNEL, Clock, Limits, TransportError, TransportFault, Trust

KEEP_ALIVE_SECONDS: Final = 1.0
"""How long an idle connection may be used again.

A server that closes an idle connection while a request is on its way makes a
renewal's outcome unknown. No server seen closes within a second (gunicorn: 2 s,
Apache and Node: 5 s), yet a burst of renewals still shares its connections.
"""

_LIMITS: Final = httpx.Limits(max_connections=64, max_keepalive_connections=4, keepalive_expiry=KEEP_ALIVE_SECONDS)
"""Few idle ones: httpcore asks the kernel about each of them before every request."""

_OURS: Final = (
    (b"Accept", b"*/*"),
    (b"Accept-Encoding", ACCEPTED.encode()),
    (b"User-Agent", f"OAuthDesk/{__version__}".encode()),
)
_Key = tuple[Trust, str | None, bool]


class HttpxClient:
    """Sends requests as they are: no redirect, no cookie, no retry, nothing logged.

    It stands on httpx's transport, below its client, which would remember cookies:
    connections of different people share this one.
    """

    def __init__(self, *, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._worker = Worker("tls-settings")
        self._transports: dict[_Key, asyncio.Task[httpx.AsyncHTTPTransport]] = {}
        _silence()

    async def send(self, request: Request, *, limits: Limits = BACK_CHANNEL, trust: Trust | None = None) -> Response:
        """Return the whole answer or raise TransportError."""
        started = self._clock.monotonic()
        async with self.stream(request, limits=limits, trust=trust) as answer:
            body = b"".join([piece async for piece in answer.chunks()])
        return Response(answer.status, answer.headers, body, self._clock.monotonic() - started, answer.peer)

    @asynccontextmanager
    async def stream(
        self, request: Request, *, limits: Limits, trust: Trust | None = None
    ) -> AsyncIterator["HttpxAnswer"]:
        """Open an answer for reading in pieces; raise TransportError."""
        public = is_told(request.url, trust)
        reason = refusal(request, encrypted=public)
        if reason is not None:
            raise TransportError(TransportFault.BAD_REQUEST, reason, sent=False)
        progress = _Progress()
        try:
            async with asyncio.timeout(limits.total) as deadline:
                proxy = _proxy_for(request.url)
                if public and proxy is not None:
                    await check_behind_proxy(request.url)
                transport = await self._transport((replace(trust or Trust(), told=()), proxy, public))
                response = await transport.handle_async_request(_built(request, limits, progress))
                answer = HttpxAnswer(response, limits, progress, peer="" if proxy else peer_of(response.extensions))
                try:
                    yield answer
                finally:
                    await answer.end()
        except (httpx.HTTPError, httpx.InvalidURL, BadTrust, NotPublic) as error:
            raise _transport_error(error, progress) from None
        except TimeoutError as error:
            if not deadline.expired():
                raise  # the caller's own, raised while it read
            raise _transport_error(error, progress) from None

    async def close(self) -> None:
        """Close all connections."""
        transports, self._transports = self._transports, {}
        for task in transports.values():
            if not task.cancel() and task.exception() is None:
                await task.result().aclose()
        self._worker.stop()

    async def _transport(self, key: _Key) -> httpx.AsyncHTTPTransport:
        task = self._transports.get(key)
        if task is None:
            task = self._transports[key] = asyncio.ensure_future(self._make(*key))
        try:
            return await asyncio.shield(task)
        except Exception:
            self._transports.pop(key, None)  # the file may be mended by the next time
            raise

    async def _make(self, trust: Trust, proxy: str | None, public: bool) -> httpx.AsyncHTTPTransport:  # noqa: FBT001
        context = await self._worker.run(lambda: context_for(trust))
        try:
            transport = httpx.AsyncHTTPTransport(verify=context, limits=_LIMITS, proxy=proxy, trust_env=False)
        except (ValueError, ImportError, httpx.InvalidURL):
            raise BadTrust("the proxy named in the environment cannot be used") from None
        if public and proxy is None:
            transport._pool = public_pool(context, **vars(_LIMITS))  # noqa: SLF001 - httpx has no way in
        return transport


def _proxy_for(url: str) -> str | None:
    """Return the environment's proxy for an address; never one for this computer itself."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(host):
        return None
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if proxy is None or proxy_bypass_environment(host, proxies):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


class HttpxAnswer:
    """An answer whose body is read piece by piece; the headers stay as they were sent."""

    def __init__(self, response: httpx.Response, limits: Limits, progress: "_Progress", *, peer: str = "") -> None:
        self.peer = peer
        self._response = response
        self._raw = aiter(cast(httpx.AsyncByteStream, response.stream))
        self._reading: AsyncGenerator[bytes, None] | None = None
        self._limits = limits
        self._progress = progress
        self.status = response.status_code
        self.headers: Headers = tuple(
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw
        )

    def chunks(self) -> AsyncIterator[bytes]:
        """Yield the decompressed body; raise TransportError."""
        self._reading = self._read()
        return self._reading

    async def end(self) -> None:
        """Hang up, and end what was being read here and now.

        Left to the garbage collection it would end in another task, which anyio does not bear.
        """
        await self._response.aclose()
        if self._reading is not None:
            await self._reading.aclose()
        with suppress(httpx.HTTPError):
            async for _ in self._raw:
                pass

    async def _read(self) -> AsyncGenerator[bytes, None]:
        seen = 0
        try:
            inflater = Inflater(self._response.headers.get("content-encoding"))
            async for raw in self._raw:
                for piece in inflater.feed(raw):
                    seen += len(piece)
                    if seen > self._limits.body:
                        raise TransportError(TransportFault.TOO_LARGE, _too_large(self._limits), sent=True)
                    yield piece
            inflater.check_end()
        except BadCompression:
            raise TransportError(TransportFault.OTHER, "the answer is compressed wrongly", sent=True) from None
        except httpx.HTTPError as error:
            raise _transport_error(error, self._progress) from None


@dataclass(slots=True)
class _Progress:
    """How far a request came, told by httpcore: the proof that nothing was sent."""

    sent: bool = False
    in_handshake: bool = False

    async def __call__(self, event: str, info: dict[str, Any]) -> None:
        """Take one of httpcore's trace events."""
        _, _, step = event.partition(".")
        if step == "start_tls.started":
            self.in_handshake = True
        elif step == "start_tls.complete":
            self.in_handshake = False
        elif step == "send_request_headers.started":
            # A proxy's CONNECT is not yet our request.
            self.sent = self.sent or info["request"].method != b"CONNECT"
        elif step == "send_request_headers.failed" and type(info["exception"]).__name__ == "LocalProtocolError":
            self.sent = False  # h11 refused it before writing


def _built(request: Request, limits: Limits, progress: _Progress) -> httpx.Request:
    headers = [(name.encode("ascii"), value.encode("latin-1")) for name, value in request.headers]
    given = {name.lower() for name, _ in headers}
    headers += [(name, value) for name, value in _OURS if name.lower() not in given]
    timeout = {"connect": limits.connect, "read": limits.read, "write": limits.read, "pool": limits.connect}
    return httpx.Request(
        request.method,
        request.url,
        headers=headers,
        content=request.body,
        extensions={"timeout": timeout, "trace": progress},
    )


def _silence() -> None:
    """Keep httpx and httpcore from logging: their lines hold whole addresses and headers (NORMS C102)."""
    for name in ("httpx", "httpcore"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.CRITICAL + 1)
        logger.propagate = False


def _transport_error(error: Exception, progress: _Progress) -> TransportError:
    """Name what broke. The words are ours: a library's may quote addresses, headers, tokens and all."""
    fault, words = _fault(error, progress)
    return TransportError(fault, words, sent=progress.sent)


def _fault(error: Exception, progress: _Progress) -> tuple[TransportFault, str]:
    if isinstance(error, BadTrust):
        return TransportFault.TLS, str(error)
    if isinstance(error, (TimeoutError, httpx.TimeoutException)):
        return TransportFault.TIMEOUT, "no answer in time" if progress.sent else "no connection in time"
    if isinstance(error, (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError)):
        return TransportFault.BAD_REQUEST, "the request cannot be sent as it is"
    if isinstance(error, httpx.ProxyError):
        return TransportFault.OTHER, "the proxy refuses the connection"
    if isinstance(error, httpx.RemoteProtocolError):
        return _protocol_fault(error)
    return _network_fault(error, progress)


def _protocol_fault(error: httpx.RemoteProtocolError) -> tuple[TransportFault, str]:
    if "disconnected" in str(error) or "closed connection" in str(error):
        return TransportFault.DISCONNECTED, "the connection was cut before the answer was complete"
    return TransportFault.OTHER, "the answer is not HTTP"


def _network_fault(error: Exception, progress: _Progress) -> tuple[TransportFault, str]:
    for cause in _causes(error):
        if isinstance(cause, NotPublic):
            return TransportFault.NOT_PUBLIC, WORDS
        known = _system_fault(cause)
        if known is not None:
            return known
    if progress.in_handshake:
        return TransportFault.TLS, "the connection was cut while it was being secured"
    if progress.sent:
        return TransportFault.DISCONNECTED, "the connection was cut before the answer was complete"
    return TransportFault.OTHER, "the server cannot be reached"


def _system_fault(cause: BaseException) -> tuple[TransportFault, str] | None:
    if isinstance(cause, ssl.SSLCertVerificationError):
        return TransportFault.TLS, f"the certificate is not trusted: {cause.verify_message or 'no reason given'}"
    if isinstance(cause, ssl.SSLError):
        return TransportFault.TLS, "no secure connection could be made"
    if isinstance(cause, socket.gaierror):
        return TransportFault.DNS, "the name of the server was not found"
    if isinstance(cause, ConnectionRefusedError):
        return TransportFault.REFUSED, "the server refuses connections"
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and all that led to it, the branches of groups included."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        current = waiting.pop()
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        waiting += [current.__context__, current.__cause__]
        if isinstance(current, BaseExceptionGroup):
            waiting += current.exceptions


def _too_large(limits: Limits) -> str:
    return f"the answer is larger than {limits.body} bytes"
