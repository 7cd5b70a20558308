"""What another process changed shows here within two seconds while somebody looks."""

import asyncio
import logging

from oauth_desk.services.book import Book
from oauth_desk.services.ports import Clock, VaultError

INTERVAL = 1.0

logger = logging.getLogger(__name__)


class Watch:
    """Looks into the vault once a second while ``shown``; hidden, the keeper's rare rounds are enough."""

    def __init__(self, book: Book, clock: Clock) -> None:
        self._book = book
        self._clock = clock
        self._shown = asyncio.Event()
        self._shown.set()

    def set_shown(self, shown: bool) -> None:  # noqa: FBT001 - called by a signal
        """Look from now on, or stop looking."""
        if shown:
            self._shown.set()
        else:
            self._shown.clear()

    async def run(self) -> None:
        """Look until cancelled; a trouble that stays is logged once."""
        trouble = None
        while True:
            await self._shown.wait()
            try:
                await self._book.sync()
                trouble = None
            except VaultError as error:
                if error.fault is not trouble:
                    logger.warning("the vault cannot be read: %s", error.fault)
                trouble = error.fault
            await self._clock.sleep(INTERVAL)
