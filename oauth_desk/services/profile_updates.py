"""Connections whose profile has changed: found, asked about once, taken or declined."""

import asyncio
import logging
from dataclasses import replace
from typing import Final

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.events import ActivityEntry, ActivityKind, Event, UpdatesFound, VaultLocked
from oauth_desk.domain.profile_update import Update, update_of
from oauth_desk.domain.service import Service
from oauth_desk.protocol.api_place import placed
from oauth_desk.services.book import Book
from oauth_desk.services.catalogue import Catalogue
from oauth_desk.services.ports import Clock
from oauth_desk.services.update_words import asks_more, changed_once_more, nothing_to_update, sign_in_for, updated_words
from oauth_desk.services.whose import Whose

logger = logging.getLogger(__name__)

LOOKS_EVERY: Final = 3600.0
"""Seconds."""
_AT_A_TIME: Final = 20
"""Connections that are compared without a pause: each takes a fraction of a millisecond, and there may be thousands."""


class ProfileUpdates:
    """Compares connections with their profiles.

    Looking sends nothing. Taking never adds a host that the person did not see named.
    """

    def __init__(self, *, book: Book, catalogue: Catalogue, clock: Clock) -> None:
        self._book = book
        self._catalogue = catalogue
        self._clock = clock
        self._waiting: dict[str, Update] = {}
        self._accepted: dict[str, str] = {}
        self._running = False
        book.subscribe(self._on_event)

    async def run(self) -> None:
        """Look now, and every hour from then on; one such loop is enough."""
        await self.look()
        if self._running:
            return
        self._running = True
        while True:
            await self._clock.sleep(LOOKS_EVERY)
            await self.look()

    async def look(self, *, taking: bool = True) -> None:
        """Read the profiles anew and compare; take at once what an administrator has locked and sends nothing anew.

        Without ``taking`` nothing is written.
        """
        await self._catalogue.load()
        found: dict[str, Update] = {}
        for number, connection in enumerate(self._book.all(), start=1):
            if number % _AT_A_TIME == 0:
                await asyncio.sleep(0)
            if taking:
                await self._take_locked(connection)
            current = self._book.get(connection.id)
            newer = None if current is None else self._found(current)
            if newer is not None:
                found[connection.id] = newer
        # What was locked or deleted meanwhile is not kept.
        self._waiting = {key: newer for key, newer in found.items() if self._book.get(key) is not None}
        self._book.publish(UpdatesFound())

    def waiting(self, connection_id: str) -> Update | None:
        """Return the newer settings of a connection, declined or not."""
        found, connection = self._waiting.get(connection_id), self._book.get(connection_id)
        if found is None or connection is None:
            return None
        taken = connection.service.origin == found.service.origin
        return None if taken and not found.asks else found

    def to_ask(self, connection_id: str) -> Update | None:
        """Return the newer settings that its owner has not been asked about."""
        found, connection = self.waiting(connection_id), self._book.get(connection_id)
        return None if found is None or connection is None or connection.declined == found.mark else found

    def whose(self, connection: Connection) -> Whose:
        """Return who changed the profile."""
        found = self._waiting.get(connection.id)
        known = self._catalogue.get(connection.service.id)
        if found is not None and known is not None and set(found.changed) & set(known.locked):
            return Whose.COMPANY
        return self._catalogue.whose(connection.service.id)

    def accept(self, connection_id: str) -> None:
        """Let the next sign-in of this connection use its newer settings: its owner has seen them."""
        found = self.waiting(connection_id)
        if found is not None:
            self._accepted[connection_id] = found.mark

    def accepted(self, connection_id: str) -> Update | None:
        """Return the newer settings that the next sign-in is to use."""
        found = self.waiting(connection_id)
        # What the profile says since then was not seen.
        return None if found is None or self._accepted.get(connection_id) != found.mark else found

    async def take(self, connection_id: str) -> Connection:
        """Use the newer settings with the tokens there are; raise DeskError where these do not fit them."""
        connection = self._book.require(connection_id)
        shown, found = self.waiting(connection_id), self._found(connection)
        if shown is None or found is None:
            raise nothing_to_update(connection)
        if found.asks:
            raise asks_more(connection, found)
        if set(found.hosts) - set(shown.hosts):
            # The profile has changed once more since the person read what it does.
            self._waiting[connection_id] = found
            self._book.publish(UpdatesFound())
            raise changed_once_more(connection)
        if found.signs_in:
            raise sign_in_for(connection)
        return await self._store(connection, locked_alone=False)

    async def decline(self, connection_id: str) -> None:
        """Leave the connection as it is, and do not ask again before the profile changes once more; raise DeskError."""
        found = self._waiting.get(connection_id)
        self._accepted.pop(connection_id, None)
        if found is not None:
            await self._book.amend(connection_id, lambda current: replace(current, declined=found.mark))

    def with_locks_of_now(self, service: Service) -> Service:
        """Return a connection's service with the locks that hold for its profile now."""
        profile = None if service.origin is None else self._catalogue.get(service.id)
        return service if profile is None else replace(service, locked=profile.locked)

    # --- inside ------------------------------------------------------------------

    def _found(self, connection: Connection, *, locked_alone: bool = False) -> Update | None:
        profile = None if connection.service.is_demo else self._catalogue.get(connection.service.id)
        if profile is None or (profile.origin == connection.service.origin and not profile.locked):
            return None
        return update_of(connection.service, connection.scopes_asked, profile, locked_alone=locked_alone)

    async def _take_locked(self, connection: Connection) -> None:
        found = self._found(connection, locked_alone=True)
        if found is None or found.hosts or found.signs_in:
            return
        try:
            await self._store(connection, locked_alone=True)
        except DeskError as error:
            logger.info("the locked settings of a connection could not be saved: %s", error.code)

    async def _store(self, connection: Connection, *, locked_alone: bool) -> Connection:
        """Change the record in the file, computed anew there; a host that was not looked at is never added."""
        expected = self._found(connection, locked_alone=locked_alone)
        hosts = set() if expected is None else set(expected.hosts)

        taken: list[Update] = []

        def change(current: Connection) -> Connection:
            taken.clear()
            found = self._found(current, locked_alone=locked_alone)
            if found is None or found.asks or found.signs_in or set(found.hosts) - hosts:
                return current
            taken.append(found)
            # What the service told of its API's addresses stays true.
            known = replace(current, place=current.place_at(found.service))
            service, _ = placed(found.service, known.kept)
            return replace(known, service=service, scopes_asked=found.scopes, declined="")

        made = await self._book.amend(connection.id, change)
        for found in taken:
            await self._log(connection, updated_words(found))
        if not locked_alone:
            self._waiting.pop(connection.id, None)
            self._book.publish(UpdatesFound())
        return made

    async def _log(self, connection: Connection, words: str) -> None:
        now = self._clock.now()
        await self._book.log(
            ActivityEntry(now, connection.id, connection.name, ActivityKind.PROGRAM, "settings_updated", words)
        )

    def _on_event(self, event: Event) -> None:
        if isinstance(event, VaultLocked):
            self._waiting.clear()
            self._accepted.clear()
