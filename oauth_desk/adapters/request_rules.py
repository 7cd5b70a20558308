"""What is checked of a request before any byte leaves (NORMS C38, C100; RFC 9110 §5.5)."""

import ipaddress
import re
from functools import lru_cache
from typing import Final
from urllib.parse import SplitResult, urlsplit

from oauth_desk.domain.web_address import is_loopback_literal
from oauth_desk.protocol.http import Request

_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE: Final = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_PLAIN_URL: Final = re.compile(r"[\x21-\x7e]+")


@lru_cache(maxsize=256)
def is_loopback(host: str) -> bool:
    """Tell whether ``host`` is 127.0.0.0/8, ::1 or the name ``localhost``; no name is looked up."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def refusal(request: Request, *, encrypted: bool = False) -> str | None:
    """Return why the request must not be sent, quoting nothing of it; None if it may.

    ``encrypted``: https alone will do, as for an address that nobody typed (NORMS C82).
    """
    if encrypted and not request.url.startswith("https://"):
        return "an address that a document told must be encrypted"
    if not _TOKEN.fullmatch(request.method):
        return "the method is not a valid one"
    return _bad_address(request.url) or _bad_headers(request)


def _bad_address(url: str) -> str | None:
    if not _PLAIN_URL.fullmatch(url):
        return "the address holds characters that an address cannot hold"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "the address is malformed"
    if parts.scheme not in ("https", "http") or not parts.hostname:
        return "the address is not an http or https one"
    if port == 0:
        return "the address has no usable port"
    if parts.username is not None or parts.password is not None:
        return "the address holds a user name or password"
    return _bad_scheme(parts)


def _bad_scheme(parts: SplitResult) -> str | None:
    if parts.scheme == "http" and not is_loopback_literal(parts.hostname or ""):
        return "unencrypted http is allowed to this computer alone"
    return None


def _bad_headers(request: Request) -> str | None:
    for name, value in request.headers:
        if not _TOKEN.fullmatch(name):
            return "a header's name holds characters that it cannot hold"
        if not _VALUE.fullmatch(value):
            return f"the header {name} holds characters that it cannot hold"
    return None
