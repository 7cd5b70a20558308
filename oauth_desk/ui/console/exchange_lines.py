"""What went over the wire, as lines."""

from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import urlsplit

from oauth_desk.protocol.http import Headers
from oauth_desk.services.exchange import Exchange
from oauth_desk.ui.console.body import size_words, time_words
from oauth_desk.ui.console.lines import Ink, Span
from oauth_desk.ui.console.plain_lines import WordLines

_BODY_ROWS: Final = 60
_LONGEST: Final = 400

Row = tuple[str, list[Span]]


def exchange_lines(exchanges: Sequence[Exchange]) -> WordLines:
    """Return every request and answer, secrets masked already."""
    rows: list[Row] = []
    for number, exchange in enumerate(exchanges, 1):
        if rows:
            rows.append(("", []))
        rows += _rows(number, exchange)
    return WordLines(rows)


def _rows(number: int, exchange: Exchange) -> Iterator[Row]:
    title = f"{number}. {exchange.title} · {time_words(exchange.elapsed_ms)}"
    yield title, [(0, len(title), Ink.FAINT)]
    request, response = exchange.request, exchange.response
    if request is not None:
        parts = urlsplit(request.url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        yield f"→ {request.method} {target}", [(2, len(request.method), Ink.WORD)]
        yield from _headers("→", (("host", parts.netloc), *request.headers))
        yield from _body("→", request.body)
    if response is not None:
        status = str(response.status)
        yield f"← {status}", [(2, len(status), Ink.TEXT if response.status < 400 else Ink.NUMBER)]  # noqa: PLR2004
        yield from _headers("←", response.headers)
        yield from _body("←", response.body)
    elif request is not None:
        yield "← no answer", [(2, 9, Ink.NUMBER)]


def _headers(arrow: str, headers: Headers) -> Iterator[Row]:
    for name, value in headers:
        yield f"{arrow} {name}: {value}"[:_LONGEST], [(2, len(name), Ink.KEY)]


def _body(arrow: str, body: bytes | None) -> Iterator[Row]:
    if not body:
        return
    yield arrow, []
    rows = body.decode("utf-8", "replace").splitlines()
    for row in rows[:_BODY_ROWS]:
        more = f" … {len(row) - _LONGEST:,} more characters" if len(row) > _LONGEST else ""
        yield f"{arrow} {row[:_LONGEST]}{more}", []
    if len(rows) > _BODY_ROWS:
        note = f"{arrow} … {len(rows) - _BODY_ROWS} more lines of {size_words(len(body))}"
        yield note, [(0, len(note), Ink.FAINT)]
