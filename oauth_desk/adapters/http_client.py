"""HTTP/1.1 by httpx: the only module that knows it."""

import asyncio
import logging
import ssl
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Final, cast

import httpx

from oauth_desk import __version__
from oauth_desk.adapters.clock import SystemClock
from oauth_desk.adapters.handshake import alert_of
from oauth_desk.adapters.http_faults import Broken, Progress, transport_error
from oauth_desk.adapters.inflate import ACCEPTED, BadCompression, Inflater
from oauth_desk.adapters.proxies import BadProxy, Proxies
from oauth_desk.adapters.public_network import NotPublic, check_behind_proxy, is_told, peer_of, public_pool
from oauth_desk.adapters.request_rules import refusal
from oauth_desk.adapters.tls import BadTrust, context_for
from oauth_desk.adapters.worker import Worker
from oauth_desk.protocol.http import Headers, Request, Response
from oauth_desk.services.ports import BACK_CHANNEL, ChoiceStore, Clock, Limits, TransportError, TransportFault, Trust

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
_ERRORS: Final = (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError)
"""What the library raises; an alert after the handshake comes through it as it is."""

_PERHAPS_REFUSED: Final = frozenset({TransportFault.DISCONNECTED, TransportFault.TLS, TransportFault.OTHER})

_Key = tuple[Trust, str | None, bool]


class HttpxClient:
    """Sends requests as they are: no redirect, no cookie, no retry, nothing logged.

    It stands on httpx's transport, below its client, which would remember cookies:
    connections of different people share this one.
    """

    def __init__(self, *, clock: Clock | None = None, choices: ChoiceStore | None = None) -> None:
        self._clock = clock or SystemClock()
        self._proxies = Proxies(choices, self._clock)
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
        progress = Progress()
        try:
            async with asyncio.timeout(limits.total) as deadline:
                proxy = await self._proxies.for_url(request.url)
                progress.proxied = proxy is not None
                if public and proxy is not None:
                    await check_behind_proxy(request.url)
                transport = await self._transport((replace(trust or Trust(), told=()), proxy, public))
                response = await transport.handle_async_request(_built(request, limits, progress))
                answer = HttpxAnswer(response, limits, progress, peer="" if proxy else peer_of(response.extensions))
                try:
                    yield answer
                finally:
                    await answer.end()
        except (*_ERRORS, BadTrust, BadProxy, NotPublic) as error:
            found = transport_error(error, _kind(error), progress)
            if found.fault in _PERHAPS_REFUSED and found.sent and not progress.proxied and not public:
                found = await self._reconsidered(found, request.url, trust)
            raise found from None
        except TimeoutError as error:
            if not deadline.expired():
                raise  # the caller's own, raised while it read
            raise transport_error(error, _kind(error), progress) from None

    async def close(self) -> None:
        """Close all connections."""
        transports, self._transports = self._transports, {}
        for task in transports.values():
            if not task.cancel() and task.exception() is None:
                await task.result().aclose()
        self._worker.stop()

    async def _reconsidered(self, found: TransportError, url: str, trust: Trust | None) -> TransportError:
        """Return what a cut connection was about where this program showed a certificate."""
        if trust is None or (trust.certificate is None and trust.client_certificate is None):
            return found
        try:
            alert = await alert_of(url, await self._worker.run(lambda: context_for(trust)))
        except BadTrust:
            return found
        refused = found if alert is None else transport_error(alert, Broken.OTHER, Progress())
        return refused if refused.fault is TransportFault.CERTIFICATE else found

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
            raise BadProxy("the proxy of this computer is named in a way that cannot be used") from None
        if public and proxy is None:
            transport._pool = public_pool(context, **vars(_LIMITS))  # noqa: SLF001 - httpx has no way in
        return transport


class HttpxAnswer:
    """An answer whose body is read piece by piece; the headers stay as they were sent."""

    def __init__(self, response: httpx.Response, limits: Limits, progress: Progress, *, peer: str = "") -> None:
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
        except _ERRORS as error:
            raise transport_error(error, _kind(error), self._progress) from None


def _built(request: Request, limits: Limits, progress: Progress) -> httpx.Request:
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


def _kind(error: Exception) -> Broken:
    """Sort the library's errors."""
    if isinstance(error, (TimeoutError, httpx.TimeoutException)):
        return Broken.TIMEOUT
    if isinstance(error, (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError)):
        return Broken.MALFORMED
    if isinstance(error, httpx.ProxyError):
        return Broken.BY_PROXY
    return Broken.NOT_HTTP if isinstance(error, httpx.RemoteProtocolError) else Broken.OTHER


def _too_large(limits: Limits) -> str:
    return f"the answer is larger than {limits.body} bytes"
