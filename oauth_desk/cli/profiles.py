"""``profile`` and ``update``: what a colleague needs, and what a newer profile brings."""

import argparse

from oauth_desk.cli.connections import Row, find, opened
from oauth_desk.cli.output import DONE, Output
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.profile_update import Update
from oauth_desk.domain.service import Service
from oauth_desk.services.desk import Desk
from oauth_desk.services.sharing import told_of
from oauth_desk.services.update_words import (
    asks_more,
    change_words,
    hosts_unseen,
    nothing_to_update,
    sign_in_for,
    title_words,
)


async def profile(args: argparse.Namespace, desk: Desk, out: Output) -> int:
    """Write the service file of a connection to stdout or to a new file; say on stderr what is in it."""
    await opened(desk, args)
    connection = find(desk, args.name)
    made = await desk.catalogue.shared(connection)
    if args.file is not None:
        await desk.catalogue.write(args.file, made.text)
        out.line(f"{args.file} is written. A colleague opens it with OAuth Desk.")
    elif not out.json:
        out.exact(made.text.removesuffix("\n"))
    out.note(told_of(made))
    file = None if args.file is None else str(args.file)
    out.value({"name": connection.name, "file": file, "profile": made.text, "missing": list(made.missing)})
    return DONE


async def update(args: argparse.Namespace, desk: Desk, out: Output) -> int:
    """Take the newer settings of one connection, or list those of all."""
    await opened(desk, args)
    await desk.updates.look()
    if args.name is None:
        return _list(desk, out)
    connection = find(desk, args.name)
    found = _newer(connection, desk, out)
    if found.signs_in:
        raise sign_in_for(connection)
    if found.hosts and not args.accept_hosts:
        raise hosts_unseen(connection, found)
    await desk.updates.take(connection.id)
    out.line(f"“{connection.name}” uses the newer settings.")
    out.value(update_row(connection, found))
    return DONE


async def settings_for(
    connection: Connection, desk: Desk, out: Output, args: argparse.Namespace
) -> tuple[Service, tuple[str, ...] | None]:
    """Return what to sign in again with: as before, or the newer settings; locks hold as they are now."""
    await desk.updates.look()
    connection = desk.book.require(connection.id)
    if args.update:
        found = _newer(connection, desk, out)
        if found.hosts and not args.accept_hosts:
            raise hosts_unseen(connection, found)
        return found.service, found.scopes
    return desk.updates.with_locks_of_now(connection.service), None


def _newer(connection: Connection, desk: Desk, out: Output) -> Update:
    """Return the newer settings of a connection, and say what they change; raise DeskError where none can be used."""
    found = desk.updates.waiting(connection.id)
    if found is None:
        raise nothing_to_update(connection)
    out.note(_told(connection, found, desk))
    if found.asks:
        raise asks_more(connection, found)
    return found


def update_row(connection: Connection, found: Update) -> Row:
    """Return what ``--json`` tells of newer settings."""
    return {
        "name": connection.name,
        "changes": list(found.changed),
        "asks": list(found.asks),
        "hosts": list(found.hosts),
        "sign_in_needed": found.signs_in,
    }


def _list(desk: Desk, out: Output) -> int:
    found = [(each, waits) for each in desk.book.all() if (waits := desk.updates.waiting(each.id)) is not None]
    out.value([update_row(connection, waits) for connection, waits in found])
    for connection, waits in found:
        out.line(f"“{connection.name}”: {_told(connection, waits, desk)}")
    if not found:
        out.line("Every connection has the newest settings of its profile.")
    return DONE


def _told(connection: Connection, found: Update, desk: Desk) -> str:
    return f"{title_words(connection, desk.updates.whose(connection))} {change_words(found, connection.service.name)}"
