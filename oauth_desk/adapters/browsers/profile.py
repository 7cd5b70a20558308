"""A profile that can be started."""

from dataclasses import dataclass
from typing import Final

from oauth_desk.domain.browser_choice import BrowserProfile

MOST: Final = 200
"""Profiles of one browser; nobody chooses from more."""

MOST_LISTED: Final = 2000
"""Entries of a list that are looked at; each costs a look at the disk."""


@dataclass(frozen=True, slots=True)
class Startable:
    """A profile, and the options that make its browser take it."""

    profile: BrowserProfile
    options: tuple[str, ...]
