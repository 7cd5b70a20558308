"""A call that a person or a script wants to make, judged before anything is sent."""

import re
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote, urlsplit

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.service import Service
from oauth_desk.protocol import resource
from oauth_desk.protocol.http import Headers, Request, Response
from oauth_desk.services.exchange import Exchange
from oauth_desk.services.faults import sentence

DEFAULT_TIMEOUT: Final = 60.0
_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE: Final = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_PARTS: Final = re.compile(r"(https?://)([^/?]*)(.*)", re.IGNORECASE)
_KEPT: Final = "!$%&'()*+,-./:;=?@[]_~"
_OURS: Final = {
    "authorization": "This program sets it, with a fresh value.",
    "host": "It follows from the address.",
    "content-length": "It follows from the body.",
    "transfer-encoding": "It follows from the body.",
    "connection": "It belongs to the connection, not to the call.",
}
# A server sends the request of TRACE back, credentials and all (RFC 9110 §9.3.8); CONNECT is for proxies.
_REFUSED_METHODS: Final = frozenset({"TRACE", "CONNECT"})


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One API call. ``url`` may be relative to the service's API address; ``timeout`` in seconds between two bytes."""

    method: str
    url: str
    headers: Headers = ()
    body: bytes | None = None
    allow_redirects: bool = False
    timeout: float = DEFAULT_TIMEOUT

    def __repr__(self) -> str:
        return f"ApiCall({self.method})"


@dataclass(frozen=True, slots=True)
class ApiAnswer:
    """What came of a call.

    ``request`` is the last one sent, masked for showing; ``response`` is complete
    unless ``truncated``. ``missing_scopes`` is what the API asks for in a 403
    (RFC 6750 §3.1); empty where it asks for more without naming it, else None.
    """

    request: Request
    response: Response
    renewed: bool
    elapsed_ms: int
    exchanges: tuple[Exchange, ...]
    truncated: bool = False
    missing_scopes: tuple[str, ...] | None = None


def checked(call: ApiCall, service: Service) -> Request:
    """Return the request of a call, without credentials; raise DeskError, quoting no value."""
    method = call.method.strip().upper()
    if not _NAME.fullmatch(method) or method in _REFUSED_METHODS:
        raise bad_call(
            "bad_method", "This method cannot be used.", "Use GET, POST, PUT, PATCH, DELETE, HEAD or OPTIONS."
        )
    for name, value in call.headers:
        _check_header(name, value)
    return Request(method, _address(call.url, service), call.headers, call.body)


def with_token(connection: Connection, request: Request) -> Request:
    """Return the request with the connection's access token in its header; raise DeskError, quoting nothing."""
    tokens = replace(connection.tokens, kept=connection.kept)
    try:
        return resource.api_request(connection.service, tokens, request, dpop_key=connection.dpop_key)
    except ValueError as error:
        raise bad_call("bad_url", "This call cannot be made.", sentence(str(error))) from error


def _check_header(name: str, value: str) -> None:
    if not _NAME.fullmatch(name):
        raise bad_call("bad_header", "A header’s name holds characters that it cannot hold.")
    if name.lower() in _OURS:
        raise bad_call("bad_header", f"The header {name} cannot be given.", _OURS[name.lower()])
    if not _VALUE.fullmatch(value):
        raise bad_call("bad_header", f"The value of the header {name} holds characters that it cannot hold.")


def _address(written: str, service: Service) -> str:
    """Complete and encode an address, and refuse a host that the connection is not for (NORMS C100)."""
    text = written.strip()
    if not text or _CONTROL.search(text):
        raise bad_call("bad_url", "The address is empty or holds characters that it cannot hold.")
    try:
        url = _encoded(resource.absolute(service, text))
        host = urlsplit(url).hostname
    except ValueError as error:
        raise bad_call("bad_url", "This address cannot be used.", str(error)) from error
    if not host:
        raise bad_call("bad_url", "The address names no host.")
    if not resource.allowed(service, url):
        raise DeskError(
            "host_not_allowed",
            f"This connection is not for {host}.",
            kind=Kind.USAGE,
            detail="Nothing was sent.",
            advice=f"Use an address of {service.name}, or add the host to allowed_hosts in the service’s profile.",
        )
    return url


def _encoded(url: str) -> str:
    """Return ``url`` with letters beyond ASCII and spaces percent-encoded (RFC 3986 §2.5), without its fragment."""
    found = _PARTS.fullmatch(url.partition("#")[0])
    if found is None:
        raise ValueError("It is neither https nor http.")
    scheme, host, rest = found.groups()
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    return scheme + host + quote(rest, safe=_KEPT)


def bad_call(code: str, title: str, detail: str = "") -> DeskError:
    """Return the error for a call that cannot be made as it is."""
    return DeskError(code, title, kind=Kind.USAGE, detail=detail)
