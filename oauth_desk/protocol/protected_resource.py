"""Metadata of a protected resource (RFC 9728 §3, §5.1; NORMS C82, C83): from an API's address to its issuer."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from oauth_desk.protocol.address import UnsafeUrl, check_endpoint, read
from oauth_desk.protocol.discovery import DiscoveryError
from oauth_desk.protocol.http import Response
from oauth_desk.protocol.json_body import BadJson, parse_object
from oauth_desk.protocol.text import clean_description
from oauth_desk.protocol.www_authenticate import read as read_challenges

WELL_KNOWN: Final = "/.well-known/oauth-protected-resource"
_BARE_ORIGIN: Final = re.compile(r"https?://[^/?#]+")
_OK: Final = 200
_MOST_ITEMS: Final = 100
_MOST_SERVERS: Final = 10
"""Each of them may be asked, at several places, by whoever only gave the API's address."""


@dataclass(frozen=True, slots=True)
class ProtectedResource:
    """What an API says of itself. ``resource`` is the identifier to ask tokens for (RFC 8707)."""

    resource: str
    authorization_servers: tuple[str, ...]
    scopes: tuple[str, ...] = ()
    name: str = ""


def resource_metadata_urls(url: str) -> tuple[str, ...]:
    """Return where the metadata of an API may be, the most exact address first; raise DiscoveryError.

    The second, where there is one, belongs to the whole host: ``resource_of`` tells
    which resource a document found there must name.
    """
    try:
        check_endpoint(url, None)
    except UnsafeUrl as problem:
        raise DiscoveryError(f"This address cannot be an API's: {problem}") from None
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    path = parts.path if parts.path != "/" else ""
    query = f"?{parts.query}" if parts.query else ""
    return tuple(dict.fromkeys((f"{origin}{WELL_KNOWN}{path}{query}", f"{origin}{WELL_KNOWN}")))


def resource_of(metadata_url: str) -> str:
    """Return the resource that a document at a well-known address is about."""
    before, _, after = metadata_url.partition(WELL_KNOWN)
    return before + after


def judge_protected_resource(response: Response, *, url: str) -> ProtectedResource:
    """Return what an API says of itself; raise DiscoveryError unless it names exactly ``url`` (RFC 9728 §3.3)."""
    if response.status != _OK:
        raise DiscoveryError(f"The API answered with status {response.status}.")
    try:
        document = parse_object(response.body)
    except BadJson as problem:
        raise DiscoveryError(f"The document cannot be read ({problem}).") from None
    resource = document.get("resource")
    if not isinstance(resource, str) or _with_path(resource) != _with_path(url):
        raise DiscoveryError("The document is about another API.")
    servers = _strings(document.get("authorization_servers"))[:_MOST_SERVERS]
    for server in servers:
        try:
            check_endpoint(server, url)
        except UnsafeUrl as problem:
            raise DiscoveryError(f"The API names a service that cannot be used. {problem}") from None
    name = document.get("resource_name")
    return ProtectedResource(
        resource=resource,
        authorization_servers=servers,
        scopes=_strings(document.get("scopes_supported")),
        name=clean_description(name, longest=100) if isinstance(name, str) else "",
    )


def challenge_resource_metadata(www_authenticate: str | Iterable[str], api_url: str) -> str | None:
    """Return the metadata address that a 401 names; None unless it has the origin of the API (NORMS C83)."""
    values = [www_authenticate] if isinstance(www_authenticate, str) else www_authenticate
    for challenge in read_challenges(values):
        url = challenge.parameters.get("resource_metadata")
        if url is None:
            continue
        try:
            same = check_endpoint(url, api_url).origin == read(api_url).origin
        except UnsafeUrl:
            continue
        if same:
            return url
    return None


def challenge_scopes(www_authenticate: Iterable[str]) -> tuple[str, ...]:
    """Return the permissions that a 401 asks for; they count before those that the metadata lists."""
    for challenge in read_challenges(www_authenticate):
        scopes = challenge.parameters.get("scope", "").split()
        if scopes:
            return tuple(dict.fromkeys(scope for scope in scopes[:_MOST_ITEMS] if scope.isprintable()))
    return ()


def _with_path(url: str) -> str:
    """Write the empty path as a slash: both are one address (RFC 3986 §6.2.3), and people type either."""
    return f"{url}/" if _BARE_ORIGIN.fullmatch(url) else url


def _strings(told: object) -> tuple[str, ...]:
    items: Iterable[object] = told[:_MOST_ITEMS] if isinstance(told, list) else ()
    return tuple(dict.fromkeys(item for item in items if isinstance(item, str) and item.isprintable()))
