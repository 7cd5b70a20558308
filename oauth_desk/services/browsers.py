"""The browsers of this computer: looked for, named on a command line, chosen for a connection."""

from collections.abc import Sequence
from dataclasses import replace

from oauth_desk.domain.browser_choice import USUAL, BrowserChoice, BrowserProfile, FoundBrowser
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.services.book import Book
from oauth_desk.services.ports import BrowserFinder

DEFAULT = "default"
"""What the system's own choice is called on a command line."""


class Browsers:
    """Nothing is looked for before somebody asks, and everything anew each time: profiles come and go."""

    def __init__(self, *, finder: BrowserFinder, book: Book) -> None:
        self._finder = finder
        self._book = book

    async def found(self) -> tuple[FoundBrowser, ...]:
        """Return the browsers that are there now."""
        return await self._finder.find()

    async def named(self, text: str) -> BrowserChoice:
        """Return what ``firefox`` or ``firefox:Work`` means; raise DeskError with what there is."""
        if text.strip().casefold() == DEFAULT:
            return USUAL
        return named(text, await self.found())

    async def choose(self, connection_id: str, choice: BrowserChoice) -> Connection:
        """Let a connection sign in with another browser from now on; raise DeskError."""
        return await self._book.amend(connection_id, lambda current: replace(current, browser=choice.kept))


def named(text: str, found: Sequence[FoundBrowser]) -> BrowserChoice:
    """Return what a person named, by id or by name; raise DeskError with what there is."""
    wanted, colon, profile = (part.strip() for part in text.partition(":"))
    browsers = [each for each in found if wanted.casefold() in {each.id.casefold(), each.name.casefold()}]
    if len(browsers) != 1:
        raise _unknown("There is no such browser here.", found)
    browser = browsers[0]
    if not colon:
        return browser.choice
    profiles = _profiles(browser, profile)
    if len(profiles) > 1:
        raise _unknown(f"{browser.name} has several profiles of this name; use what stands behind the colon.", found)
    if not profiles:
        raise _unknown(f"{browser.name} has no such profile.", found)
    return browser.choice_of(profiles[0])


def _profiles(browser: FoundBrowser, wanted: str) -> list[BrowserProfile]:
    """Return the profiles that are called so: exactly, or else whatever the case, or else by their account."""
    ways = (
        lambda each: each.key == wanted,
        lambda each: each.name == wanted,
        lambda each: wanted.casefold() in {each.key.casefold(), each.name.casefold()},
        lambda each: bool(each.account) and each.account.casefold() == wanted.casefold(),
    )
    for fits in ways:
        if profiles := [each for each in browser.profiles if fits(each)]:
            return profiles
    return []


def spoken(browser: FoundBrowser, profile: BrowserProfile | None = None) -> str:
    """Return how a browser, or a profile of it, is named on a command line."""
    if profile is None:
        return browser.id
    several = sum(each.name == profile.name for each in browser.profiles) > 1
    return f"{browser.id}:{profile.key if several else profile.name}"


def gone_words(choice: BrowserChoice) -> str:
    """Say that what was chosen is not there, and what was done instead."""
    words = choice.words
    return f"{words[:1].upper()}{words[1:]} could not be started, so the page is in your usual browser."


def _unknown(title: str, found: Sequence[FoundBrowser]) -> DeskError:
    there = [spoken(browser, profile) for browser in found for profile in (None, *browser.profiles)]
    return DeskError(
        "no_such_browser",
        title,
        kind=Kind.USAGE,
        detail=f"There are: {', '.join([DEFAULT, *there])}.",
        terminal_advice="“oauth-desk browsers” lists them with their accounts.",
    )
