"""The addresses for programs that show a certificate (RFC 8705 §5; NORMS C38, C81)."""

from dataclasses import fields, replace
from typing import Final

from oauth_desk.domain.service import Endpoints, Service
from oauth_desk.protocol.address import UnsafeUrl, check_endpoint
from oauth_desk.protocol.client_auth import UnusableClient
from oauth_desk.protocol.json_body import BadJson, JsonObject, parse_object

_ALIASES: Final = "mtls_endpoint_aliases"
_FOR_BROWSERS: Final = frozenset({"authorization", "jwks_uri"})


def with_aliases(service: Service) -> Service:
    """Return the service with the addresses that its metadata names for a certificate; raise UnusableClient.

    Without a certificate it gets the plain addresses back. What a profile says of an address stays.
    """
    document, aliases = _told(service)
    if not aliases:
        return service
    changed = {}
    for field in fields(Endpoints):
        plain, alias = (told.get(f"{field.name}_endpoint") for told in (document, aliases))
        if field.name in _FOR_BROWSERS or not isinstance(plain, str) or not isinstance(alias, str):
            continue
        old, new = (plain, alias) if service.security.has_certificate else (alias, plain)
        if getattr(service.endpoints, field.name) == old:
            changed[field.name] = _checked(new, service)
    return replace(service, endpoints=replace(service.endpoints, **changed))


def _checked(address: str, service: Service) -> str:
    try:
        check_endpoint(address, service.issuer)
    except UnsafeUrl as problem:
        raise UnusableClient(f"The address for programs with a certificate cannot be used. {problem}") from None
    return address


def _told(service: Service) -> tuple[JsonObject, JsonObject]:
    try:
        document = parse_object(service.metadata.document.encode())
    except BadJson:
        return {}, {}
    aliases = document.get(_ALIASES)
    return document, aliases if isinstance(aliases, dict) else {}
