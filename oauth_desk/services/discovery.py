"""From an address to a service: issuers, and APIs that name their issuer (RFC 8414, RFC 9728)."""

import re
from dataclasses import fields, replace
from typing import Final

from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.domain.service import Endpoints, Metadata, Security, Service
from oauth_desk.protocol.address import Address, UnsafeUrl, check_endpoint, read
from oauth_desk.protocol.discovery import Discovered, issuer_of
from oauth_desk.protocol.protected_resource import ProtectedResource
from oauth_desk.services.metadata_search import Found, MetadataSearch
from oauth_desk.services.ports import HttpClient
from oauth_desk.services.search_words import SeveralIssuers, bad_address, not_among

_IDENTITY_SCOPES: Final = ("openid", "profile", "email", "offline_access")


class Discovery:
    """Asks well-known places; follows no redirect, and believes a document only about its own issuer."""

    def __init__(self, http: HttpClient) -> None:
        self._http = http

    async def at(self, address: str, *, issuer: str | None = None, choosing: bool = False) -> Service:
        """Return the service that an issuer's, an API's or an MCP server's address leads to; raise DeskError.

        Of several services that let people in, ``issuer`` is meant, else the first
        that can be found; with ``choosing`` SeveralIssuers is raised instead.
        """
        place = _tidied(address)
        search = MetadataSearch(self._http, _named_after(place), place)
        found = await search.issuer(place, typed=True)
        itself = found is not None and _is_same(found[0], place)
        if found is not None and itself and not read(place).path.strip("/"):
            return _service_at(found, search, issuer)
        # An API often copies its issuer's document, and django-oauth-toolkit calls every path of its host an issuer:
        # what an API says of itself counts first.
        resource = await _said_by(place, search, is_issuer=itself)
        if resource is not None and resource.authorization_servers:
            return await self._service_behind(_chosen(resource, place, issuer, choosing=choosing), place, search)
        if found is not None:
            return _service_at(found, search, issuer)
        origin = _origin(read(place))
        found = await search.issuer(origin, typed=True) if origin != place.rstrip("/") else None
        if found is None:
            raise search.failure()
        service = _service_at(found, search, issuer)
        return replace(service, api_base_urls=(place,), scopes=search.asked or service.scopes)

    async def complete(self, service: Service) -> Service:
        """Fill in endpoints and metadata by the issuer; what the profile says wins. Raise DeskError."""
        if service.issuer is None or service.metadata != Metadata():
            return _usable(service)
        search = MetadataSearch(self._http, service, service.issuer)
        try:
            found = await search.issuer(service.issuer)
            if found is None:
                raise search.failure()
        except DeskError:
            if _has_endpoints(service):
                return service
            raise
        return _usable(_completed(service, found[1], search))

    async def _service_behind(self, resource: ProtectedResource, place: str, search: MetadataSearch) -> Service:
        """Return the service of an API's first authorization server that can be found."""
        for issuer in resource.authorization_servers:
            search.check(issuer, place)
            found = await search.issuer(issuer)
            if found is not None:
                service = _service_at(found, search)
                keeps = tuple(scope for scope in ("offline_access",) if scope in found[1].metadata.scopes)
                return replace(
                    service,
                    id=_service_id(read(place)),
                    name=_host(read(place)),
                    api_base_urls=(place,),
                    # Where the API names no permissions, asking for none gives its usual ones.
                    scopes=tuple(dict.fromkeys((*resource.scopes, *keeps))) if resource.scopes else (),
                    security=Security(resource=(resource.resource,)),
                )
        raise search.failure()


async def _said_by(place: str, search: MetadataSearch, *, is_issuer: bool) -> ProtectedResource | None:
    """Return what an API says of who lets people in; of an issuer None where it names itself, or cannot be asked."""
    try:
        resource = await search.resource(place)
    except DeskError:
        if is_issuer:
            return None
        raise
    if is_issuer and resource and any(_is_same(server, place) for server in resource.authorization_servers):
        return None
    return resource


# --- addresses -----------------------------------------------------------------


def _is_same(issuer: str, other: str) -> bool:
    return issuer.rstrip("/") == other.rstrip("/")


def _tidied(address: str) -> str:
    """Return the address without what people copy along; raise DeskError where it must not be used."""
    try:
        parts = check_endpoint(issuer_of(address.strip()), None)
    except UnsafeUrl as error:
        raise bad_address(str(error)) from None
    query = f"?{parts.query}" if parts.query else ""
    return f"{_origin(parts)}{parts.path}{query}"


def _origin(parts: Address) -> str:
    host = f"[{parts.host}]" if ":" in parts.host else parts.host
    usual = {"https": 443, "http": 80}[parts.scheme]
    return f"{parts.scheme}://{host}" + ("" if parts.port == usual else f":{parts.port}")


# --- services ------------------------------------------------------------------


def _named_after(place: str) -> Service:
    """Name a service after its host: nothing in a document about itself can be believed more."""
    address = read(place)
    return Service(id=_service_id(address), name=_host(address))


def _service_id(address: Address) -> str:
    """Return an id for a service that is in no catalogue."""
    return re.sub(r"[^a-z0-9]+", "-", _host(address))[:64].strip("-")


def _host(address: Address) -> str:
    return _origin(address).partition("://")[2].removeprefix("www.")


def _service_at(found: Found, search: MetadataSearch, wanted: str | None = None) -> Service:
    issuer, discovered = found
    if wanted is not None and not _is_same(wanted, issuer):
        raise not_among(wanted, (issuer,))
    service = _completed(_named_after(issuer), discovered, search)
    told = search.told((issuer, *service.told))
    return replace(service, issuer=issuer, scopes=_identity_scopes(discovered), told=told)


def _chosen(resource: ProtectedResource, place: str, issuer: str | None, *, choosing: bool) -> ProtectedResource:
    """Return the resource with the one service that was chosen, where there was a choice."""
    servers = resource.authorization_servers
    if issuer is not None:
        servers = tuple(server for server in servers if _is_same(server, issuer))
        if not servers:
            raise not_among(issuer, resource.authorization_servers)
    if choosing and len(servers) > 1:
        raise SeveralIssuers(place, servers)
    return replace(resource, authorization_servers=servers)


def _identity_scopes(found: Discovered) -> tuple[str, ...]:
    if found.metadata.scopes:
        return tuple(scope for scope in _IDENTITY_SCOPES if scope in found.metadata.scopes)
    return ("openid",) if found.endpoints.userinfo and found.endpoints.jwks_uri else ()


def _completed(service: Service, found: Discovered, search: MetadataSearch) -> Service:
    names = [field.name for field in fields(Endpoints)]
    merged = {name: getattr(service.endpoints, name) or getattr(found.endpoints, name) for name in names}
    told = search.told(url for name, url in merged.items() if url and url != getattr(service.endpoints, name))
    return replace(service, endpoints=Endpoints(**merged), metadata=found.metadata, told=(*service.told, *told))


def _has_endpoints(service: Service) -> bool:
    endpoints = service.endpoints
    visited = endpoints.authorization or endpoints.device_authorization
    return endpoints.token is not None and (visited is not None or service.asks_by_itself)


def _usable(service: Service) -> Service:
    if _has_endpoints(service):
        return service
    raise DeskError(
        "no_endpoints",
        f"It is not known where to sign in at {service.name}.",
        kind=Kind.SETTINGS,
        advice="Give the service's address instead of its name, or a profile file that has the addresses.",
        remedy=Remedy.FIX_SETTINGS,
    )
