"""Locking by hand, and by itself: with the screen, with sleep, and after a while without anybody."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Final

from oauth_desk.domain.events import Event, Resumed, VaultOpened
from oauth_desk.services.book import Book
from oauth_desk.services.choices import Chosen
from oauth_desk.services.ports import Clock, Presence, Sign
from oauth_desk.services.tasks import TaskScope
from oauth_desk.services.vault_session import SessionState, VaultSession

SHORTEST_LOOK: Final = 1.0
MINUTE: Final = 60.0
BEFORE_SLEEP: Final = 4.0
"""Seconds that a computer about to sleep is held up at most, to save renewals under way."""

Returned = Callable[[], Awaitable[None]]


class LastUse:
    """When somebody last used the program's own window: stands in where the system does not tell of its own idling."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._uses = 0
        self.touch()

    def touch(self) -> None:
        """Somebody is here."""
        self._wall, self._steady = self._clock.now(), self._clock.monotonic()

    @contextmanager
    def lasting(self) -> Iterator[None]:
        """Count what happens in the block as use: somebody signs in, in the browser."""
        self._uses += 1
        try:
            yield
        finally:
            self._uses -= 1
            self.touch()

    def idle(self) -> float:
        """Return seconds without use; a sleeping computer counts."""
        if self._uses:
            return 0.0
        return max(self._clock.now() - self._wall, self._clock.monotonic() - self._steady)


class Locking:
    """``presence`` tells of the computer: its screen, its sleep, its idling, as far as the system lets it."""

    def __init__(
        self, *, session: VaultSession, chosen: Chosen, presence: Presence, book: Book, clock: Clock, tasks: TaskScope
    ) -> None:
        self._session = session
        self.chosen = chosen
        self._presence = presence
        self._book = book
        self._clock = clock
        self._tasks = tasks
        self._wake = asyncio.Event()
        self._returned: Returned | None = None
        self.last_use = LastUse(clock)

    async def lock(self) -> None:
        """Lock now; the key goes or stays as the person chose."""
        await self._session.lock(keep_renewing=self.chosen.now.renew_while_locked)

    async def idle_is_told(self) -> bool:
        """Tell whether this system says since when nobody touched the computer."""
        return await self._presence.idle_seconds() is not None

    async def run(self, returned: Returned | None = None) -> None:
        """Lock by itself, as chosen, until cancelled. ``returned``: what to do when the person is back, if anything."""
        self._returned = returned
        self.chosen.subscribe(self._wake.set)
        unsubscribe = self._book.subscribe(self._on_event)
        watching: asyncio.Task[None] | None = None
        try:
            while True:
                self._wake.clear()
                if watching is None and self.chosen.now.lock_by_itself:
                    watching = self._tasks.start(self._presence.watch(self._on_sign), "presence")
                await self._wait(await self._look())
        finally:
            unsubscribe()
            if watching is not None:
                watching.cancel()

    # --- inside ----------------------------------------------------------------

    async def _look(self) -> float | None:
        """Lock if nobody was there for long enough; return when to look again, None: when something changes."""
        limit = self.chosen.now.lock_after_minutes * MINUTE
        if not limit or self._session.state is not SessionState.OPEN or self._returned is not None:
            return None
        told = await self._presence.idle_seconds()
        idle = self.last_use.idle() if told is None else told
        if idle >= limit:
            self._start_locking()
            return None
        return max(SHORTEST_LOOK, limit - idle)

    def _start_locking(self) -> None:
        self._tasks.start(self.lock(), "lock by itself")

    def _on_event(self, event: Event) -> None:
        if isinstance(event, VaultOpened):
            self.last_use.touch()
            self._wake.set()
        elif isinstance(event, Resumed):
            # Where the system said nothing before it slept, the clock says so afterwards.
            if self.chosen.now.lock_with_sleep and self._returned is None:
                self._start_locking()
            self._wake.set()

    async def _on_sign(self, sign: Sign) -> None:
        chosen = self.chosen.now
        match sign:
            case Sign.SCREEN_LOCKED if chosen.lock_with_screen:
                await self.lock()
            case Sign.SLEEPING if chosen.lock_with_sleep:
                try:
                    async with asyncio.timeout(BEFORE_SLEEP):
                        await self.lock()
                except TimeoutError:
                    return  # it goes on by itself, now or after the sleep
            case Sign.SCREEN_UNLOCKED | Sign.WOKE:
                if self._returned is not None and self._session.state is SessionState.LOCKED:
                    await self._returned()

    async def _wait(self, seconds: float | None) -> None:
        waking = asyncio.ensure_future(self._wake.wait())
        sleeping = None if seconds is None else asyncio.ensure_future(self._clock.sleep(seconds))
        try:
            await asyncio.wait({each for each in (waking, sleeping) if each}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waking.cancel()
            if sleeping is not None:
                sleeping.cancel()
