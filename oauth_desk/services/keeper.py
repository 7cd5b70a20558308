"""The background renewer: wakes when something is due, and at the latest every 37 s."""

import asyncio
import math
from collections.abc import Callable
from functools import partial

from oauth_desk.domain import renewal
from oauth_desk.domain.connection import CUT_OFF_PAUSE, Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.events import (
    ActivityEntry,
    ConnectionAdded,
    ConnectionChanged,
    ConnectionRemoved,
    Event,
    Resumed,
    VaultOpened,
)
from oauth_desk.domain.freshness import CLOCK_SLACK, from_ahead
from oauth_desk.domain.schedule import LONGEST_RETRY_AFTER, renewal_due_at
from oauth_desk.domain.status import Cause, Status
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.book import Book
from oauth_desk.services.ports import Chance, Clock, VaultError
from oauth_desk.services.renewal_words import log_line
from oauth_desk.services.renewer import Renewer
from oauth_desk.services.storage_trouble import StorageTrouble
from oauth_desk.services.tasks import TaskScope
from oauth_desk.services.turns import Turns, is_cut_off
from oauth_desk.services.vault_words import vault_trouble

LONGEST_SLEEP = 37.0
"""A wall clock is read at least this often, so that sleep, clock changes and DST heal by themselves."""
RESUME_JUMP = 90.0
AT_ONCE = 20


