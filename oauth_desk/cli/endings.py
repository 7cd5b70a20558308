"""The streams of a command, and how it ends where it did not end by itself."""

import contextlib
import io
import os
import sys

from oauth_desk.domain.errors import DeskError


def make_streams_safe() -> None:
    """Print every character everywhere: a name in another script must not end a command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def forget_stdout() -> None:
    """Let nobody complain at exit about a reader that has gone."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def interrupted() -> DeskError:
    """Return the words for Ctrl-C and for being asked to end."""
    return DeskError("interrupted", "Interrupted.", detail="What was under way ended in order.")
