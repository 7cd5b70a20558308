"""Where a browser comes back to: an address on this computer, or a page of the service's own choice."""

from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from oauth_desk.domain.service import ANY_PORT_REDIRECT, Service
from oauth_desk.services.ports import Chance

LOOPBACK_HOSTS: Final = frozenset({"127.0.0.1", "::1", "localhost"})


def with_own_path(service: Service, chance: Chance) -> Service:
    """Give a service that cannot name itself in its answers a redirect path of its own (NORMS C11).

    Only where the client is about to be registered: a path that a person
    registered by hand has to stay.
    """
    client = service.client
    if service.issuer is not None or client.client_id is not None or client.redirect_uri != ANY_PORT_REDIRECT:
        return service
    path = f"http://127.0.0.1/cb/{chance.token()[:16]}"
    return replace(service, client=replace(client, redirect_uri=path))


def comes_back_here(redirect_uri: str) -> bool:
    """Tell whether the redirect URI is one that this computer can listen on (RFC 8252 §7.3)."""
    parts = urlsplit(redirect_uri)
    return parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS
