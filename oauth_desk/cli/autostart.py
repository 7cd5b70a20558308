"""``autostart``: whether the program starts at login, and changing it."""

import argparse

from oauth_desk.cli.output import DONE, Output
from oauth_desk.services.desk import Desk


async def autostart(args: argparse.Namespace, desk: Desk, out: Output) -> int:
    """Say whether the program starts at login, after a change where one was asked for."""
    if args.turn is not None:
        await desk.autostart.turn(on=args.turn == "on")
    on = await desk.autostart.is_on()
    out.line("OAuth Desk starts when you log in, without its window." if on else "OAuth Desk does not start by itself.")
    out.value({"autostart": on})
    return DONE
