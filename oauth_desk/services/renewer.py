"""Every way to a token: background, console and command line share one renewal per connection."""

import asyncio
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.schedule import LONGEST_RETRY_AFTER, is_fresh
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.status import Cause, Status
from oauth_desk.services.book import Book
from oauth_desk.services.ports import Chance, Clock, HttpClient, Locks
from oauth_desk.services.renewal_wish import RenewalResult, Wish
from oauth_desk.services.renewal_words import not_saved, trouble
from oauth_desk.services.safekeeping import Safekeeping
from oauth_desk.services.tasks import TaskScope

if TYPE_CHECKING:
    from oauth_desk.services.renewal import Renewal


_PROTOCOL = "oauth_desk.services.renewal"
"""What is loaded at the first renewal, on a thread."""


def _renewal(renewer: "Renewer", **parts: Any) -> "Renewal":
    """Load the protocol at the first renewal: a fresh token is handed out without it."""
    from oauth_desk.services.renewal import Renewal  # noqa: PLC0415
    from oauth_desk.services.sources import Sources  # noqa: PLC0415

    sources = Sources(book=parts["book"], renewer=renewer, clock=parts["clock"])
    return Renewal(**parts, sources=sources)


class Renewer:
    """Shares one running renewal among all callers of a process (rule 1).

    The renewal is a task of its own: a cancelled caller never cancels it.
    """

    def __init__(
        self, *, book: Book, http: HttpClient, locks: Locks, clock: Clock, chance: Chance, tasks: TaskScope
    ) -> None:
        self._book = book
        self._clock = clock
        self._tasks = tasks
        self._safe = Safekeeping(book=book, clock=clock, tasks=tasks)
        self._load = partial(
            _renewal, self, book=book, http=http, locks=locks, clock=clock, chance=chance, safe=self._safe
        )
        self._renewal: Renewal | None = None
        self._running: dict[str, asyncio.Task[RenewalResult | DeskError]] = {}

    def renewing(self, connection_id: str) -> bool:
        """Tell whether this process is renewing that connection now."""
        return connection_id in self._running

    async def ensure_fresh(self, connection_id: str, *, min_valid: float | None = None) -> Connection:
        """Return the connection with an access token that lives, renewed first if needed.

        ``min_valid`` in seconds; None asks for the margin. An access token that still
        lives is served whatever the renewal said; else raise DeskError.
        """
        connection = self._book.require(connection_id)
        now = self._clock.now()
        if is_fresh(connection.tokens, now, min_valid):
            return connection
        if not self._may_try(connection):
            return self._as_it_is(connection_id, trouble(connection, now))
        try:
            result = await self._shared(connection, Wish(connection.generation, now, min_valid=min_valid))
        except DeskError as error:
            return self._as_it_is(connection_id, error)
        return result.connection

    async def renew(self, connection_id: str, *, counted: bool = False) -> RenewalResult:
        """Renew now, whatever the expiry and the backoff; raise DeskError.

        After a known rejection nothing is sent. ``counted`` is the background's.
        """
        connection = self._book.require(connection_id)
        if self._safe.holds(connection_id):
            raise not_saved(connection)
        return await self._shared(connection, Wish(connection.generation, self._clock.now(), counted=counted))

    async def renew_rejected(self, connection_id: str, access_token: Secret) -> Connection:
        """Get another access token after a 401 about this one (rule 4); raise DeskError."""
        connection = self._book.require(connection_id)
        if self._safe.holds(connection_id):
            raise not_saved(connection)
        wish = Wish(connection.generation, self._clock.now(), rejected=access_token)
        return (await self._shared(connection, wish)).connection

    async def saved(self, connection_id: str, wait: float) -> bool:
        """Wait up to ``wait`` seconds for held tokens of a connection; tell whether none are held any more."""
        deadline = self._clock.monotonic() + wait
        while self._safe.holds(connection_id) and self._clock.monotonic() < deadline:
            await self._clock.sleep(0.2)
        return not self._safe.holds(connection_id)

    async def finish(self, wait: float) -> bool:
        """Wait up to ``wait`` seconds for renewals in flight and for held tokens; tell whether all were saved."""
        deadline = self._clock.monotonic() + wait
        running = set(self._running.values())
        if running:
            await asyncio.wait(running, timeout=wait)
        while self._safe and self._clock.monotonic() < deadline:
            await self._clock.sleep(0.2)
        return not self._safe

    # --- inside ----------------------------------------------------------------

    def _may_try(self, connection: Connection) -> bool:
        """Let a call try at once, except where trying is pointless or the server asked to wait."""
        condition = connection.condition
        if condition.status is Status.SIGN_IN_NEEDED or not connection.renews:
            return False
        if self._safe.holds(connection.id):
            return False
        if condition.cause is not Cause.BUSY or condition.next_try_at is None:
            return True
        # Further off than any wait: written by a clock that was ahead.
        return not 0 < condition.next_try_at - self._clock.now() <= LONGEST_RETRY_AFTER

    def _as_it_is(self, connection_id: str, error: DeskError) -> Connection:
        connection = self._book.require(connection_id)
        if connection.tokens.lives(self._clock.now()):
            return connection
        raise error

    async def _shared(self, connection: Connection, wish: Wish) -> RenewalResult:
        task = self._running.get(connection.id)
        if task is None:
            task = self._tasks.start(self._run(connection.id, wish), f"renew {connection.id}")
            self._running[connection.id] = task
        result = await asyncio.shield(task)
        if isinstance(result, DeskError):
            raise result
        return result

    async def _run(self, connection_id: str, wish: Wish) -> RenewalResult | DeskError:
        """Return the error instead of raising it: each of many waiters raises its own."""
        try:
            if self._renewal is None:
                self._renewal = self._load() if _PROTOCOL in sys.modules else await asyncio.to_thread(self._load)
            return await self._renewal.run(connection_id, wish)
        except DeskError as error:
            return error
        finally:
            self._running.pop(connection_id, None)
