"""``profile``: what a colleague needs to connect the same service."""

import argparse

from oauth_desk.cli.connections import find, opened
from oauth_desk.cli.output import DONE, Output
from oauth_desk.services.desk import Desk
from oauth_desk.services.sharing import told_of


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
