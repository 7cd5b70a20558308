"""A browser that remembers what it was shown."""

import asyncio
from collections.abc import Awaitable, Callable

from oauth_desk.services.ports import BrowserError


class FakeBrowser:
    """A Browser; ``fails`` makes it missing, ``visit`` is called with each address."""

    def __init__(self, visit: Callable[[str], Awaitable[None]] | None = None, *, fails: bool = False) -> None:
        self.opened: list[str] = []
        self.fails = fails
        self.visit = visit

    async def open(self, url: str) -> None:
        """Remember ``url``."""
        await asyncio.sleep(0)
        if self.fails:
            raise BrowserError("no browser")
        self.opened.append(url)
        if self.visit is not None:
            await self.visit(url)
