"""The passphrase of a file with connections: from another file, or asked for on the terminal."""

import asyncio
import getpass
import sys
from pathlib import Path
from typing import Final

from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.domain.secret import Secret

_LONGEST: Final = 64 * 1024


async def export_passphrase(file: Path | None, *, twice: bool) -> Secret:
    """Return the passphrase, asked for ``twice`` where it is a new one; raise DeskError."""
    if file is not None:
        return await asyncio.to_thread(_first_line, file)
    if not sys.stdin.isatty():
        raise DeskError(
            "passphrase_needed",
            "The file needs a passphrase.",
            kind=Kind.USAGE,
            advice="Name a file that holds it with --export-passphrase-file.",
            remedy=Remedy.UNLOCK,
        )
    return await asyncio.to_thread(_ask, twice=twice)


def _first_line(file: Path) -> Secret:
    try:
        with file.open(encoding="utf-8") as lines:
            text = lines.readline(_LONGEST).rstrip("\r\n")
    except (OSError, UnicodeError) as error:
        raise _bad_file(file, getattr(error, "strerror", None) or "it is not a text") from error
    if not text:
        raise _bad_file(file, "its first line is empty")
    return Secret(text)


def _ask(*, twice: bool) -> Secret:
    text = getpass.getpass("Passphrase for the file: ", stream=sys.stderr)
    if twice and getpass.getpass("Once more: ", stream=sys.stderr) != text:
        raise DeskError("passphrases_differ", "The two do not match.", kind=Kind.USAGE, advice="Nothing was written.")
    return Secret(text)


def _bad_file(file: Path, why: str) -> DeskError:
    return DeskError(
        "passphrase_file",
        f"The passphrase cannot be read from {file}: {why}.",
        kind=Kind.USAGE,
        advice="Put the passphrase on the first line of a file that only you can read.",
    )
