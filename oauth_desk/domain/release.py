"""A version of the program that somebody published."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from oauth_desk.domain.web_address import check_address

_VERSION: Final = re.compile(r"\d{1,6}(?:\.\d{1,6}){0,3}")
_BEGINNING: Final = re.compile(r"\d+(?:\.\d+)*")
_LONGEST: Final = 500


@dataclass(frozen=True, slots=True)
class Release:
    """``url`` is the page that tells more, ``notes`` a sentence or two; nothing is ever downloaded from it."""

    version: str
    url: str
    notes: str = ""


def release_from(content: Mapping[str, object]) -> Release:
    """Return what a feed tells; raise ValueError that says what is wrong with it."""
    version, url, notes = content.get("version"), content.get("url"), content.get("notes", "")
    if type(version) is not str or not _VERSION.fullmatch(version):
        raise ValueError("“version” must be numbers such as 1.2.3")
    if type(url) is not str or not url.lower().startswith("https://"):
        raise ValueError("“url” must be an address that starts with https://")
    if type(notes) is not str:
        raise ValueError("“notes” must be a text")
    plain = "".join(piece if piece.isprintable() else " " for piece in notes)
    return Release(version, check_address(url), " ".join(plain[:_LONGEST].split()))


def is_newer(offered: str, running: str) -> bool:
    """Tell whether a version is newer than the one that runs; what follows the numbers of that one is left out."""
    return _numbers(offered) > _numbers(running)


def _numbers(version: str) -> tuple[int, ...]:
    found = _BEGINNING.match(version)
    numbers = [int(number) for number in found[0].split(".")] if found else []
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)