class Keeper:
    """Renews what is due, at most 20 at a time.

    After a resume it lets one renewal go ahead until one gets an answer, then spreads
    the rest: no storm at wake, no rejection by a network that is not up yet. After
    the clock was set back nothing tells how old a token is: each is renewed once.
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
        self._turns = Turns(chance)
        self._storage = StorageTrouble(book, clock)
        self._doubted: dict[str, int] = {}
        self._offset = clock.now() - clock.monotonic()
        self._watches_since: Instant | None = None
        self.paused = False

    def pause(self) -> None:
        """Stop renewing until ``resume``."""
        self.paused = True

    def resume(self) -> None:
        """Renew again."""
        self.paused = False
        self._wake.set()

    def next_renewal_at(self, connection: Connection, now: Instant | None = None) -> Instant | None:
        """Return when the background will try next; None where it will not."""
        now = self._clock.now() if now is None else now
        condition = connection.condition
        if self.paused:
            return None
        if condition.status in (Status.SIGN_IN_NEEDED, Status.SETTINGS_PROBLEM) or not connection.renews:
            return None
        if condition.cause is Cause.NOT_SAVED:
            return None
        planned = self._as_written(connection)
        return None if planned is None else min(planned, self._at_last(connection, now))

    def _as_written(self, connection: Connection) -> Instant | None:
        """Return the plan that the record's own times tell."""
        if connection.in_flight is not None:
            # Left by a process that died: the one replay comes soon (rule 7, Unknown).
            return connection.in_flight.since + CUT_OFF_PAUSE
        if connection.condition.status is Status.RETRYING:
            return connection.condition.next_try_at
        # What is asked for anew was never given away: no idle time ends it.
        idle = None if connection.asks_by_itself else connection.service.quirks.refresh_idle_seconds
        return renewal_due_at(connection.tokens, self._jitter, idle, watched_since=self._watches_since)

    def _at_last(self, connection: Connection, now: Instant) -> Instant:
        """Return when to try whatever the plan says: now, where a clock that was set back has written it."""
        if connection.in_flight is not None:
            doubtful = from_ahead(connection.in_flight.since, now)
        elif connection.condition.status is Status.RETRYING:
            doubtful = from_ahead((connection.condition.next_try_at or now) - LONGEST_RETRY_AFTER, now)
        else:
            doubtful = from_ahead(connection.tokens.obtained_at, now)
        return now if doubtful or self._doubted.get(connection.id) == connection.generation else math.inf

    async def run(self) -> None:
        """Keep all connections renewed until cancelled."""
        unsubscribe = self._book.subscribe(self._on_event)
        self._clock_moved()
        self._watches_since = self._clock.now()
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
            if self._turns.saw(event.connection):
                # It got through: so may the others, sooner than they planned.
                self._turns.spread(self._turns.still_cut_off() - self._under_way, self._clock.now())
                self._wake.set()
            self._wake_for(event.connection)
        elif isinstance(event, ConnectionRemoved):
            self._turns.gone(event.connection_id)

    def _wake_for(self, connection: Connection) -> None:
        """Wake only for a plan that comes before the end of this sleep: 500 renewals are not 500 rounds."""
        if connection.id in self._under_way:
            return
        planned = self._planned_at(connection, self._clock.now())
        if planned is not None and planned < self._sleeps_until:
            self._wake.set()

    async def _round(self) -> None:
        try:
            await self._book.sync()
        except VaultError as error:
            # Another process may be writing for long, or the disk is away: a later round looks again.
            self._storage.judge(vault_trouble(error))
            return
        if self.paused or self._storage.pause:
            return
        now = self._clock.now()
        for connection in self._due(now):
            self._under_way.add(connection.id)
            self._tasks.start(self._renew(connection.id), f"keep {connection.id}")
        for connection in self._book.all():
            if connection.came_back(now):
                await self._settle(connection, renewal.came_back, now)
            elif self._ran_out(connection, now):
                await self._settle(connection, renewal.ran_out, now, log_line(connection, now, "expired", "", 0.0))

    def _due(self, now: Instant) -> list[Connection]:
        idle = [connection for connection in self._book.all() if connection.id not in self._under_way]
        planned = [(self._planned_at(connection, now), connection) for connection in idle]
        due = [(at, connection) for at, connection in planned if at is not None and at <= now]
        due.sort(key=lambda pair: pair[0])
        if self._turns.probe_at is None:
            return [connection for _, connection in due]
        free = not self._under_way and self._turns.probe_at <= now
        return [connection for _, connection in due[: int(free)]]

    def _planned_at(self, connection: Connection, now: Instant) -> Instant | None:
        at = self.next_renewal_at(connection, now)
        return None if at is None else self._turns.of(connection.id, at)

    async def _renew(self, connection_id: str) -> None:
        reached, failed = True, None
        try:
            async with self._slots:
                await self._renewer.renew(connection_id, counted=True)
        except DeskError as error:
            reached, failed = error.code != "renewal_busy", error
        finally:
            self._under_way.discard(connection_id)
            self._doubted.pop(connection_id, None)
            self._turns.taken(connection_id)
        self._storage.judge(failed)
        connection = self._book.get(connection_id)
        if self._turns.probing:
            if reached and connection is not None and not is_cut_off(connection):
                self._spread_late()
            else:
                self._turns.not_reached(self._clock.now())
        if connection is not None:
            self._wake_for(connection)

    # --- sleep and resume ------------------------------------------------------

    async def _sleep(self) -> None:
        seconds, began = self._until_next(), self._clock.now()
        self._sleeps_until = began + seconds
        await self._wait(seconds)
        moved = self._clock_moved()
        if -moved > CLOCK_SLACK:
            self._turns.forget()
            self._doubted = {connection.id: connection.generation for connection in self._book.all()}
        # Where the steady clock runs on in the computer's sleep, only having slept too long tells of it.
        jump = max(abs(moved), self._clock.now() - began - seconds)
        if jump > RESUME_JUMP or -moved > CLOCK_SLACK:
            self._on_resume(jump)

    def _clock_moved(self) -> float:
        """Return by how many seconds the wall clock ran ahead of the steady one since the last look."""
        before, self._offset = self._offset, self._clock.now() - self._clock.monotonic()
        return self._offset - before

    def _until_next(self) -> float:
        """Return seconds until the next planned renewal; those under way wake the loop by themselves."""
        if self.paused or (self._turns.probing and self._under_way):
            return LONGEST_SLEEP
        now = self._clock.now()
        planned = [
            at
            for connection in self._book.all()
            if connection.id not in self._under_way and (at := self._planned_at(connection, now)) is not None
        ]
        if not planned:
            return LONGEST_SLEEP
        first = max(min(planned), self._turns.probe_at or 0.0)
        return min(LONGEST_SLEEP, max(0.05, self._storage.pause, first - now))

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

    def _on_resume(self, seconds: float) -> None:
        self._book.publish(Resumed(seconds))
        now = self._clock.now()
        if any((self._planned_at(connection, now) or now + 1) <= now for connection in self._book.all()):
            self._turns.begin_probing(now)

    def _spread_late(self) -> None:
        """Draw a moment for each renewal that waited for the network, and go on."""
        now = self._clock.now()
        idle = [connection for connection in self._book.all() if connection.id not in self._under_way]
        planned = [(self._planned_at(connection, now), connection.id) for connection in idle]
        late = {connection_id for at, connection_id in planned if at is not None and at <= now}
        self._turns.spread(late | (self._turns.still_cut_off() - self._under_way), now)
        self._wake.set()

    # --- connections that end --------------------------------------------------

    def _ran_out(self, connection: Connection, now: Instant) -> bool:
        stored, seen = connection.condition.status, connection.condition_at(now).status
        return seen is Status.SIGN_IN_NEEDED and stored is not Status.SIGN_IN_NEEDED

    async def _settle(
        self, connection: Connection, change: Callable[..., Connection], now: Instant, *entries: ActivityEntry
    ) -> None:
        try:
            await self._book.change(connection.id, partial(change, now=now), *entries)
        except (renewal.StaleAnswer, DeskError, VaultError):
            # Renewed, deleted or not writable meanwhile: the next round judges anew.
            return
