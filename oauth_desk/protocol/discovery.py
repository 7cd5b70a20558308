"""Authorization server metadata (RFC 8414 §3; OIDC Discovery §4; NORMS C80, C81)."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Final, TypeVar
from urllib.parse import urlsplit

from oauth_desk.domain import web_address
from oauth_desk.domain.service import Endpoints, Metadata
from oauth_desk.protocol.address import UnsafeUrl, check_endpoint, read
from oauth_desk.protocol.http import Response
from oauth_desk.protocol.json_body import BadJson, JsonObject, parse_object
from oauth_desk.protocol.text import clean_description

OAUTH: Final = "/.well-known/oauth-authorization-server"
OPENID: Final = "/.well-known/openid-configuration"
LONGEST_DOCUMENT: Final = 64 * 1024
_MOST_ITEMS: Final = 1000
_OFTEN_IN_ONE: Final = ("revocation", "introspection", "registration", "device_authorization", "userinfo", "jwks_uri")
_OK: Final = 200


Part = TypeVar("Part", Endpoints, Metadata)


class DiscoveryError(Exception):
    """The metadata cannot be used. ``reason`` is a plain sentence.

    ``found`` is the issuer that the document names, where it is another than asked:
    to be believed only after asking that address itself.
    """

    def __init__(self, reason: str, *, found: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.found = found


@dataclass(frozen=True, slots=True)
class Discovered:
    """What a metadata document said."""

    endpoints: Endpoints
    metadata: Metadata


def metadata_urls(issuer: str) -> tuple[str, ...]:
    """Return where the metadata of ``issuer`` may be, the fullest document first; raise DiscoveryError.

    OpenID appends its path to the issuer's, RFC 8414 puts its own between host and
    path; both are met for either document.
    """
    try:
        web_address.check_issuer(issuer)
        check_endpoint(issuer, None)
    except ValueError as problem:
        raise DiscoveryError(f"This address cannot be a service's: {problem}") from None
    parts = urlsplit(issuer)
    origin, path = f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/")
    urls = (f"{origin}{path}{OPENID}", f"{origin}{OAUTH}{path}", f"{origin}{OPENID}{path}")
    return tuple(dict.fromkeys(urls))


def issuer_of(url: str) -> str:
    """Return the issuer of a metadata address, for people who paste that; any other address as it is."""
    for well_known in (OPENID, OAUTH):
        before, mark, after = url.partition(well_known)
        if mark and (not after or after.startswith("/")):
            return before + after
    return url


def judge_metadata(response: Response, *, issuer: str, issuer_mismatch_allowed: bool = False) -> Discovered:
    """Return the endpoints and capabilities of ``issuer``; raise DiscoveryError.

    The document must name exactly the issuer that was asked (RFC 8414 §3.3), and
    every endpoint must be encrypted, or on this machine where the issuer is.
    """
    document = _document(response)
    named = document.get("issuer")
    if not isinstance(named, str) or not named:
        raise DiscoveryError("The document does not name its issuer.")
    if named != issuer and not issuer_mismatch_allowed:
        shown = clean_description(named, longest=200)
        raise DiscoveryError(f"The document belongs to another issuer: {shown}", found=named)
    return Discovered(_endpoints(document, issuer), _metadata(document, response.body))


def is_complete(found: Discovered) -> bool:
    """Tell whether another document of the same issuer could add nothing that is looked for."""
    return all(getattr(found.endpoints, name) is not None for name in _OFTEN_IN_ONE)


def joined(first: Discovered, second: Discovered) -> Discovered:
    """Return what two documents of one issuer say; where both speak, the first counts.

    Some servers name an endpoint in their OpenID document alone, or in that of RFC 8414.
    """
    return Discovered(_filled(first.endpoints, second.endpoints), _filled(first.metadata, second.metadata))


def other_hosts(endpoints: Endpoints, issuer: str | None, *further: str | None) -> tuple[str, ...]:
    """Return the hosts of endpoints other than the issuer's, to be shown before the first use (NORMS C81).

    Without an issuer the host of the authorization endpoint counts as home. ``further`` are
    addresses that a profile names beside the endpoints.
    """
    home = issuer or endpoints.authorization
    named = [getattr(endpoints, field.name) for field in fields(endpoints)]
    hosts = dict.fromkeys(host for host in map(_host, (*named, *further)) if host)
    return tuple(host for host in hosts if host != _host(home))


def _filled(first: Part, second: Part) -> Part:
    gaps = {field.name for field in fields(first) if getattr(first, field.name) in (None, (), "", False)}
    return replace(first, **{name: getattr(second, name) for name in gaps})


def _document(response: Response) -> JsonObject:
    if response.status != _OK:
        raise DiscoveryError(f"The service answered with status {response.status}.")
    try:
        return parse_object(response.body)
    except BadJson as problem:
        raise DiscoveryError(f"The document cannot be read ({problem}).") from None


def _endpoints(document: JsonObject, issuer: str) -> Endpoints:
    found: dict[str, str] = {}
    for field in fields(Endpoints):
        key = field.name if field.name == "jwks_uri" else f"{field.name}_endpoint"
        url = document.get(key)
        if url is None:
            continue
        if not isinstance(url, str):
            raise DiscoveryError(f"The document's {key} is no address.")
        try:
            check_endpoint(url, issuer)
        except UnsafeUrl as problem:
            raise DiscoveryError(f"The document's {key} cannot be used. {problem}") from None
        found[field.name] = url
    return Endpoints(**found)


def _metadata(document: JsonObject, body: bytes) -> Metadata:
    methods = document.get("code_challenge_methods_supported")
    return Metadata(
        grant_types=_strings(document.get("grant_types_supported")),
        auth_methods=_strings(document.get("token_endpoint_auth_methods_supported")),
        challenge_methods=_strings(methods) if isinstance(methods, list) else None,
        scopes=_strings(document.get("scopes_supported")),
        iss_parameter_supported=document.get("authorization_response_iss_parameter_supported") is True,
        signing_algorithms=_strings(document.get("id_token_signing_alg_values_supported")),
        client_documents=document.get("client_id_metadata_document_supported") is True,
        document=body.decode("utf-8-sig") if len(body) <= LONGEST_DOCUMENT else "",
    )


def _strings(told: object) -> tuple[str, ...]:
    items: Iterable[object] = told[:_MOST_ITEMS] if isinstance(told, list) else ()
    return tuple(dict.fromkeys(item for item in items if isinstance(item, str) and item.isprintable()))


def _host(url: str | None) -> str | None:
    try:
        return read(url).host if url else None
    except UnsafeUrl:
        return None
