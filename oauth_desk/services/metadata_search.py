"""Asking the well-known places of an address (RFC 8414 §3, RFC 9728 §3; NORMS C80 to C83)."""

import ipaddress
from collections.abc import Sequence
from dataclasses import fields
from typing import Final

from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.domain.service import Service
from oauth_desk.protocol.address import UnsafeUrl, check_endpoint, read
from oauth_desk.protocol.discovery import Discovered, DiscoveryError, judge_metadata, metadata_urls
from oauth_desk.protocol.http import Request, Response
from oauth_desk.protocol.protected_resource import (
    ProtectedResource,
    challenge_resource_metadata,
    judge_protected_resource,
    resource_metadata_urls,
    resource_of,
)
from oauth_desk.services.faults import sentence, trust_of, unreachable
from oauth_desk.services.ports import HttpClient, TransportError, TransportFault

_OK: Final = 200
_UNAUTHORIZED: Final = 401
_NOT_REACHABLE: Final = frozenset({408, 429}) | frozenset(range(500, 600))

Found = tuple[str, Discovered]
"""An issuer as it calls itself, and what it says."""


class MetadataSearch:
    """One search; remembers whether a server was in trouble, to tell that from "nothing here"."""

    def __init__(self, http: HttpClient, service: Service) -> None:
        self._http = http
        self._service = service
        self._trouble: int | None = None
        self._reason = ""

    async def issuer(self, issuer: str, *, typed: bool = False) -> Found | None:
        """Return what an issuer says of itself; None where there is nothing to believe (NORMS C80).

        What a person ``typed`` may be another address of the service: the issuer
        that a document there names is asked itself before it is believed.
        """
        for url in self._urls(issuer):
            response = await self._fetch(url)
            if response is None:
                continue
            try:
                return self._judged(response, issuer)
            except DiscoveryError as error:
                self._reason = self._reason or error.reason
                named = error.found
            if typed and named is not None:
                return await self._named(named, issuer, response)
        return None

    async def _named(self, named: str, near: str, response: Response) -> Found | None:
        """Believe a document about the same address but for a slash; else ask the issuer that it names."""
        if named.rstrip("/") == near.rstrip("/"):
            return self._judged(response, named)
        check_from_document(named, near)
        return await self.issuer(named)

    def _judged(self, response: Response, issuer: str) -> Found:
        lenient = self._service.quirks.issuer_mismatch_allowed
        found = judge_metadata(response, issuer=issuer, issuer_mismatch_allowed=lenient)
        for field in fields(found.endpoints):
            url = getattr(found.endpoints, field.name)
            if url is not None:
                check_from_document(url, issuer)
        return issuer, found

    def _urls(self, issuer: str) -> Sequence[str]:
        try:
            return metadata_urls(issuer)
        except DiscoveryError as error:
            self._reason = self._reason or error.reason
            return ()

    async def resource(self, place: str) -> ProtectedResource | None:
        """Return what an API says about who lets people in: where its 401 points, else at the well-known places."""
        urls = {url: resource_of(url) for url in resource_metadata_urls(place)}
        challenge = await self._get(place)
        if challenge is not None and challenge.status == _UNAUTHORIZED:
            named = challenge_resource_metadata(challenge.all_headers("www-authenticate"), place)
            urls = ({named: place} if named else {}) | urls
        for url, resource in urls.items():
            response = await self._fetch(url)
            if response is None:
                continue
            try:
                return judge_protected_resource(response, url=resource)
            except DiscoveryError as error:
                self._reason = self._reason or error.reason
        return None

    def failure(self) -> DeskError:
        """Return the error for a search that found nothing."""
        if self._trouble is not None:
            return DeskError(
                "unreachable",
                f"{self._service.name} has a problem of its own just now.",
                kind=Kind.UNREACHABLE,
                detail=f"It answered with status {self._trouble}.",
                advice="Try again in a while.",
                remedy=Remedy.RETRY,
            )
        return DeskError(
            "not_discoverable",
            "There is no sign-in information at this address.",
            detail=sentence(self._reason),
            advice="Check the address, or ask whoever runs the service for a profile file.",
        )

    async def _fetch(self, url: str) -> Response | None:
        """Return an answer that may hold a document; None for every other."""
        response = await self._get(url)
        return response if response is not None and response.status == _OK else None

    async def _get(self, url: str) -> Response | None:
        request = Request("GET", url, (("Accept", "application/json"),))
        try:
            response = await self._http.send(request, trust=trust_of(self._service))
        except TransportError as error:
            if error.fault is TransportFault.TOO_LARGE:
                return None
            raise unreachable(self._service, error) from error
        if response.status in _NOT_REACHABLE:
            self._trouble = response.status
        return response


def check_from_document(url: str, near: str) -> None:
    """Refuse an address that somebody else wrote and that points into a private network (NORMS C82)."""
    try:
        parts = check_endpoint(url, near)
    except UnsafeUrl as error:
        raise _unsafe(str(error)) from None
    if _is_private(parts.host) and not _is_private(read(near).host):
        raise _unsafe(f"It names an address inside a private network, {parts.host}.")


def _is_private(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _unsafe(reason: str) -> DeskError:
    return DeskError(
        "unsafe_address",
        "The sign-in information at this address is not safe to use.",
        kind=Kind.SETTINGS,
        detail=sentence(reason),
        advice="Tell whoever runs the service.",
    )
