"""The command line from its arguments to its exit code."""

import argparse
import asyncio
import contextlib
import functools
import re
import signal
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Final

from oauth_desk.cli.agent import OnStop
from oauth_desk.cli.arguments import GLOBAL_DEFAULTS, UsageError, build_parser
from oauth_desk.cli.endings import ended, interrupted, make_streams_safe
from oauth_desk.cli.output import DONE, Output
from oauth_desk.cli.tour_settings import OpenTour
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.events import Event, OlderCopyFound
from oauth_desk.services.desk import Desk
from oauth_desk.services.ports import Checks
from oauth_desk.services.vault_words import OLDER_COPY

OpenDesk = Callable[[], AbstractAsyncContextManager[Desk]]
ServeDemo = Callable[[argparse.Namespace], None]
"""Runs the demo service until it is stopped; raises DeskError where it cannot."""

TERMINATED: Final = 128 + signal.SIGTERM
_GO_BACK: Final = "If this was not meant, “oauth-desk restore” goes back to the newest copy."
_ONE_FILE: Final = "one service file is opened at a time"
_INVALID_CHOICE: Final = re.compile(r"argument COMMAND: invalid choice: '([^']*)'")


@dataclass(frozen=True, slots=True)
class Outside:
    """What the composition root hands to the commands."""

    open_desk: OpenDesk
    open_tour: OpenTour
    checks: Callable[[], Checks]
    serve_demo: ServeDemo
    on_stop: OnStop


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Read the arguments; without a command ``command`` is None. Exit with 2 and one line where they are wrong."""
    make_streams_safe()
    try:
        args = _parsed(argv)
    except UsageError as error:
        output = Output(json="--json" in argv)
        raise SystemExit(output.error(_usage_error(str(error)))) from None
    for name, default in GLOBAL_DEFAULTS.items():
        if not hasattr(args, name):
            setattr(args, name, default)
    return args


def _parsed(argv: Sequence[str]) -> argparse.Namespace:
    """Read the arguments; a file in place of a command is ``open_file``, for the window. Raise UsageError."""
    parser = build_parser()
    try:
        return parser.parse_args(list(argv))
    except UsageError as error:
        from oauth_desk.cli.opened import file_in  # noqa: PLC0415 - few starts name a file

        found = file_in(argv, str(error))
        if found is None:
            raise
        path, others = found
        try:
            args = parser.parse_args(others, argparse.Namespace(open_file=path))
        except UsageError as further:
            raise (further if file_in(others, str(further)) is None else UsageError(_ONE_FILE)) from None
        if args.command is not None:
            raise UsageError("there are too many words; a file opens the window and needs no command") from None
        return args


def execute(args: argparse.Namespace, outside: Outside) -> int:
    """Run one command from start to end; return the exit code."""
    out = Output(json=getattr(args, "json", False))
    return ended(lambda: _executed(args, outside, out), out, args.command)


def _executed(args: argparse.Namespace, outside: Outside, out: Output) -> int:
    if args.command == "demo-server":
        outside.serve_demo(args)
        return DONE
    code = asyncio.run(_until_terminated(run(args, outside, out)))
    if code == TERMINATED:
        out.error(interrupted())
    return code


async def run(args: argparse.Namespace, outside: Outside, out: Output) -> int:
    """Run one command on a desk of its own; what a person is told becomes words and an exit code."""
    try:
        return await _run(args, outside, out)
    except DeskError as error:
        return out.error(error)


async def _run(args: argparse.Namespace, outside: Outside, out: Output) -> int:
    """Import a command's family when it is wanted: ``token`` must be quick."""
    if args.command == "doctor":
        from oauth_desk.cli.doctor import doctor  # noqa: PLC0415

        return await doctor(outside.checks(), out, outside.open_desk)
    if args.command == "tour":
        from oauth_desk.cli.tour import run_tour  # noqa: PLC0415

        return await run_tour(outside.open_tour, out)
    async with outside.open_desk() as desk:
        desk.book.subscribe(functools.partial(_tell_of_vault, out))
        if args.command in ("token", "refresh"):
            from oauth_desk.cli import tokens  # noqa: PLC0415

            return await (tokens.token if args.command == "token" else tokens.refresh)(args, desk, out)
        if args.command == "agent":
            from oauth_desk.cli.agent import agent  # noqa: PLC0415

            return await agent(args, desk, out, outside.on_stop)
        return await _slower(args, desk, out)


def _tell_of_vault(out: Output, event: Event) -> None:
    """Tell on stderr what a person must know of the file, whatever was asked for."""
    if isinstance(event, OlderCopyFound):
        out.note(f"oauth-desk: {OLDER_COPY} {_GO_BACK}")


async def _slower(args: argparse.Namespace, desk: Desk, out: Output) -> int:
    from oauth_desk.cli import (  # noqa: PLC0415
        autostart,
        backup,
        browsers,
        connect,
        keys,
        moving,
        place,
        profiles,
        protect,
        request,
        settings,
        show,
        version,
    )

    commands: dict[str, Callable[[argparse.Namespace, Desk, Output], Coroutine[Any, Any, int]]] = {
        "connect": connect.connect,
        "reconnect": connect.reconnect,
        "replace-key": keys.replace_key,
        "place": place.place,
        "disconnect": connect.disconnect,
        "request": request.request,
        "list": show.list_connections,
        "show": show.show,
        "events": show.events,
        "services": show.services,
        "browsers": browsers.browsers,
        "profile": profiles.profile,
        "update": profiles.update,
        "protect": protect.protect,
        "settings": settings.settings,
        "version": version.version,
        "backup": backup.backup,
        "restore": backup.restore,
        "export": moving.send,
        "import": moving.take,
        "autostart": autostart.autostart,
    }
    return await commands[args.command](args, desk, out)


async def _until_terminated(work: Coroutine[Any, Any, int]) -> int:
    """End ``work`` in order at SIGTERM, as Ctrl-C does: what is in flight is saved."""
    task = asyncio.ensure_future(work)
    terminated = False

    def terminate() -> None:
        nonlocal terminated
        terminated = True
        task.cancel()

    with contextlib.suppress(NotImplementedError, ValueError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, terminate)
    try:
        return await task
    except asyncio.CancelledError:
        if not terminated:
            raise
        return TERMINATED


# --- words ---------------------------------------------------------------


def _usage_error(message: str) -> DeskError:
    """Word what argparse says; values are left out, one may be a secret given to an option that there is not."""
    unknown = _INVALID_CHOICE.match(message)
    if unknown is not None:
        title = f"There is no command “{unknown[1]}”."
        return DeskError("usage", title, kind=Kind.USAGE, advice="“oauth-desk --help” lists the commands.")
    if message.startswith("unrecognized arguments: "):
        words = message.partition(": ")[2].split()
        options = [word.partition("=")[0] for word in words if word.startswith("-")]
        what = f"There is no option {options[0]} here." if options else "There are too many words; put names in quotes."
        return DeskError("usage", what, kind=Kind.USAGE, advice="Add --help to see what a command takes.")
    title = f"{message[:1].upper()}{message[1:]}."
    return DeskError("usage", title, kind=Kind.USAGE, advice="Add --help to see what a command takes.")
