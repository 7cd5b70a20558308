"""Renewing behind a locked window: a second copy of the program's background, on the same vault.

It has a book of its own that no window listens to. Locks per connection keep the
two copies from renewing the same one while one takes over from the other.
"""

from collections.abc import Callable
from dataclasses import dataclass

from oauth_desk.domain.events import Event, NeededBehindLock, ReconnectNeeded
from oauth_desk.services.book import Book
from oauth_desk.services.keeper import Keeper
from oauth_desk.services.ports import Vault
from oauth_desk.services.renewer import Renewer
from oauth_desk.services.tasks import TaskScope

_ROUND = 65.0
"""Seconds; a renewal ends by itself within 60 s."""


@dataclass(frozen=True, slots=True)
class Crew:
    """One background: what it knows, what renews, what wakes it, and its tasks."""

    book: Book
    renewer: Renewer
    keeper: Keeper
    tasks: TaskScope


class NightShift:
    """Holds the key while the window is locked, where the person chose that.

    ``day`` is what renews while it is open, and may be paused by hand; its book tells
    that somebody is needed, without a name.
    """

    def __init__(self, hire: Callable[[], Crew], day: Crew) -> None:
        self._hire = hire
        self._day = day
        self._crew: Crew | None = None

    @property
    def on(self) -> bool:
        """Tell whether it renews."""
        return self._crew is not None

    async def begin(self, vault: Vault) -> None:
        """Take over an open vault and renew what is due in it."""
        crew = self._crew = self._hire()
        if self._day.keeper.paused:
            crew.keeper.pause()
        await crew.book.attach(vault)
        crew.book.subscribe(self._on_event)
        crew.tasks.start(crew.keeper.run(), "keeper")

    def _on_event(self, event: Event) -> None:
        if isinstance(event, ReconnectNeeded):
            self._day.book.publish(NeededBehindLock())

    def set_paused(self, *, paused: bool) -> None:
        """Pause or go on, as the person says from the tray."""
        if self._crew is None:
            return
        if paused:
            self._crew.keeper.pause()
        else:
            self._crew.keeper.resume()

    async def finish(self, wait: float) -> bool:
        """Begin nothing new and wait for renewals to be saved; tell whether all were."""
        if self._crew is None:
            return True
        self._crew.keeper.pause()
        return await self._crew.renewer.finish(wait)

    async def end(self, *, wait: bool = True) -> None:
        """Drop the records and the key, after renewals under way are saved."""
        crew, self._crew = self._crew, None
        if crew is None:
            return
        crew.keeper.pause()
        vault = crew.book.seal()
        try:
            while wait and not await crew.renewer.finish(_ROUND):
                pass
        finally:
            await crew.tasks.close()
            if vault is not None:
                await crew.book.drop(vault)
