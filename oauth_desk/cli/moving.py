"""``export`` and ``import``: connections to another computer and from one."""

import argparse

from oauth_desk.cli.asking import export_passphrase
from oauth_desk.cli.connections import Row, account, find, opened
from oauth_desk.cli.output import DONE, Output, table, timestamp
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.managed import EXPORTS
from oauth_desk.services.desk import Desk
from oauth_desk.services.mover import Item, Known, Outcome, Taken, at_risk, nothing_to_export
from oauth_desk.services.parcel_words import came_from, stays_on_both
from oauth_desk.services.ports import Parcel

_OUTCOMES = {
    Outcome.IMPORTED: "imported",
    Outcome.REPLACED: "replaced the one that was here",
    Outcome.KEPT_BOTH: "imported beside the one that is here",
    Outcome.SKIPPED: "left out: this account is connected here (--replace or --keep-both takes it)",
    Outcome.NEWER_HERE: "left out: the same connection is here, and newer",
}


async def send(args: argparse.Namespace, desk: Desk, out: Output) -> int:
    """Export all connections, or those named, to a new sealed file."""
    await desk.company.demand(EXPORTS)  # said before anybody types a passphrase
    await opened(desk, args)
    wanted = [find(desk, name) for name in args.names] or desk.book.all()
    if not wanted:
        raise nothing_to_export()
    passphrase = await export_passphrase(args.export_passphrase_file, twice=True)
    ids = list(dict.fromkeys(each.id for each in wanted))
    sent = await desk.mover.send(args.file, ids, passphrase, move=args.move)
    what = "moved" if sent.moved else "exported"
    number = len(sent.connections)
    out.line(f"{number} connection{'' if number == 1 else 's'} {what} to {sent.path}.")
    if sent.copy is not None:
        out.line(f"This computer keeps them no more. A copy from before is {sent.copy.path}.")
    warning = stays_on_both(list(sent.at_risk))
    if warning:
        out.note(f"oauth-desk: {warning} “oauth-desk export --move” does both at once.")
    out.value(
        {
            "path": str(sent.path),
            "moved": sent.moved,
            "connections": [_row(each) for each in sent.connections],
            "copy": None if sent.copy is None else str(sent.copy.path),
            "at_risk": list(sent.at_risk),
        }
    )
    return DONE


async def take(args: argparse.Namespace, desk: Desk, out: Output) -> int:
    """Import connections from a file; an account that is here already stays as it is unless told otherwise."""
    await opened(desk, args)
    passphrase = await export_passphrase(args.export_passphrase_file, twice=False)
    parcel = await desk.mover.open(args.file, passphrase)
    items = _wanted(desk.mover.plan(parcel), args.names)
    known = Known.REPLACE if args.replace else Known.KEEP_BOTH if args.keep_both else Known.SKIP
    taken = await desk.mover.take(parcel, items, lambda _item: known)
    for line in table([(each.item.connection.name, _OUTCOMES[each.outcome], _renamed(each)) for each in taken]):
        out.line(line)
    risk = _at_risk(parcel, taken)
    warning = stays_on_both(list(risk))
    if warning:
        where = came_from(parcel)
        out.note(f"oauth-desk: {warning} On {where}: “oauth-desk disconnect NAME --keep-remote”.")
    for each in taken:
        _tell_files(each, out)
    out.value(
        {
            "path": str(args.file),
            "made_at": timestamp(parcel.made_at),
            "moved": parcel.moved,
            "connections": [_taken_row(each) for each in taken],
            "at_risk": list(risk),
        }
    )
    return DONE


def _wanted(items: list[Item], names: list[str]) -> list[Item]:
    """Return the items of these names, all where none is given; raise DeskError for a name that is not there."""
    if not names:
        return items
    found = []
    for name in dict.fromkeys(name.casefold() for name in names):
        matching = [item for item in items if item.connection.name.casefold() == name]
        if not matching:
            there = ", ".join(f"“{item.connection.name}”" for item in items)
            title = f"The file holds no connection named “{name}”."
            raise DeskError("no_such_connection", title, kind=Kind.NOT_FOUND, advice=f"It holds {there}.")
        found += matching
    return found


def _at_risk(parcel: Parcel, taken: list[Taken]) -> tuple[str, ...]:
    """Return what was taken and still lives on the other computer."""
    if parcel.moved:
        return ()
    arrived = (Outcome.IMPORTED, Outcome.REPLACED, Outcome.KEPT_BOTH)
    return at_risk([each.item.connection for each in taken if each.outcome in arrived])


def _renamed(taken: Taken) -> str:
    return "" if taken.name == taken.item.connection.name else f"here: “{taken.name}”"


def _tell_files(taken: Taken, out: Output) -> None:
    security = taken.item.connection.service.security
    missing = (
        security.ca_file if security.authorities is None else None,
        security.client_certificate if security.certificate is None else None,
    )
    for file in filter(None, missing):
        out.note(f"oauth-desk: “{taken.name}” needs the file {file}, which does not come along.")


def _row(connection: Connection) -> Row:
    return {
        "name": connection.name,
        "service": connection.service.id,
        "account": account(connection),
    }


def _taken_row(taken: Taken) -> Row:
    return {**_row(taken.item.connection), "outcome": str(taken.outcome), "imported_as": taken.name}
