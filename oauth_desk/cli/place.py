"""``place``: which site, organisation or account a connection's calls are for."""

import argparse

from oauth_desk.cli.connections import Row, find, opened, place_command, place_missing, place_row
from oauth_desk.cli.output import DONE, Output, table, told
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.service import Service
from oauth_desk.services.desk import Desk
from oauth_desk.services.place_words import beyond, kind_at, no_places, none_offered
from oauth_desk.services.places import Offer, named


async def place(args: argparse.Namespace, desk: Desk, out: Output) -> int:
    """List what can be chosen, or choose."""
    await opened(desk, args)
    connection = find(desk, args.name)
    offer = await desk.places.offer(connection.id)
    if args.value is not None:
        chosen = named(connection, offer.offered, args.value)
        connection = await desk.places.choose(offer, chosen)
        out.line(f"Calls of “{connection.name}” are for the {kind_at(connection)} {chosen.shown} now.")
    else:
        for line in _lines(connection, offer):
            out.line(line)
        if words := beyond(offer.offered, kind_at(connection)):
            out.note(f"oauth-desk: {words}")
    out.value(_row(connection, offer))
    return DONE


def check(service: Service, wanted: str | None) -> None:
    """Raise DeskError where a place is wanted of a service that has none."""
    if wanted is not None and service.places is None:
        raise no_places(service)


async def settled(connection: Connection, desk: Desk, out: Output, wanted: str | None) -> Connection:
    """Look after a sign-in what can be chosen, and tell on stderr what is left to do; raise DeskError."""
    kind, name = kind_at(connection), connection.name
    try:
        done = await desk.places.settle(connection.id, wanted)
    except DeskError:
        out.note(f"oauth-desk: “{name}” is connected.")
        raise
    connection = done.connection
    if done.problem is not None:
        out.note(f"oauth-desk: {told(done.problem)}")
    if done.gone is not None:
        out.note(f"oauth-desk: The {kind} {done.gone.shown} is not offered any more.")
    if done.asks and done.offer is not None:
        out.note(f"Choose which {kind} calls are for, with {place_command(connection, 'VALUE')}:")
        for line in _lines(connection, done.offer):
            out.note(f"  {line}")
        if words := beyond(done.offer.offered, kind):
            out.note(words)
    elif done.problem is not None and connection.lacks_place:
        out.note(place_missing(connection))
    elif connection.place is not None:
        out.note(f"Calls are for the {kind} {connection.place.shown}.")
    return connection


def _lines(connection: Connection, offer: Offer) -> list[str]:
    if not offer.offered.places:
        return [none_offered(connection)]
    chosen = None if connection.place is None else connection.place.id
    rows = [("*" if each.id == chosen else " ", each.id, each.shown) for each in offer.offered.places]
    return table([(" ", "VALUE", "NAME"), *rows])


def _row(connection: Connection, offer: Offer) -> Row:
    return {
        "name": connection.name,
        "label": offer.table.label,
        "chosen": place_row(connection.place),
        "places": [place_row(each) for each in offer.offered.places],
        "left_out": offer.offered.left_out,
        "more": offer.offered.more,
    }
