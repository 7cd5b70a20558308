"""Choosing the place that a connection's calls are for: after a sign-in, or at any time later."""

import asyncio
from dataclasses import dataclass, replace
from typing import Final

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.events import ActivityEntry, ActivityKind
from oauth_desk.domain.place import Place, Places
from oauth_desk.domain.tokens import Instant
from oauth_desk.protocol import places as lists
from oauth_desk.protocol.api_place import placed
from oauth_desk.protocol.http import Response
from oauth_desk.protocol.places import Offered, UnreadablePlaces
from oauth_desk.services.api_call import ApiCall
from oauth_desk.services.book import Book
from oauth_desk.services.console import Console
from oauth_desk.services.place_words import (
    changed_meanwhile,
    kind_of,
    no_places,
    none_offered,
    not_listed,
    unknown_place,
)
from oauth_desk.services.ports import Clock

PATIENCE: Final = 15.0
"""Seconds between two pieces of a list, and for all of it twice that."""
_ON_A_THREAD: Final = 65_536
"""Bytes from which a list is read on a thread: the window goes on meanwhile."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A list as one sign-in got it; ``table`` is how it was asked for."""

    connection_id: str
    signed_in_at: Instant
    table: Places
    offered: Offered


@dataclass(frozen=True, slots=True)
class Settled:
    """How a connection stands after it was looked which places there are.

    ``offer`` None: nothing was to be asked, or with ``problem`` nothing could be. ``gone``
    is what was chosen before and is not offered any more.
    """

    connection: Connection
    offer: Offer | None = None
    problem: DeskError | None = None
    gone: Place | None = None

    @property
    def asks(self) -> bool:
        """Tell whether a person has to choose."""
        return self.connection.lacks_place and self.offer is not None and bool(self.offer.offered.places)


class PlaceBook:
    """Asks for the list with the connection's own access, and writes down what was chosen of it."""

    def __init__(self, *, book: Book, console: Console, clock: Clock) -> None:
        self._book = book
        self._console = console
        self._clock = clock

    async def offer(self, connection_id: str) -> Offer:
        """Return the places there are now; raise DeskError. A 401 renews once, as for any call."""
        connection = self._book.require(connection_id)
        request, table = lists.places_request(connection.service, connection.tokens.kept), connection.service.places
        if request is None or table is None:
            raise no_places(connection.service)
        call = ApiCall(request.method, request.url, request.headers, timeout=PATIENCE)
        response = await self._answer(connection, call)
        known = connection.tokens.kept
        try:
            if len(response.body) < _ON_A_THREAD:
                offered = lists.judge_places(response, connection.service, known)
            else:
                offered = await asyncio.to_thread(lists.judge_places, response, connection.service, known)
        except UnreadablePlaces as error:
            raise not_listed(connection, str(error)) from error
        return Offer(connection_id, connection.signed_in_at, table, offered)

    async def choose(self, offer: Offer, place: Place) -> Connection:
        """Let a connection's calls be for ``place`` from now on, in one write; raise DeskError.

        Tokens are not touched, so that a renewal at the same time loses nothing. A list
        of an older sign-in counts no more: it may be another person's.
        """
        what = f"{offer.table.label}: {place.shown}."
        return await self._write(offer, place, "place_chosen", what)

    async def settle(self, connection_id: str, wanted: str | None = None) -> Settled:
        """Look after a sign-in which places there are, and take the only one, or the one chosen before.

        ``wanted`` is the value or the name of one. Raise DeskError for one that is not
        there; whatever else goes wrong is told, and the connection stays.
        """
        connection = self._book.require(connection_id)
        if connection.service.places is None:
            if wanted is not None:
                raise no_places(connection.service)
            return Settled(connection)
        try:
            offer = await self.offer(connection_id)
            connection = self._book.require(connection_id)  # as it is by now
        except DeskError as error:
            return Settled(self._book.get(connection_id) or connection, problem=error)
        place = self._fitting(connection, offer.offered, wanted)
        try:
            return await self._settled(connection, offer, place)
        except DeskError as error:
            return Settled(self._book.get(connection_id) or connection, offer, error)

    # --- inside ------------------------------------------------------------------

    def _fitting(self, connection: Connection, offered: Offered, wanted: str | None) -> Place | None:
        """Return what to take without a question; raise DeskError for what is wanted and not there."""
        if wanted is not None:
            return named(connection, offered, wanted)
        chosen = connection.place
        if chosen is not None:
            return next((place for place in offered.places if place.id == chosen.id), None)
        return offered.places[0] if len(offered.places) == 1 and not offered.more else None

    async def _settled(self, connection: Connection, offer: Offer, place: Place | None) -> Settled:
        before = connection.place
        if place is not None:
            connection = connection if place == before else await self.choose(offer, place)
            return Settled(connection, offer)
        if before is not None:
            what = f"{before.shown} is not offered any more as {kind_of(offer.table)}."
            connection = await self._write(offer, None, "place_gone", what, instead_of=before)
            return Settled(connection, offer, gone=before if connection.place is None else None)
        note = none_offered(connection)
        if not offer.offered.places and note not in connection.notes:
            connection = await self._book.amend(
                connection.id, lambda current: replace(current, notes=(*current.notes, note))
            )
        return Settled(connection, offer)

    async def _write(
        self, offer: Offer, place: Place | None, outcome: str, what: str, *, instead_of: Place | None = None
    ) -> Connection:
        """Write down a choice, or that ``instead_of`` is none any more: not what was chosen meanwhile."""

        def change(current: Connection) -> Connection:
            if instead_of is not None and current.place != instead_of:
                return current
            same = offer.table.offers_the_same(current.service.places)
            if current.signed_in_at != offer.signed_in_at or not same:
                raise changed_meanwhile(current)
            chosen = replace(current, place=place)
            service, more = placed(current.service, chosen.kept)
            notes = dict.fromkeys((*current.notes, *more))
            notes.pop(none_offered(current), None)
            return replace(chosen, service=service, notes=tuple(notes))

        name = self._book.require(offer.connection_id).name
        now, kind = self._clock.now(), ActivityKind.PROGRAM
        entry = ActivityEntry(now, offer.connection_id, name, kind, outcome, what)
        return await self._book.amend(offer.connection_id, change, entry)

    async def _answer(self, connection: Connection, call: ApiCall) -> Response:
        """Make the call, with a list no longer and no slower than a list can be; raise DeskError."""
        body = bytearray()
        ends_at = self._clock.monotonic() + 2 * PATIENCE

        async def take(piece: bytes) -> None:
            body.extend(piece)
            if len(body) > lists.LONGEST:
                raise not_listed(connection, "far more than a list can be")
            if self._clock.monotonic() > ends_at:
                raise not_listed(connection, "a list that does not end")

        answer = await self._console.send(connection.id, call, sink=take)
        whole = answer.response
        return Response(whole.status, whole.headers, bytes(body) or whole.body, whole.elapsed)


def named(connection: Connection, offered: Offered, wanted: str) -> Place:
    """Return the place of that value, or of that name, whatever the case; raise DeskError."""
    exact = [place for place in offered.places if place.id == wanted]
    by_name = [place for place in offered.places if place.shown.casefold() == wanted.strip().casefold()]
    found = exact or by_name
    if len(found) != 1:
        raise unknown_place(connection)
    return found[0]
