"""A service whose answer names the server that a code belongs to (Zoho's data centres), within its allowed hosts."""

from dataclasses import fields, replace
from urllib.parse import urlsplit

from oauth_desk.domain.service import Endpoints, Service
from oauth_desk.domain.template import GAP
from oauth_desk.protocol.address import UnsafeUrl, read
from oauth_desk.protocol.resource import is_allowed_host


def moved(service: Service, server: str) -> Service:
    """Return the service with all that was at the token endpoint's server at ``server``; raise UnsafeUrl.

    The sign-in page stays where it is. The code, the client's secret and every later
    renewal go there: no host counts that the profile does not allow.
    """
    target = read(server)
    if target.path not in {"", "/"} or target.query or target.fragment or "?" in server or "#" in server:
        raise UnsafeUrl("The answer names more than a server.")
    if not is_allowed_host(service, target):
        raise UnsafeUrl("The answer names a server that the profile does not allow.")
    if service.endpoints.token is None:
        raise UnsafeUrl("No token address is known for this service.")
    home = read(service.endpoints.token).origin
    base = server.rstrip("/")
    found = {field.name: getattr(service.endpoints, field.name) for field in fields(Endpoints)}
    endpoints = {name: url if name == "authorization" else _at(url, home, base) for name, url in found.items()}
    account = service.account
    if account is not None:
        account = replace(account, url=_at(account.url, home, base) or "")
    revocation = replace(service.revocation, url=_at(service.revocation.url, home, base))
    step = replace(service.second_step, url=_at(service.second_step.url, home, base))
    places = service.places
    if places is not None:
        places = replace(places, url=_at(places.url, home, base) or "")
    return replace(
        service,
        endpoints=Endpoints(**endpoints),
        account=account,
        revocation=revocation,
        second_step=step,
        places=places,
    )


def _at(url: str | None, home: tuple[str, str, int], base: str) -> str | None:
    if not url or read(GAP.sub("x", url)).origin != home:
        return url
    parts = urlsplit(url)
    return f"{base}{parts.path}{f'?{parts.query}' if parts.query else ''}"
