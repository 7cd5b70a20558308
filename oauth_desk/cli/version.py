"""``version``: which one this is, and whether a newer one was told of."""

import argparse

from oauth_desk.cli.output import DONE, Output
from oauth_desk.services.desk import Desk


async def version(args: argparse.Namespace, desk: Desk, out: Output) -> int:
    """Print the version and a newer one that is known; with ``--check`` ask for it first."""
    releases = desk.releases
    newer = await releases.look() if args.check else await releases.known()
    out.line(f"oauth-desk {releases.running}")
    if newer is not None:
        out.line(f"{newer.version} is there: {newer.url}{f' ({newer.notes})' if newer.notes else ''}")
    elif args.check:
        out.line("That is the newest one.")
    told = None if newer is None else {"version": newer.version, "url": newer.url, "notes": newer.notes}
    out.value({"version": releases.running, "newer": told})
    return DONE
