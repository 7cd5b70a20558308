"""Where an API is that only the service knows: its word counts within the profile's hosts (NORMS C100)."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from oauth_desk.domain import web_address
from oauth_desk.domain.service import Service
from oauth_desk.domain.template import GAP, is_named_by_service, kept_gaps
from oauth_desk.domain.tokens import Kept
from oauth_desk.protocol.address import read
from oauth_desk.protocol.resource import is_allowed_host
from oauth_desk.protocol.text import clean_description

_HOST: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_SEGMENT: Final = re.compile(r"[A-Za-z0-9_~@:+-][A-Za-z0-9._~@:+-]*")


def placed(service: Service, kept: Kept) -> tuple[Service, tuple[str, ...]]:
    """Return the service with its API addresses completed by what was kept, and a note for each that may not be.

    An address whose gaps are not all told is left out: another account may have it.
    """
    if not service.api_templates:
        return service, ()
    known = dict(kept)
    found, notes = [], []
    for template in service.api_templates:
        if not all(known.get(name) for name in kept_gaps(template)):
            continue
        try:
            found.append(completed(template, known, service))
        except ValueError as problem:
            notes.append(f"An address of the API that {service.name} named is not used: {problem}")
    return replace(service, api_base_urls=tuple(found)), tuple(notes)


def completed(template: str, known: Mapping[str, str], service: Service) -> str:
    """Return an address with its gaps filled; raise ValueError where it must not be used.

    A value at the very beginning is an address of its own; one among the host is made
    of host characters, one behind it of what cannot end a step of a path.
    """
    host_is_told = is_named_by_service(template)
    pieces, end = [], 0
    for gap in GAP.finditer(template):
        pieces.append(template[end : gap.start()])
        pieces.append(_fitting(known[gap[1]], "".join(pieces)))
        end = gap.end()
    url = "".join([*pieces, template[end:]])
    try:
        address = read(web_address.check_endpoint(url))
    except ValueError:
        raise ValueError("it is no address that may be used.") from None
    if host_is_told and not is_allowed_host(service, address):
        host = clean_description(address.host, longest=100)
        raise ValueError(f"{host} is not among the hosts that the profile allows.")
    return url


def fitting_step(value: str) -> str:
    """Return a value that can be a step of a path; raise ValueError."""
    if not _SEGMENT.fullmatch(value) or ".." in value:
        raise ValueError("it holds characters that cannot stand there.")
    return value


def _fitting(value: str, before: str) -> str:
    """Return a value if it can stand behind ``before``; raise ValueError."""
    if not before:
        if "?" in value or "#" in value:
            raise ValueError("it holds more than a host and a path.")
        return value.rstrip("/")
    in_host = "/" not in before.partition("://")[2] and "?" not in before
    if not in_host:
        return fitting_step(value)
    if not _HOST.fullmatch(value) or ".." in value:
        raise ValueError("it holds characters that cannot stand there.")
    return value
