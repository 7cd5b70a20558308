"""Telling a trace of each exchange on the back channel, with every secret masked (NORMS C102)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import urlsplit

from oauth_desk.protocol.http import Request, Response
from oauth_desk.services.exchange import masked_header, shown_url
from oauth_desk.services.known_secrets import hidden, of_exchange
from oauth_desk.services.ports import BACK_CHANNEL, HttpClient, Limits, StreamedAnswer, TransportError, Trust
from oauth_desk.services.shown_content import readable, shown_lines
from oauth_desk.services.trace import Tracer

_TOLD: Final = frozenset({"authorization", "content-type", "dpop", "dpop-nonce", "location", "retry-after"})
_TOLD_TOO: Final = frozenset({"www-authenticate", "cache-control", "date"})


class TracingHttp:
    """An HttpClient that passes everything on; where the running task is traced, it tells what went over the wire."""

    def __init__(self, inner: HttpClient, tracer: Tracer) -> None:
        self._inner = inner
        self._tracer = tracer

    async def send(self, request: Request, *, limits: Limits = BACK_CHANNEL, trust: Trust | None = None) -> Response:
        """Return the whole answer or raise TransportError."""
        try:
            response = await self._inner.send(request, limits=limits, trust=trust)
        except TransportError as error:
            if self._tracer.on:
                what = "no answer came" if error.sent else "nothing could be sent"
                self._tracer.exchanged(_title(request), *_sent(request), f"← {what}: {error.fault.value}")
            raise
        if self._tracer.on:
            known = of_exchange(request, response)
            told = (readable(hidden(line, known)) for line in _received(response))
            self._tracer.exchanged(_title(request), *_sent(request), *told)
        return response

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


def _title(request: Request) -> str:
    parts = urlsplit(request.url)
    return f"{request.method} {parts.scheme}://{parts.netloc}{parts.path}"


def _sent(request: Request) -> list[str]:
    media_type = _media_type(request.headers)
    query = shown_url(request.url).partition("?")[2]
    lines = [f"→ ?{query}"] if query else []
    lines += [f"→ {name}: {masked_header(name, value)}" for name, value in request.headers if name.lower() in _TOLD]
    return [*lines, *(f"→ {line}" for line in shown_lines(request.body, media_type))]


def _received(response: Response) -> list[str]:
    told = _TOLD | _TOLD_TOO
    lines = [f"← {response.status} after {response.elapsed * 1000:.0f} ms"]
    lines += [f"← {name}: {_shown(name, value)}" for name, value in response.headers if name.lower() in told]
    return [*lines, *(f"← {line}" for line in shown_lines(response.body, response.media_type))]


def _shown(name: str, value: str) -> str:
    return (
        shown_url(value)
        if name.lower() == "location"
        else value
        if name.lower() == "dpop-nonce"
        else masked_header(name, value)
    )


def _media_type(headers: tuple[tuple[str, str], ...]) -> str:
    found = next((value for name, value in headers if name.lower() == "content-type"), "")
    return found.partition(";")[0].strip().lower()
