"""URLs that are judged before use (RFC 3986; RFC 8252 §8.3; NORMS C12, C38, C81)."""

import ipaddress
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

_VISIBLE: Final = re.compile(r"[\x21-\x7e]+")
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
        """Return what must be equal for two URLs to belong to one place (RFC 6454 §4)."""
        return self.scheme, self.host, self.port

    @property
    def is_loopback(self) -> bool:
        """Tell whether the host is a loopback literal; a name such as ``localhost`` is not."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Tell whether ``host`` is an IP literal that never leaves this machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def read(url: str) -> Address:
    """Return the parts of ``url``; raise UnsafeUrl where two programs could read it differently."""
    if not _VISIBLE.fullmatch(url):
        raise UnsafeUrl("The address holds spaces, control characters or letters beyond ASCII.")
    if "\\" in url:
        raise UnsafeUrl("The address holds a backslash.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UnsafeUrl("The address is malformed.") from None
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS:
        raise UnsafeUrl("The address is neither https nor http.")
    if "@" in parts.netloc:
        raise UnsafeUrl("The address holds a user name.")
    if not parts.hostname:
        raise UnsafeUrl("The address names no host.")
    if port is None:
        port = _DEFAULT_PORTS[scheme]
    return Address(scheme, parts.hostname, port, parts.path, parts.query, parts.fragment)


def check_endpoint(url: str, issuer: str | None) -> Address:
    """Accept https, or http to a loopback literal where the issuer is one too or not known; raise UnsafeUrl."""
    address = read(url)
    if address.fragment or "#" in url:
        raise UnsafeUrl("The address holds a fragment.")
    if address.scheme == "https":
        return address
    if not address.is_loopback:
        raise UnsafeUrl(f"The address of {address.host} is not encrypted (http).")
    if issuer is not None and not read(issuer).is_loopback:
        raise UnsafeUrl("A service on the network names an address on this machine.")
    return address
