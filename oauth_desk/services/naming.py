"""Naming a new connection: as the person said, else after its service."""

from dataclasses import replace
from functools import partial

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.events import ActivityEntry
from oauth_desk.domain.grant import Source
from oauth_desk.services.book import Book
from oauth_desk.services.sources import users_of


def tidy(name: str) -> str:
    """Return a name without odd spaces; raise DeskError where nothing is left."""
    wanted = " ".join(name.split())
    if not wanted or not wanted.isprintable():
        raise DeskError("name_empty", "A connection needs a name that can be read.", kind=Kind.USAGE)
    return wanted


async def rename(book: Book, connection_id: str, name: str) -> Connection:
    """Give a connection another name, and tell it to those that go through it; raise DeskError."""
    renamed = await book.rename(connection_id, name)
    for user in users_of(book, connection_id):
        await book.amend(user.id, partial(_through, source=Source(renamed.id, renamed.name)))
    return renamed


def _through(current: Connection, *, source: Source) -> Connection:
    return replace(current, source=source)


async def add_named(book: Book, connection: Connection, name: str | None, entry: ActivityEntry) -> Connection:
    """Save a new connection as ``name``, or after its service; raise DeskError ``name_taken`` or of the vault.

    Another process may take a free name at the same moment: then the next one is tried.
    """
    while True:
        named = replace(connection, name=book.free_name(connection.service.name) if name is None else tidy(name))
        try:
            await book.add(named, replace(entry, name=named.name))
        except DeskError as error:
            if name is not None or error.code != "name_taken":
                raise
            await book.sync()
        else:
            return named
