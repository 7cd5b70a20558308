"""The request as it stands in the editor, and the call it makes."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from oauth_desk.domain.service import Service
from oauth_desk.services.api_call import DEFAULT_TIMEOUT, ApiCall

METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
BODY_TYPES: Final = ("application/json", "application/x-www-form-urlencoded", "text/plain", "application/xml")
_KEPT: Final = "-._~!$'()*,:@/?"


@dataclass(frozen=True, slots=True)
class Pair:
    """A name and a value; ``on`` tells whether it is sent."""

    name: str = ""
    value: str = ""
    on: bool = True

    @property
    def counts(self) -> bool:
        """Tell whether it is part of the request."""
        return self.on and bool(self.name.strip())


Pairs = tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class CallDraft:
    """A request being written. ``body_type`` is sent unless a header says otherwise."""

    method: str = "GET"
    address: str = ""
    query: Pairs = ()
    headers: Pairs = ()
    body: str = ""
    body_type: str = BODY_TYPES[0]
    follow: bool = False
    timeout: float = DEFAULT_TIMEOUT
    to_file: bool = False

    def url(self) -> str:
        """Return the address with the query of the table behind its own."""
        added = "&".join(
            f"{quote(pair.name.strip(), safe=_KEPT)}={quote(pair.value, safe=_KEPT)}"
            for pair in self.query
            if pair.counts
        )
        address, mark, fragment = self.address.strip().partition("#")
        if added:
            address += ("&" if "?" in address and address[-1] not in "?&" else "" if "?" in address else "?") + added
        return address + mark + fragment

    def call(self) -> ApiCall:
        """Return the call to make."""
        headers = [(pair.name.strip(), pair.value.strip()) for pair in self.headers if pair.counts]
        body = self.body.encode() if self.body else None
        if body is not None and all(name.lower() != "content-type" for name, _ in headers):
            headers.append(("Content-Type", self.body_type))
        return ApiCall(self.method, self.url(), tuple(headers), body, self.follow, self.timeout)


def first_draft(service: Service) -> CallDraft:
    """Return a request that is likely to get an answer: who am I."""
    probe = service.account
    address = service.api_base_urls[0] if service.api_base_urls else service.endpoints.userinfo or ""
    if probe is not None and probe.url and probe.method == "GET":
        address = probe.url
    return CallDraft(address=address, headers=(Pair("Accept", "application/json"),))
