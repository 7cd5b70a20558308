"""URLs that are judged before use (RFC 3986; RFC 6454 §4; RFC 8252 §8.3; NORMS C12, C38, C81, C100)."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from oauth_desk.domain import web_address

_VISIBLE: Final = re.compile(r"[\x21-\x7e]+")
_HOST: Final = re.compile(r"[a-z0-9_.-]+|[0-9a-f:.]+", re.ASCII)
_DEFAULT_PORTS: Final = {"https": 443, "http": 80}


class UnsafeUrl(ValueError):
    """An address that must not be used; the message is a plain sentence without the query."""


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of an http or https URL. ``port`` is never empty: the scheme's own if none is written."""

    scheme: str
    host: str
    port: int
    path: str
    query: str
    fragment: str

    @property
    def origin(self) -> tuple[str, str, int]:
        """Return what must be equal for two URLs to belong to one place."""
        return self.scheme, self.host, self.port

    @property
    def is_loopback(self) -> bool:
        """Tell whether the host is a loopback literal; a name such as ``localhost`` is not."""
        return web_address.is_loopback_literal(self.host)


def read(url: str) -> Address:
    """Return the parts of ``url``; raise UnsafeUrl where two programs could read its host differently."""
    if not _VISIBLE.fullmatch(url):
        raise UnsafeUrl("The address holds spaces, control characters or letters beyond ASCII.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UnsafeUrl("The address is malformed.") from None
    if parts.scheme not in _DEFAULT_PORTS:
        raise UnsafeUrl("The address is neither https nor http.")
    if "@" in parts.netloc:
        raise UnsafeUrl("The address holds a user name.")
    if not parts.hostname or port == 0:
        raise UnsafeUrl("The address names no host.")
    if not _HOST.fullmatch(parts.hostname):
        raise UnsafeUrl("The address has a host name that cannot be.")
    if port is None:
        port = _DEFAULT_PORTS[parts.scheme]
    return Address(parts.scheme, parts.hostname, port, parts.path, parts.query, parts.fragment)


def check_endpoint(url: str, issuer: str | None) -> Address:
    """Accept https, or http to a loopback literal where the issuer is one too or not known; raise UnsafeUrl."""
    try:
        address = read(web_address.check_endpoint(url))
    except UnsafeUrl:
        raise
    except ValueError as problem:
        raise UnsafeUrl(f"The address {problem}.") from None
    if address.scheme == "http" and issuer is not None and not read(issuer).is_loopback:
        raise UnsafeUrl("A service on the network names an address on this machine.")
    return address
