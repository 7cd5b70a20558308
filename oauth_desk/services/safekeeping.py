"""New tokens that could not be saved: held in memory, with their lock, until the disk takes them."""

from contextlib import AsyncExitStack
from dataclasses import replace

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.events import ActivityEntry
from oauth_desk.domain.renewal import StaleAnswer
from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.services.book import Book
from oauth_desk.services.ports import Change, Clock, VaultError
from oauth_desk.services.renewal_words import not_saved
from oauth_desk.services.tasks import TaskScope

PAUSE = 2.0


class Safekeeping:
    """Keeps trying to save (rule 6).

    The connection's lock stays held meanwhile: another process that read the old
    record would send a refresh token that is spent.
    """

    def __init__(self, *, book: Book, clock: Clock, tasks: TaskScope) -> None:
        self._book = book
        self._clock = clock
        self._tasks = tasks
        self._held: dict[str, Connection] = {}

    def holds(self, connection_id: str) -> bool:
        """Tell whether this process holds unsaved tokens of that connection."""
        return connection_id in self._held

    def __len__(self) -> int:
        return len(self._held)

    def keep(
        self, record: Connection, change: Change, entry: ActivityEntry, error: VaultError, lock: AsyncExitStack
    ) -> DeskError:
        """Start saving again and again; return the error to tell meanwhile."""
        shown = replace(record, in_flight=None, condition=Condition(Status.RETRYING, Cause.NOT_SAVED, error.detail))
        self._held[record.id] = shown
        self._book.hold(shown, error.detail)
        self._tasks.start(self._save(record, change, entry, lock), f"save {record.id}")
        return not_saved(record)

    async def _save(self, record: Connection, change: Change, entry: ActivityEntry, lock: AsyncExitStack) -> None:
        async with lock:
            while True:
                await self._clock.sleep(PAUSE)
                try:
                    saved = await self._book.change(record.id, change, entry)
                except VaultError:
                    continue
                except (StaleAnswer, DeskError):
                    # Signed in anew, or deleted: these tokens are of no use any more.
                    saved = self._book.get(record.id) or record
                self._held.pop(record.id, None)
                self._book.release(saved)
                return
