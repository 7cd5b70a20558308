"""Calls to an API with the access token (RFC 6750 §2.1, §3.1; RFC 9449 §7.1; NORMS C65, C66, C100)."""

import re
from dataclasses import replace
from typing import Final
from urllib.parse import unquote

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service
from oauth_desk.domain.tokens import Tokens
from oauth_desk.protocol.address import Address, UnsafeUrl, read
from oauth_desk.protocol.api_use import credential, further_headers
from oauth_desk.protocol.http import Possession, Request, Response
from oauth_desk.protocol.key_request import keyed
from oauth_desk.protocol.www_authenticate import Challenge, challenges

_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_UNAUTHORIZED: Final = 401
_FORBIDDEN: Final = 403
_SCHEMES: Final = ("bearer", "dpop")
_SHORTEST_SECRET: Final = 6


def api_request(service: Service, tokens: Tokens, request: Request, *, dpop_key: Secret | None = None) -> Request:
    """Return ``request`` with the access token in its ``Authorization`` header, or the service's own, in place of any.

    A token that is bound to a key goes with that key alone (NORMS C92). Raise
    UnsafeUrl for a host that the connection is not for and for a token in the URL,
    ValueError without an access token or its key.
    """
    if tokens.access_token is None:
        raise ValueError("There is no access token." if service.key is None else "There is no key.")
    if not allowed(service, request.url):
        raise UnsafeUrl("The connection is not for this host.")
    token = tokens.access_token.reveal()
    if len(token) >= _SHORTEST_SECRET and (token in request.url or token in unquote(request.url)):
        raise UnsafeUrl("The address holds the access token, where others can read it.")
    if service.key is not None:
        return keyed(service.key, tokens.access_token, request)
    name, before = credential(service, tokens.token_type)
    ours = {"authorization", name.lower()}
    others = tuple((other, value) for other, value in request.headers if other.lower() not in ours)
    headers = (*others, *further_headers(service, tokens, others), (name, f"{before}{token}"))
    if tokens.token_type.lower() != "dpop":
        return replace(request, headers=headers)
    if dpop_key is None:
        raise ValueError("The key that this access token is bound to is missing.")
    return replace(request, headers=headers, possession=Possession(dpop_key, tokens.access_token))


def absolute(service: Service, url: str) -> str:
    """Return ``url`` below the service's first API address unless it is absolute; raise UnsafeUrl without one.

    ``/me`` counts from the API address, not from its host's root. A relative
    address never leads to another host, whatever it holds.
    """
    text = url.strip()
    if _ABSOLUTE.match(text):
        return text
    if not service.api_base_urls:
        raise UnsafeUrl("No API address is known for this service: write the whole address.")
    base, _, query = service.api_base_urls[0].rstrip().partition("?")
    base = base.rstrip("/")
    path = text.lstrip("/\\")
    whole = f"{base}{path}" if path.startswith(("?", "#")) else f"{base}/{path}"
    if not query:
        return whole
    return f"{whole}&{query}" if "?" in whole else f"{whole}?{query}"


def allowed(service: Service, url: str) -> bool:
    """Tell whether the access token may go to ``url`` (NORMS C100)."""
    try:
        address = read(url)
    except UnsafeUrl:
        return False
    if address.scheme != "https" and not address.is_loopback:
        return False
    if any(address.origin == origin for origin in _origins(service)):
        return True
    return is_allowed_host(service, address)


def is_allowed_host(service: Service, address: Address) -> bool:
    """Tell whether the profile's own ``allowed_hosts`` name the host, encrypted and at the port that they say."""
    return any(_matches(pattern, address) for pattern in service.allowed_hosts)


def needs_renewal(response: Response) -> bool:
    """Tell whether an answer means that the access token is dead: 401 unless another reason is given (NORMS C65)."""
    usable = _usable(response)
    if any(challenge.parameters.get("error") == "invalid_token" for challenge in usable):
        return response.status in {_UNAUTHORIZED, _FORBIDDEN}
    return response.status == _UNAUTHORIZED and not usable


def insufficient_scope(response: Response) -> tuple[str, ...] | None:
    """Return the scopes an API asks for beyond those granted, perhaps none by name; None where that is not it."""
    if response.status not in {_UNAUTHORIZED, _FORBIDDEN}:
        return None
    for challenge in _usable(response):
        if challenge.parameters.get("error") == "insufficient_scope":
            scopes = challenge.parameters.get("scope", "").split()
            return tuple(scope for scope in scopes if scope.isprintable())
    return None


def _usable(response: Response) -> list[Challenge]:
    """Return the challenges for our kind of token that name an error."""
    return [item for item in challenges(response) if item.scheme in _SCHEMES and "error" in item.parameters]


def _origins(service: Service) -> list[tuple[str, str, int]]:
    named = [*service.api_base_urls, *service.security.resource]
    named += [url for url in (service.issuer, service.endpoints.userinfo) if url]
    if service.account is not None:
        named.append(service.account.url)  # empty where the account is told by the token answer
    if service.places is not None:
        named.append(service.places.url)
    origins = []
    for url in named:
        try:
            origins.append(read(url).origin)
        except UnsafeUrl:
            continue  # a resource may be a name that is no address
    return origins


def _matches(pattern: str, address: Address) -> bool:
    """Match ``api.example``, ``*.example`` (any number of labels), or either with a port of its own."""
    host, _, port = pattern.lower().partition(":")
    if address.port != (int(port) if port.isascii() and port.isdigit() else 443) or address.scheme != "https":
        return False
    if host.startswith("*."):
        return address.host.endswith(host[1:]) and len(address.host) > len(host[1:])
    return address.host == host
