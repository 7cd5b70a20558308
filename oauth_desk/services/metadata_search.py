"""Asking the well-known places of an address (RFC 8414 §3, RFC 9728 §3; NORMS C80 to C83)."""

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from typing import Final

from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.ip_address import is_public
from oauth_desk.domain.service import Service
from oauth_desk.protocol.address import UnsafeUrl, check_endpoint, read
from oauth_desk.protocol.discovery import (
    Discovered,
    DiscoveryError,
    is_complete,
    joined,
    judge_metadata,
    metadata_urls,
)
from oauth_desk.protocol.http import Request, Response
from oauth_desk.protocol.protected_resource import (
    ProtectedResource,
    challenge_resource_metadata,
    challenge_scopes,
    judge_protected_resource,
    resource_metadata_urls,
    resource_of,
)
from oauth_desk.services import search_words
from oauth_desk.services.faults import trust_of, unreachable, unsafe_place
from oauth_desk.services.ports import BACK_CHANNEL, HttpClient, Limits, TransportError, TransportFault, Trust

_OK: Final = 200
_UNAUTHORIZED: Final = 401
_NOT_REACHABLE: Final = frozenset({408, 429}) | frozenset(range(500, 600))
_EXTRA: Final = Limits(connect=5.0, read=5.0, total=5.0)
"""A second document must not hold up a search that has found the first."""

Found = tuple[str, Discovered]
"""An issuer as it calls itself, and what it says."""


class MetadataSearch:
    """One search from the address that a person typed; remembers what it met, to say why nothing was found."""

    def __init__(self, http: HttpClient, service: Service, typed: str) -> None:
        self._http = http
        self._service = service
        self._typed = read(typed)
        self._own_network = _is_private(self._typed.host)
        self._trouble: int | None = None
        self._page = False
        self._other: str | None = None
        self._reason = ""
        self.asked: tuple[str, ...] = ()

    # --- issuers -------------------------------------------------------------

    async def issuer(self, issuer: str, *, typed: bool = False) -> Found | None:
        """Return what an issuer says of itself; None where there is nothing to believe (NORMS C80).

        What a person ``typed`` may be another address of the service: the issuer
        that a document there names is asked itself before it is believed.
        """
        urls = self._urls(issuer)
        for place, url in enumerate(urls):
            response = await self._fetch(url)
            if response is None:
                continue
            try:
                return await self._completed(self._judged(response, issuer), urls[place + 1 :])
            except DiscoveryError as error:
                self._reason = self._reason or error.reason
                named = error.found
            if named is not None:
                self._other = self._other or named
            if typed and named is not None:
                return await self._named(named, issuer, response)
        return None

    async def _named(self, named: str, near: str, response: Response) -> Found | None:
        """Believe a document about the same address but for a slash; else ask the issuer that it names."""
        if named.rstrip("/") == near.rstrip("/"):
            return await self._completed(self._judged(response, named), self._urls(named)[1:])
        self.check(named, near)
        return await self.issuer(named)

    def _judged(self, response: Response, issuer: str) -> Found:
        lenient = self._service.quirks.issuer_mismatch_allowed
        found = judge_metadata(response, issuer=issuer, issuer_mismatch_allowed=lenient)
        for url in addresses(found):
            self.check(url, issuer)
        return issuer, found

    async def _completed(self, found: Found, urls: Sequence[str]) -> Found:
        """Fill the gaps of one document from the others of the same issuer, where there are any."""
        issuer, known = found
        for url in urls:
            if is_complete(known):
                break
            try:
                response = await self._send(url, _EXTRA)
                if response.status == _OK:
                    known = joined(known, self._judged(response, issuer)[1])
            except (TransportError, DiscoveryError, DeskError):
                continue  # what is known is good without it
        return issuer, known

    def _urls(self, issuer: str) -> Sequence[str]:
        try:
            return metadata_urls(issuer)
        except DiscoveryError as error:
            self._reason = self._reason or error.reason
            return ()

    # --- APIs ----------------------------------------------------------------

    async def resource(self, place: str) -> ProtectedResource | None:
        """Return what an API says about who lets people in: where its 401 points, else at the well-known places.

        The permissions that the 401 asks for count before those that the document lists.
        """
        urls = {url: resource_of(url) for url in resource_metadata_urls(place)}
        challenge = await self._get(place)
        self._page = challenge.status == _OK and challenge.media_type == "text/html" if challenge else False
        if challenge is not None and challenge.status == _UNAUTHORIZED:
            said = challenge.all_headers("www-authenticate")
            self.asked = challenge_scopes(said)
            named = challenge_resource_metadata(said, place)
            urls = ({named: place} if named else {}) | urls
        for url, resource in urls.items():
            response = await self._fetch(url)
            if response is None:
                continue
            try:
                found = judge_protected_resource(response, url=resource)
            except DiscoveryError as error:
                self._reason = self._reason or error.reason
            else:
                return replace(found, scopes=self.asked or found.scopes)
        return None

    # --- whom to believe -------------------------------------------------------

    def check(self, url: str, near: str) -> None:
        """Refuse an address that somebody else wrote and that points into a private network (NORMS C82)."""
        try:
            parts = check_endpoint(url, near)
        except UnsafeUrl as error:
            raise unsafe_place(str(error)) from None
        if _is_private(parts.host) and not self._own_network:
            raise unsafe_place(f"It names an address inside a private network, {parts.host}.")

    def told(self, urls: Iterable[str]) -> tuple[str, ...]:
        """Return those of ``urls`` that are to stay on the public internet: nobody typed them.

        Where the person's own address is in a private network, so may be what it names.
        """
        if self._own_network:
            return ()
        return tuple(dict.fromkeys(url for url in urls if read(url).origin != self._typed.origin))

    def failure(self) -> DeskError:
        """Return the error for a search that found nothing."""
        if self._trouble is not None:
            return search_words.in_trouble(self._service.name, self._trouble)
        if self._other is not None:
            return search_words.of_another(self._other)
        if self._page:
            return search_words.a_page()
        return search_words.nothing_there(self._reason)

    # --- asking ----------------------------------------------------------------

    async def _fetch(self, url: str) -> Response | None:
        """Return an answer that may hold a document; None for every other."""
        response = await self._get(url)
        return response if response is not None and response.status == _OK else None

    async def _get(self, url: str) -> Response | None:
        try:
            response = await self._send(url, BACK_CHANNEL)
        except TransportError as error:
            if error.fault is TransportFault.TOO_LARGE:
                return None
            raise unreachable(self._service, error) from error
        if response.status in _NOT_REACHABLE:
            self._trouble = response.status
        return response

    async def _send(self, url: str, limits: Limits) -> Response:
        trust = trust_of(self._service)
        told = self.told((url,))
        if told:
            trust = replace(trust or Trust(), told=told)
        request = Request("GET", url, (("Accept", "application/json"),))
        response = await self._http.send(request, limits=limits, trust=trust)
        if read(url).origin == self._typed.origin and response.peer and not is_public(response.peer):
            self._own_network = True
        return response


def addresses(found: Discovered) -> tuple[str, ...]:
    """Return every address that a document tells."""
    told = (getattr(found.endpoints, field.name) for field in fields(found.endpoints))
    return tuple(url for url in told if url is not None)


def _is_private(host: str) -> bool:
    is_name = ":" not in host and any(map(str.isalpha, host))
    return host == "localhost" or host.endswith(".localhost") if is_name else not is_public(host)
