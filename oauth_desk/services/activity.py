"""The activity log: every renewal, sign-in and request, in the vault."""

from oauth_desk.domain.events import ActivityEntry
from oauth_desk.services.book import Book


class ActivityLog:
    """Reads the log, and writes entries that belong to no change of a connection."""

    def __init__(self, book: Book) -> None:
        self._book = book

    async def record(self, entry: ActivityEntry) -> None:
        """Append one entry; a log that cannot be written never stops the work it tells about."""
        await self._book.log(entry)

    async def entries(self, connection_id: str | None = None, limit: int = 500) -> list[ActivityEntry]:
        """Return entries, newest first."""
        return await self._book.activity(connection_id=connection_id, limit=limit)
