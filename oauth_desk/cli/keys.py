"""``replace-key``, and connecting with a key."""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Final

from oauth_desk.cli.asking import ask, may_ask
from oauth_desk.cli.connections import find, opened, outcome_row, standing
from oauth_desk.cli.days import end_of_day
from oauth_desk.cli.output import DONE, Output
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.key_template import key_use
from oauth_desk.domain.managed import OWN_SERVICES
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service
from oauth_desk.domain.tokens import Instant
from oauth_desk.domain.web_address import check_endpoint
from oauth_desk.services.api_keys import LONGEST, Given, NewKey, no_key
from oauth_desk.services.company import Company
from oauth_desk.services.desk import Desk

_NEVER: Final = "never"


async def replace_key(args: argparse.Namespace, desk: Desk, out: Output) -> int:
    """Put another key in place once it is proved, or go back to the one before."""
    replace_by = day(args.replace_by)
    await opened(desk, args)
    connection = find(desk, args.name)
    if args.go_back:
        changed, outcome = await desk.api_keys.go_back(connection.id), "key_before"
    elif args.keep_key:
        changed, outcome = await _reminded(connection, desk, replace_by), "reminder_set"
    else:
        key = NewKey(await _key(args.key_file), replace_by)
        changed, outcome = await desk.api_keys.replace(connection.id, key), "key_replaced"
    has = {"key_before": "its key of before", "reminder_set": "the key that it had"}.get(outcome, "another key")
    out.line(f"“{changed.name}” has {has}. {standing(desk, changed)}")
    if outcome == "key_replaced" and changed.key_care is not None and changed.key_care.before is not None:
        out.note(
            "The new key was not tried: the profile names no address for that. The old one is kept until a call "
            "shows that the new one is accepted; “replace-key --go-back” uses it again."
        )
    out.value(outcome_row(desk, changed, outcome))
    return DONE


async def _reminded(connection: Connection, desk: Desk, replace_by: Instant | Given | None) -> Connection:
    """Change the day alone; raise DeskError where none is given, or there is no key."""
    if connection.service.key is None:
        raise no_key(connection)
    if isinstance(replace_by, Given):
        raise DeskError(
            "usage", "No day is given.", kind=Kind.USAGE, advice="Add --replace-by 2027-03-31, or --replace-by never."
        )
    return await desk.api_keys.remind(connection.id, replace_by)


async def connected(service: Service, args: argparse.Namespace, desk: Desk) -> Connection:
    """Return a new connection with the key that was given."""
    if not service.api_base_urls:
        raise DeskError(
            "api_address_needed",
            "It is not known where this key may go.",
            kind=Kind.USAGE,
            advice="Give the address of the API as TARGET, with --key-file.",
        )
    key = NewKey(await _key(args.key_file), day(args.replace_by))
    return await desk.api_keys.connect(service, key, name=args.name)


async def by_hand(args: argparse.Namespace, company: Company) -> Service | None:
    """Return the service of an address that was given with a key; None where the target is no address."""
    if args.key_file is None or "://" not in args.target:
        return None
    await company.demand(OWN_SERVICES)
    try:
        address = check_endpoint(args.target)
        use = key_use(args.key_as)
    except ValueError as error:
        raise DeskError("bad_arguments", f"The address or --key-as: {error}", kind=Kind.USAGE) from error
    host = address.partition("://")[2].partition("/")[0]
    return Service(id="key", name=host, api_base_urls=(address,), key=use)


def day(written: str | None) -> Instant | Given | None:
    """Return the end of a day in local time, None for ``never``; raise DeskError."""
    if written is None:
        return Given.NOTHING
    if written == _NEVER:
        return None
    return end_of_day(written, "--replace-by", otherwise=_NEVER)


async def _key(source: str | None) -> Secret:
    """Read the key from a file, from stdin or by asking: never from the arguments, which everybody can list."""
    if source is None and not may_ask():
        raise DeskError(
            "key_needed", "A key is needed.", kind=Kind.USAGE, advice="Name a file that holds it with --key-file."
        )
    return await ask("Key: ") if source is None else await asyncio.to_thread(_read, source)


def _read(source: str) -> Secret:
    try:
        if source == "-":
            text = sys.stdin.readline(LONGEST + 1)
        else:
            with Path(source).open(encoding="utf-8") as file:
                text = file.read(LONGEST + 1)
    except (OSError, ValueError):
        raise DeskError("bad_key", "The key cannot be read.", kind=Kind.USAGE, advice="Check --key-file.") from None
    return Secret(text.strip())
