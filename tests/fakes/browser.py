"""A browser that remembers what it was shown."""

import asyncio
from collections.abc import Awaitable, Callable

from oauth_desk.domain.browser_choice import BrowserChoice, FoundBrowser
from oauth_desk.services.ports import BrowserError, BrowserGone


class FakeBrowser:
    """A Browser and a BrowserFinder; ``fails`` makes the usual one missing, ``visit`` is called with each address.

    ``found`` is what is on this computer, told once ``ready`` is set. ``choices`` tells in what
    each address was opened.
    """

    def __init__(self, visit: Callable[[str], Awaitable[None]] | None = None, *, fails: bool = False) -> None:
        self.opened: list[str] = []
        self.choices: list[BrowserChoice | None] = []
        self.found: tuple[FoundBrowser, ...] = ()
        self.looked = 0
        self.ready: asyncio.Event | None = None
        self.fails = fails
        self.visit = visit

    async def find(self) -> tuple[FoundBrowser, ...]:
        """Return what is on this computer."""
        self.looked += 1
        await asyncio.sleep(0)
        if self.ready is not None:
            await self.ready.wait()
        return self.found

    async def open(self, url: str, choice: BrowserChoice | None = None) -> None:
        """Remember ``url``."""
        await asyncio.sleep(0)
        if choice is not None and not self._has(choice):
            raise BrowserGone(choice.words)
        if choice is None and self.fails:
            raise BrowserError("no browser")
        self.opened.append(url)
        self.choices.append(choice)
        if self.visit is not None:
            await self.visit(url)

    def _has(self, choice: BrowserChoice) -> bool:
        browser = next((each for each in self.found if each.id == choice.browser), None)
        return browser is not None and (not choice.profile or choice.profile in {it.key for it in browser.profiles})
