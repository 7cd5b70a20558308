"""What one browser connection asked: a request head judged by the rules for the callback (NORMS C22, C23, C28)."""

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import h11

HEAD_LIMIT: Final = 16 * 1024
_HTTP_PORT: Final = 80
_LOOKS_AHEAD: Final = frozenset({b"sec-purpose", b"purpose", b"x-moz", b"x-purpose"})
"""Where browsers say that they fetch what nobody has opened yet (Fetch, Sec-Purpose; the others are older)."""

_SHORT: Final = (("Content-Type", "text/plain; charset=utf-8"),)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a request is worth: the raw query of a GET on the exact path, or a status that never ends a sign-in."""

    query: str | None = None
    status: int = 200


@dataclass(frozen=True, slots=True)
class Expected:
    """What the redirect URI promises: the hosts a browser may name and the one path."""

    hosts: frozenset[str]
    path: str

    @classmethod
    def of(cls, redirect_uri: str) -> "Expected":
        """Read it off the redirect URI, which names its port."""
        parts = urlsplit(redirect_uri)
        names = {parts.netloc.lower()}
        if parts.port == _HTTP_PORT:
            names.add(parts.netloc.lower().removesuffix(f":{_HTTP_PORT}"))
        return cls(frozenset(names), parts.path or "/")

    def exchange(self) -> "Exchange":
        """Return the state for a new connection."""
        return Exchange(self)

    def judge(self, request: h11.Request) -> Verdict:
        """Return the query, or why the request does not count."""
        hosts = [value for name, value in request.headers if name == b"host"]
        if len(hosts) != 1 or hosts[0].decode("latin-1").lower() not in self.hosts:
            return Verdict(status=400)  # a name that was rebound to this computer (DNS rebinding)
        path, _, query = request.target.decode("latin-1").partition("?")
        if path != self.path:
            return Verdict(status=404)
        if request.method != b"GET" or _is_ahead(request):
            return Verdict(status=405)
        return Verdict(query)


def _is_ahead(request: h11.Request) -> bool:
    """Tell whether nobody sees the answer: the person's own visit comes later, and is the one that counts."""
    said = [value.lower() for name, value in request.headers if name in _LOOKS_AHEAD]
    return any(word in value for value in said for word in (b"prefetch", b"prerender", b"preview"))


@dataclass(slots=True)
class Exchange:
    """One connection's h11 state: bytes in, at most one request out, one answer."""

    expected: Expected
    connection: h11.Connection = field(
        default_factory=lambda: h11.Connection(h11.SERVER, max_incomplete_event_size=HEAD_LIMIT)
    )
    _seen: int = 0
    _without_body: bool = False

    def feed(self, data: bytes) -> Verdict | None:
        """Take bytes; return the verdict once the head is complete or cannot become one."""
        self._seen += len(data)
        try:
            self.connection.receive_data(data)
            event = self.connection.next_event()
        except h11.RemoteProtocolError as error:
            return Verdict(status=error.error_status_hint)
        if isinstance(event, h11.Request):
            self._without_body = event.method == b"HEAD"
            return self.expected.judge(event)
        if event is h11.NEED_DATA and data:
            return Verdict(status=431) if self._seen >= HEAD_LIMIT else None
        return Verdict(status=400)

    def answer(self, status: int, body: bytes, headers: tuple[tuple[str, str], ...] = _SHORT) -> bytes:
        """Return the bytes of the one answer; every one forbids storing, framing and guessing (NORMS C29)."""
        all_headers = [
            *headers,
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Frame-Options", "DENY"),
            ("Content-Length", str(len(body))),
            ("Connection", "close"),
        ]
        if status == 405:  # noqa: PLR2004 - HTTP's own number
            all_headers.append(("Allow", "GET"))
        try:
            return self._bytes(status, all_headers, body)
        except h11.LocalProtocolError:
            return b""  # the browser broke the protocol so far that no answer fits

    def _bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> bytes:
        head = self.connection.send(h11.Response(status_code=status, headers=headers))
        data = None if self._without_body else self.connection.send(h11.Data(data=body))
        return (head or b"") + (data or b"")
