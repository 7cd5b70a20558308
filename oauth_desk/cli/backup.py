"""``backup`` and ``restore``: copies of all connections."""

import argparse

from oauth_desk.cli.connections import Row
from oauth_desk.cli.output import DONE, Output, table, timestamp
from oauth_desk.services.archive_words import told_of
from oauth_desk.services.desk import Desk
from oauth_desk.services.ports import VaultCopy


async def backup(args: argparse.Namespace, desk: Desk, out: Output) -> int:
    """Make a copy now, or list those there are; needs no key."""
    if args.list:
        copies = await desk.archive.all()
        out.value([_row(copy) for copy in copies])
        _print_all(copies, out)
        return DONE
    made = await desk.archive.make(args.file)
    copies = await desk.archive.all()
    out.line(f"A copy with {_count(made.connections)} was made: {made.path}")
    out.value({**_row(made), "copies": [_row(copy) for copy in copies]})
    return DONE


async def restore(args: argparse.Namespace, desk: Desk, out: Output) -> int:
    """Go back to a copy, after what is there was set aside; or start with an empty list."""
    if args.empty:
        await desk.session.open(anew=True)
        out.line("The list is open." if desk.book.all() else "The list is empty now; the old file is still there.")
        out.value({"connections": len(desk.book.all())})
        return DONE
    done = await desk.archive.restore(args.file)
    for line in told_of(done):
        out.line(line)
    out.value(
        {
            "restored": _row(done.copy),
            "set_aside": None if done.set_aside is None else str(done.set_aside),
            "connections": done.connections,
            "kept_newer": list(done.kept_newer),
            "rescued": list(done.rescued),
            "brought_back": list(done.brought_back),
            "left_out": list(done.left_out),
        }
    )
    return DONE


def _print_all(copies: list[VaultCopy], out: Output) -> None:
    if not copies:
        out.line("There are no copies yet. One is made every day; “oauth-desk backup” makes one now.")
        return
    rows = [(_made(copy), _count(copy.connections), str(copy.path)) for copy in copies]
    for line in table([("MADE", "HOLDS", "FILE"), *rows]):
        out.line(line)


def _made(copy: VaultCopy) -> str:
    at = timestamp(copy.made_at) or ""
    return at.partition("T")[0] if copy.day_only else at


def _count(number: int) -> str:
    return "1 connection" if number == 1 else f"{number} connections"


def _row(copy: VaultCopy) -> Row:
    return {
        "path": str(copy.path),
        "made_at": timestamp(copy.made_at),
        "connections": copy.connections,
        "protection": str(copy.header.protection),
        "revision": copy.revision,
    }
