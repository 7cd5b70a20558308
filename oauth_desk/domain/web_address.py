"""Which addresses may be used: https, or plain http to this very machine (NORMS C12, C38, C81)."""

import ipaddress
import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

LOOPBACK_NAME: Final = "localhost"

_UNSAFE: Final = re.compile(r"[\x00-\x20\x7f-\xa0\u00ad\u2000-\u200f\u2028-\u202f\u2060-\u206f\\\"<>^`{|}]")
_HOST: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?\.?", re.IGNORECASE)


def is_loopback_literal(host: str) -> bool:
    """Tell whether ``host`` is an address of this machine, written as a number; a name never is."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def parts_of(url: str) -> SplitResult:
    """Split an absolute http(s) address; raise ValueError that says what is wrong with it."""
    if _UNSAFE.search(url):
        raise ValueError("must not hold spaces, control characters or quotes")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError("is not a web address") from None
    if parts.scheme not in {"https", "http"} or not parts.hostname or port == 0:
        raise ValueError("must be an address that starts with https://")
    if "@" in parts.netloc:
        raise ValueError("must not hold a user name or password")
    if ":" not in parts.hostname and not _HOST.fullmatch(parts.hostname):
        raise ValueError("has a host name that cannot be")
    return parts


def check_address(url: str) -> str:
    """Return ``url`` if it is https, or http to a loopback literal; raise ValueError."""
    parts = parts_of(url)
    if parts.scheme == "http" and not is_loopback_literal(parts.hostname or ""):
        raise ValueError("must start with https:// (http:// only for 127.0.0.1 and [::1])")
    return url


def check_endpoint(url: str) -> str:
    """Return an endpoint's address; a query is kept, a fragment refused (RFC 6749 §3.1)."""
    if "#" in check_address(url):
        raise ValueError("must not hold a #fragment")
    return url


def check_issuer(url: str) -> str:
    """Return an issuer's address: neither query nor fragment (RFC 8414 §2)."""
    if "?" in check_endpoint(url):
        raise ValueError("must not hold a ?query")
    return url


def check_redirect(url: str) -> str:
    """Return a redirect address: on this machine (RFC 8252 §7.3), or a page of the person's whose address is pasted.

    Only here the name localhost is allowed: some services compare it letter by letter.
    """
    parts = parts_of(url)
    if parts.scheme == "http" and parts.hostname not in {"127.0.0.1", "::1", LOOPBACK_NAME}:
        raise ValueError("must start with http://127.0.0.1, http://[::1], http://localhost or https://")
    if "#" in url or "?" in url:
        raise ValueError("must not hold a ?query or a #fragment")
    return url


def check_resource(uri: str) -> str:
    """Return an API's identifier: an absolute URI without fragment (RFC 8707 §2)."""
    if _UNSAFE.search(uri) or not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:.", uri):
        raise ValueError("must be an absolute address")
    if "#" in uri:
        raise ValueError("must not hold a #fragment")
    return uri
