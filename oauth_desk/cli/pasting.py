"""Pasting the address that the browser ended on, in the terminal that waits for the sign-in."""

import asyncio
import contextlib
import os
import sys
import threading
from collections.abc import AsyncIterator
from typing import Final, TextIO

from oauth_desk.cli.output import Output, told
from oauth_desk.domain.errors import DeskError
from oauth_desk.services.sign_in_session import SignInSession

_LONGEST_LINE: Final = 65_536


@contextlib.asynccontextmanager
async def pasting(session: SignInSession, out: Output, stdin: TextIO | None = None) -> AsyncIterator[None]:
    """Hand every line typed meanwhile to the sign-in; do nothing where no person is at the keyboard."""
    source = sys.stdin if stdin is None else stdin
    if not session.url or session.user_code is not None or source is None or not source.isatty():
        yield
        return
    lines: asyncio.Queue[str] = asyncio.Queue()
    _read_lines(source.fileno(), lines)
    taking = asyncio.create_task(_take(lines, session, out), name="pasted lines")
    try:
        yield
    finally:
        taking.cancel()
        await asyncio.gather(taking, return_exceptions=True)


async def _take(lines: "asyncio.Queue[str]", session: SignInSession, out: Output) -> None:
    while True:
        line = (await lines.get()).strip()
        if not line:
            continue
        try:
            await session.paste(line)
        except DeskError as error:
            out.note(told(error))


def _read_lines(descriptor: int, lines: "asyncio.Queue[str]") -> None:
    """Read on a thread of its own: it blocks until the process ends, and a terminal is not readable by every loop.

    ``os.read`` takes no lock of ``sys.stdin``, which would hold up the end of the process.
    """
    loop = asyncio.get_running_loop()

    def read() -> None:
        waiting = b""
        with contextlib.suppress(OSError, RuntimeError):
            while piece := os.read(descriptor, 4096):
                *whole, waiting = (waiting + piece)[-_LONGEST_LINE:].split(b"\n")
                for line in whole:
                    loop.call_soon_threadsafe(lines.put_nowait, line.decode(errors="replace"))

    threading.Thread(target=read, name="stdin", daemon=True).start()
