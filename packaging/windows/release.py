"""What Windows is told of the program: in the files' properties, in the list of installed programs."""

import re
from dataclasses import dataclass
from typing import Final

NAME: Final = "OAuth Desk"
PUBLISHER: Final = "The OAuth Desk developers"
"""Whoever publishes puts the name of their certificate here."""
DESCRIPTION: Final = "Keeps your connections to web services signed in"
LICENCE: Final = "MIT licence"

_LARGEST: Final = 0xFFFF
_NUMBERS: Final = re.compile(r"\d+(?:\.\d+)*")


@dataclass(frozen=True, slots=True)
class Release:
    """One version, as Windows writes it."""

    version: str

    @property
    def numbers(self) -> tuple[int, int, int, int]:
        """Return the four numbers that Windows compares; raise ValueError where the version begins with none."""
        found = _NUMBERS.match(self.version)
        if found is None:
            raise ValueError(f"{self.version} is no version")
        first, second, third, fourth, *_ = [*(int(each) for each in found[0].split(".")), 0, 0, 0, 0]
        if max(first, second, third, fourth) > _LARGEST:
            raise ValueError(f"{self.version} has a number that Windows cannot hold")
        return first, second, third, fourth

    @property
    def four(self) -> str:
        """Return them with dots."""
        return ".".join(map(str, self.numbers))
