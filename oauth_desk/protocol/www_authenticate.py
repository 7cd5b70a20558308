"""Challenges of a protected resource (RFC 9110 §11.6.1; RFC 6750 §3; RFC 9728 §5.1)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from oauth_desk.protocol.http import Response

_TOKEN: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_PARAMETER: Final = re.compile(rf'({_TOKEN})[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*+)"|({_TOKEN}))')
_SCHEME: Final = re.compile(rf"({_TOKEN})(?=[ \t,]|$)")
_TOKEN68: Final = re.compile(r"[ \t]+[A-Za-z0-9._~+/-]+=*[ \t]*(?=,|$)")
_GAP: Final = re.compile(r"[ \t,]+")
_LONGEST: Final = 16_384


@dataclass(frozen=True, slots=True)
class Challenge:
    """One challenge; scheme and parameter names are lower-case, of a repeated parameter the first counts."""

    scheme: str
    parameters: Mapping[str, str]


def challenges(response: Response) -> tuple[Challenge, ...]:
    """Return the challenges of every ``WWW-Authenticate`` header; what cannot be read is left out."""
    return read(response.all_headers("www-authenticate"))


def read(values: Iterable[str]) -> tuple[Challenge, ...]:
    """Return the challenges of header values."""
    return tuple(challenge for value in values for challenge in _read_one(value[:_LONGEST]))


def _read_one(value: str) -> list[Challenge]:
    found: list[Challenge] = []
    parameters: dict[str, str] = {}
    position = 0
    while position < len(value):
        if gap := _GAP.match(value, position):
            position = gap.end()
        elif parameter := _PARAMETER.match(value, position):
            name, quoted, bare = parameter.groups()
            parameters.setdefault(name.lower(), re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else bare)
            position = parameter.end()
        elif scheme := _SCHEME.match(value, position):
            parameters = {}
            found.append(Challenge(scheme[1].lower(), parameters))
            blob = _TOKEN68.match(value, scheme.end())
            position = blob.end() if blob else scheme.end()
        else:
            position += 1
    return found
