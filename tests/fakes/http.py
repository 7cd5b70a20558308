"""An HTTP client that answers from a script."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from oauth_desk.adapters.public_network import is_told
from oauth_desk.adapters.request_rules import refusal
from oauth_desk.domain.ip_address import is_public
from oauth_desk.protocol.http import Headers, Request, Response
from oauth_desk.services.ports import BACK_CHANNEL, Limits, TransportError, TransportFault, Trust

PUBLIC = "93.184.216.34"
"""Who answers under every name that a test says nothing else of."""

Outcome = Response | TransportError | Callable[[Request], "Response | Awaitable[Response]"]
"""What a scripted call gives: an answer, a failure, or a function (plain or async) of the request."""


def json_response(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return a JSON answer."""
    all_headers = {"Content-Type": "application/json", **(headers or {})}
    return Response(status, tuple(all_headers.items()), json.dumps(body).encode(), 0.01)


def text_response(
    text: str, status: int = 200, content_type: str = "text/html", headers: Mapping[str, str] | None = None
) -> Response:
    """Return an answer of text, such as a captive portal's page."""
    all_headers = {"Content-Type": content_type, **(headers or {})}
    return Response(status, tuple(all_headers.items()), text.encode(), 0.01)


def failure(fault: TransportFault, *, sent: bool, detail: str = "scripted") -> TransportError:
    """Return a failure below HTTP."""
    return TransportError(fault, detail, sent=sent)


def form_of(request: Request) -> dict[str, str]:
    """Return the form that a request carries; the last of equal names wins."""
    return dict(parse_qsl((request.body or b"").decode(), keep_blank_values=True))


class Gate:
    """An outcome that a test holds back: ``await gate.arrived()``, then ``gate.open(answer)``."""

    def __init__(self) -> None:
        self._arrived = asyncio.Event()
        self._answer: asyncio.Future[Response | TransportError] | None = None
        self.request: Request | None = None

    async def __call__(self, request: Request) -> Response:
        """Wait for the test's answer."""
        self.request = request
        self._arrived.set()
        answer = await self._future()
        if isinstance(answer, TransportError):
            raise answer
        return answer

    async def arrived(self) -> Request:
        """Wait until the request was sent and return it."""
        await self._arrived.wait()
        if self.request is None:
            raise AssertionError("the gate was passed without a request")
        return self.request

    def open(self, answer: Response | TransportError) -> None:
        """Give the answer."""
        self._future().set_result(answer)

    def _future(self) -> "asyncio.Future[Response | TransportError]":
        if self._answer is None:
            self._answer = asyncio.get_running_loop().create_future()
        return self._answer


@dataclass
class FakeStream:
    """A StreamedAnswer cut into pieces of ``piece`` bytes."""

    status: int
    headers: Headers
    body: bytes
    limit: int
    piece: int = 65536

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the body in pieces; raise TransportError(TOO_LARGE) beyond the limit."""
        seen = 0
        for start in range(0, len(self.body), self.piece):
            await asyncio.sleep(0)
            part = self.body[start : start + self.piece]
            seen += len(part)
            if seen > self.limit:
                raise TransportError(TransportFault.TOO_LARGE, f"more than {self.limit} bytes", sent=True)
            yield part


class FakeHttp:
    """An HttpClient that takes each address's outcomes in the order given.

    ``reply`` queues outcomes used once each; ``always`` sets what follows when the
    queue is empty. An address is compared with and without its query. A call that
    nobody scripted fails the test. ``names`` are the IP addresses behind names, public
    ones where none is given.
    """

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.calls: list[tuple[Request, Limits, Trust | None]] = []
        self.closed = False
        self.names: dict[str, str] = {}
        self._queues: dict[str, deque[Outcome]] = {}
        self._always: dict[str, Outcome] = {}

    def reply(self, url: str, *outcomes: Outcome) -> None:
        """Queue outcomes for ``url``."""
        self._queues.setdefault(url, deque()).extend(outcomes)

    def always(self, url: str, outcome: Outcome) -> None:
        """Answer ``url`` with ``outcome`` whenever its queue is empty."""
        self._always[url] = outcome

    def gate(self, url: str) -> Gate:
        """Queue a held-back outcome for ``url`` and return it."""
        gate = Gate()
        self.reply(url, gate)
        return gate

    def sent_to(self, url: str) -> list[Request]:
        """Return the requests for ``url``, its query apart."""
        return [request for request in self.requests if url in (request.url, request.url.partition("?")[0])]

    async def send(self, request: Request, *, limits: Limits = BACK_CHANNEL, trust: Trust | None = None) -> Response:
        """Return the scripted answer or raise the scripted failure."""
        told = is_told(request.url, trust)
        reason = refusal(request, encrypted=told)
        if reason is not None:
            raise TransportError(TransportFault.BAD_REQUEST, reason, sent=False)
        host = urlsplit(request.url).hostname or ""
        peer = self.names.get(host, PUBLIC if any(map(str.isalpha, host)) and ":" not in host else host)
        if told and not is_public(peer):
            raise TransportError(TransportFault.NOT_PUBLIC, "it leads into a private network", sent=False)
        self.requests.append(request)
        self.calls.append((request, limits, trust))
        await asyncio.sleep(0)
        response = await self._outcome(request)
        if len(response.body) > limits.body:
            raise TransportError(TransportFault.TOO_LARGE, f"more than {limits.body} bytes", sent=True)
        return replace(response, peer=response.peer or peer)

    @asynccontextmanager
    async def stream(
        self, request: Request, *, limits: Limits, trust: Trust | None = None
    ) -> AsyncIterator[FakeStream]:
        """Open the scripted answer for reading in pieces."""
        unbounded = Limits(limits.connect, limits.read, limits.total, 1 << 62)
        response = await self.send(request, limits=unbounded, trust=trust)
        yield FakeStream(response.status, response.headers, response.body, limits.body)

    async def close(self) -> None:
        """Remember that the client was closed."""
        self.closed = True

    async def _outcome(self, request: Request) -> Response:
        outcome = self._next(request)
        if isinstance(outcome, TransportError):
            raise outcome
        if isinstance(outcome, Response):
            return outcome
        answer: Any = outcome(request)
        result = answer if isinstance(answer, Response) else await answer
        if not isinstance(result, Response):
            raise TypeError(f"the script gave {result!r}")
        return result

    def _next(self, request: Request) -> Outcome:
        for key in (request.url, request.url.partition("?")[0]):
            queue = self._queues.get(key)
            if queue:
                return queue.popleft()
            if key in self._always:
                return self._always[key]
        raise AssertionError(f"nobody scripted {request!r}")
