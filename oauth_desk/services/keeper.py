"""The background renewer: wakes when something is due, and at the latest every 37 s."""

import asyncio
from functools import partial

from oauth_desk.domain import renewal
from oauth_desk.domain.connection import CUT_OFF_PAUSE, Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.events import (
    ConnectionAdded,
    ConnectionChanged,
    Event,
    Resumed,
    VaultOpened,
)
from oauth_desk.domain.schedule import renewal_due_at
from oauth_desk.domain.status import Cause, Status
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.book import Book
from oauth_desk.services.ports import Chance, Clock, VaultError
from oauth_desk.services.renewal_words import log_line
from oauth_desk.services.renewer import Renewer
from oauth_desk.services.tasks import TaskScope

LONGEST_SLEEP = 37.0
"""A wall clock is read at least this often, so that sleep, clock changes and DST heal by themselves."""
RESUME_JUMP = 90.0
AT_ONCE = 20
PROBE_PAUSE = 5.0
SPREAD_SHARE = 0.25
LONGEST_SPREAD = 30.0


class Keeper:
    """Renews what is due, at most 20 at a time.

    After a resume it lets one renewal go ahead until one gets an answer, then spreads
    the rest: no storm at wake, no rejection by a network that is not up yet.
    """

    def __init__(self, *, book: Book, renewer: Renewer, clock: Clock, chance: Chance, tasks: TaskScope) -> None:
        self._book = book
        self._renewer = renewer
        self._clock = clock
        self._chance = chance
        self._tasks = tasks
        self._jitter = chance.fraction()
        self._wake = asyncio.Event()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._under_way: set[str] = set()
        self._sleeps_until: Instant = 0.0
        self._not_before: dict[str, Instant] = {}
        self._probing = False
        self.paused = False

    def pause(self) -> None:
        """Stop renewing until ``resume``."""
        self.paused = True

    def resume(self) -> None:
        """Renew again."""
        self.paused = False
        self._wake.set()

    def next_renewal_at(self, connection: Connection) -> Instant | None:
        """Return when the background will try next; None where it will not."""
        condition = connection.condition
        if condition.status in (Status.SIGN_IN_NEEDED, Status.SETTINGS_PROBLEM) or not connection.renews:
            return None
        if condition.cause is Cause.NOT_SAVED:
            return None
        if connection.in_flight is not None:
            # Left by a process that died: the one replay comes soon (rule 7, Unknown).
            return connection.in_flight.since + CUT_OFF_PAUSE
        if condition.status is Status.RETRYING:
            return condition.next_try_at
        return renewal_due_at(connection.tokens, self._jitter)

    async def run(self) -> None:
        """Keep all connections renewed until cancelled."""
        unsubscribe = self._book.subscribe(self._on_event)
        try:
            while True:
                await self._round()
                await self._sleep()
        finally:
            unsubscribe()

    def _on_event(self, event: Event) -> None:
        if isinstance(event, VaultOpened):
            self._wake.set()
        elif isinstance(event, ConnectionAdded | ConnectionChanged):
            self._wake_for(event.connection)

    def _wake_for(self, connection: Connection) -> None:
        """Wake only for a plan that comes before the end of this sleep: 500 renewals are not 500 rounds."""
        if connection.id in self._under_way:
            return
        planned = self._planned_at(connection)
        if planned is not None and planned < self._sleeps_until:
            self._wake.set()

    async def _round(self) -> None:
        try:
            await self._book.sync()
        except VaultError:
            # Another process may be writing for long, or the disk is away: the next round looks again.
            return
        if self.paused:
            return
        now = self._clock.now()
        for connection in self._due(now):
            self._under_way.add(connection.id)
            self._tasks.start(self._renew(connection.id), f"keep {connection.id}")
        for connection in self._book.all():
            if self._ran_out(connection, now):
                await self._tell_ran_out(connection, now)

    def _due(self, now: Instant) -> list[Connection]:
        due = [
            (at, connection)
            for connection in self._book.all()
            if connection.id not in self._under_way and (at := self._planned_at(connection)) is not None and at <= now
        ]
        due.sort(key=lambda pair: pair[0])
        free = (1 - len(self._under_way)) if self._probing else len(due)
        return [connection for _, connection in due[: max(free, 0)]]

    def _planned_at(self, connection: Connection) -> Instant | None:
        at = self.next_renewal_at(connection)
        return None if at is None else max(at, self._not_before.get(connection.id, at))

    async def _renew(self, connection_id: str) -> None:
        try:
            async with self._slots:
                await self._renewer.renew(connection_id, counted=True)
        except DeskError as error:
            reached = error.code not in ("unreachable", "renewal_busy")
        else:
            reached = True
        finally:
            self._under_way.discard(connection_id)
            self._not_before.pop(connection_id, None)
        if self._probing:
            self._probing = not reached
            self._spread()
        connection = self._book.get(connection_id)
        if connection is not None:
            self._wake_for(connection)

    # --- sleep and resume ------------------------------------------------------

    async def _sleep(self) -> None:
        seconds = self._until_next()
        wall, steady = self._clock.now(), self._clock.monotonic()
        self._sleeps_until = wall + seconds
        await self._wait(seconds)
        slept = self._clock.now() - wall
        steadily = self._clock.monotonic() - steady
        jump = max(slept - steadily, slept - seconds, steadily - slept)
        if jump > RESUME_JUMP:
            await self._on_resume(jump)

    def _until_next(self) -> float:
        """Return seconds until the next planned renewal; those under way wake the loop by themselves."""
        if self.paused or (self._probing and self._under_way):
            return LONGEST_SLEEP
        planned = [
            at
            for connection in self._book.all()
            if connection.id not in self._under_way and (at := self._planned_at(connection)) is not None
        ]
        if not planned:
            return LONGEST_SLEEP
        return min(LONGEST_SLEEP, max(0.05, min(planned) - self._clock.now()))

    async def _wait(self, seconds: float) -> None:
        """Sleep on the clock, or until something changes."""
        self._wake.clear()
        sleeper = asyncio.ensure_future(self._clock.sleep(seconds))
        waker = asyncio.ensure_future(self._wake.wait())
        try:
            await asyncio.wait((sleeper, waker), return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeper.cancel()
            waker.cancel()

    async def _on_resume(self, seconds: float) -> None:
        self._book.publish(Resumed(seconds))
        now = self._clock.now()
        late = [connection for connection in self._book.all() if (self._planned_at(connection) or now + 1) <= now]
        if late:
            self._probing = True
            for connection in late:
                self._not_before[connection.id] = now + PROBE_PAUSE

    def _spread(self) -> None:
        """Draw a moment for each renewal that waited for the network, and go on."""
        now, waiting = self._clock.now(), len(self._not_before)
        longest = PROBE_PAUSE if self._probing else min(LONGEST_SPREAD, SPREAD_SHARE * waiting)
        for connection_id in self._not_before:
            self._not_before[connection_id] = now + self._chance.fraction() * longest
        self._wake.set()

    # --- connections that end --------------------------------------------------

    def _ran_out(self, connection: Connection, now: Instant) -> bool:
        stored, seen = connection.condition.status, connection.condition_at(now).status
        return seen is Status.SIGN_IN_NEEDED and stored is not Status.SIGN_IN_NEEDED

    async def _tell_ran_out(self, connection: Connection, now: Instant) -> None:
        entry = log_line(connection, now, "expired", "", 0.0)
        try:
            await self._book.change(connection.id, partial(renewal.ran_out, now=now), entry)
        except (renewal.StaleAnswer, DeskError, VaultError):
            # Renewed, deleted or not writable meanwhile: the next round judges anew.
            return
