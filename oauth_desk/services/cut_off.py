"""Renewals that died with their process: their mark is there, and nobody holds their lock."""

from contextlib import suppress

from oauth_desk.domain.errors import DeskError
from oauth_desk.services.book import Book
from oauth_desk.services.ports import LockBusy, Locks, VaultError


async def find_cut_off(book: Book, locks: Locks) -> None:
    """Let such connections be shown as cut off, not as renewing. Nothing is written."""
    for connection in book.all():
        if connection.in_flight is None:
            continue
        # Busy: it is being renewed. Not lockable: the folder is read-only, and only time can tell. Gone: no matter.
        with suppress(LockBusy, VaultError, DeskError):
            async with locks.hold(connection.id, wait=0):
                book.show_cut_off(await book.reread(connection.id))
