"""The streams of a command, and how it ends where it did not end by itself."""

import contextlib
import io
import os
import sys
from collections.abc import Callable
from typing import TypeVar

from oauth_desk.cli.output import DONE, INTERRUPTED, Output
from oauth_desk.domain.errors import DeskError

Code = TypeVar("Code", int, int | None)


def ended(work: Callable[[], Code], out: Output, command: str) -> int | Code:
    """Run a command to its end and return its exit code: whatever happens becomes words and a code."""
    try:
        code = work()
        sys.stdout.flush()
    except DeskError as error:
        return out.error(error)
    except KeyboardInterrupt:
        out.error(interrupted())
        return INTERRUPTED
    except BrokenPipeError:
        _forget_stdout()
        return DONE
    except Exception as error:  # the program ends here
        import logging  # noqa: PLC0415 - slow to load, and seldom needed

        logging.getLogger(__name__).debug("the command %s ended with an error", command, exc_info=error)
        return out.error(_unexpected(error))
    return code


def make_streams_safe() -> None:
    """Print every character everywhere: a name in another script must not end a command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _forget_stdout() -> None:
    """Let nobody complain at exit about a reader that has gone."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def interrupted() -> DeskError:
    """Return the words for Ctrl-C and for being asked to end."""
    return DeskError("interrupted", "Interrupted.", detail="What was under way ended in order.")


def _unexpected(error: Exception) -> DeskError:
    return DeskError(
        "unexpected",
        f"Something went wrong inside the program ({type(error).__name__}).",
        advice="Run it again with --log-level debug to see where.",
    )
