"""Finding a connection by name, and telling about it."""

import argparse
import shlex
from typing import Any

from oauth_desk.cli import asking
from oauth_desk.cli.output import timestamp
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.place import Place
from oauth_desk.services.desk import Desk
from oauth_desk.services.place_words import kind_at
from oauth_desk.services.wording import sentence

Row = dict[str, Any]


async def opened(desk: Desk, args: argparse.Namespace) -> Desk:
    """Open the vault, and start the demo service where it was asked for; raise DeskError."""
    try:
        await desk.session.open()
    except DeskError as error:
        if error.code != "passphrase_needed" or not asking.may_ask():
            raise
        await desk.session.open(await asking.ask("Passphrase of your connections: "))
    if args.demo:
        await desk.demo.start()
    return desk


def find(desk: Desk, name: str) -> Connection:
    """Return the connection of that name, or id; raise DeskError."""
    connection = desk.book.named(name) or desk.book.get(name)
    if connection is None:
        raise DeskError(
            "no_such_connection",
            f"There is no connection named “{name}”.",
            kind=Kind.NOT_FOUND,
            advice="The command “list” shows the connections there are.",
        )
    return connection


def row(desk: Desk, connection: Connection) -> Row:
    """Return what ``list --json`` tells of a connection."""
    now = desk.clock.now()
    next_renewal_at = desk.keeper.next_renewal_at(connection)
    return {
        "name": connection.name,
        "service": connection.service.id,
        "account": account(connection),
        "status": str(connection.condition_at(now).status),
        "detail": sentence(connection, now, next_renewal_at).text,
        "expires_at": timestamp(connection.tokens.expires_at if connection.tokens.access_token else None),
        "next_renewal_at": timestamp(next_renewal_at),
        "scopes": list(connection.tokens.scopes),
        "generation": connection.generation,
    }


def outcome_row(desk: Desk, connection: Connection, outcome: str) -> Row:
    """Return what ``connect``, ``reconnect`` and ``refresh`` tell with ``--json``."""
    whole = row(desk, connection)
    return {
        **{key: whole[key] for key in ("name", "service", "account", "status")},
        "outcome": outcome,
        **{key: whole[key] for key in ("expires_at", "scopes", "generation")},
        **({} if connection.service.places is None else {"place": place_row(connection.place)}),
    }


def place_row(place: Place | None) -> Row | None:
    """Return what is told of a place."""
    return None if place is None else {"value": place.id, "name": place.shown}


def place_command(connection: Connection, value: str = "") -> str:
    """Return the command that lists places, or chooses one."""
    words = ["oauth-desk place", *(["--"] if connection.name.startswith("-") else []), shlex.quote(connection.name)]
    return f"“{' '.join([*words, *([value] if value else [])])}”"


def place_missing(connection: Connection) -> str:
    """Say that nothing is chosen yet."""
    return f"No {kind_at(connection)} is chosen yet: {place_command(connection)} lists what can be chosen."


def account(connection: Connection) -> str | None:
    """Return who signed in, as far as it is known."""
    return connection.account.label or connection.account.subject or None


def standing(desk: Desk, connection: Connection) -> str:
    """Return in a sentence or two how a connection stands."""
    said = sentence(connection, desk.clock.now(), desk.keeper.next_renewal_at(connection))
    return f"{said.title}. {said.text}".rstrip()
