"""Passphrases: from a file that is named, or asked for on the terminal."""

import asyncio
import sys
from pathlib import Path
from typing import Final

from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.domain.secret import Secret

_LONGEST: Final = 64 * 1024


async def export_passphrase(file: Path | None, *, twice: bool) -> Secret:
    """Return the passphrase, asked for ``twice`` where it is a new one; raise DeskError."""
    if file is not None:
        return await asyncio.to_thread(first_line, file)
    if not may_ask():
        raise DeskError(
            "passphrase_needed",
            "The file needs a passphrase.",
            kind=Kind.USAGE,
            advice="Name a file that holds it with --export-passphrase-file.",
            remedy=Remedy.UNLOCK,
        )
    return await ask("Passphrase for the file: ", twice=twice, unchanged="Nothing was written.")


async def new_passphrase(file: Path | None) -> Secret:
    """Return the passphrase that shall protect the connections from now on; raise DeskError."""
    if file is not None:
        return await asyncio.to_thread(first_line, file)
    if not may_ask():
        raise DeskError(
            "new_passphrase_needed",
            "There is no terminal to ask for the new passphrase.",
            kind=Kind.USAGE,
            advice="Name a file that holds it with --new-passphrase-file.",
        )
    return await ask("New passphrase: ", twice=True, unchanged="Nothing was changed.")


def may_ask() -> bool:
    """Tell whether a person is at the keyboard."""
    return sys.stdin is not None and sys.stdin.isatty()


async def ask(words: str, *, twice: bool = False, unchanged: str = "") -> Secret:
    """Ask for a passphrase that is not shown; raise DeskError, which says what was ``unchanged``."""
    return await asyncio.to_thread(_ask, words, twice=twice, unchanged=unchanged)


def first_line(file: Path) -> Secret:
    """Return the passphrase that stands on a file’s first line; raise DeskError."""
    try:
        with file.open(encoding="utf-8") as lines:
            text = lines.readline(_LONGEST).rstrip("\r\n")
    except (OSError, UnicodeError) as error:
        raise _bad_file(file, getattr(error, "strerror", None) or "it is not a text") from error
    if not text:
        raise _bad_file(file, "its first line is empty")
    return Secret(text)


def _ask(words: str, *, twice: bool, unchanged: str) -> Secret:
    import getpass  # noqa: PLC0415 - handing out a fresh token asks nobody

    text = getpass.getpass(words, stream=sys.stderr)
    if twice and getpass.getpass("Once more: ", stream=sys.stderr) != text:
        raise DeskError("passphrases_differ", "The two do not match.", kind=Kind.USAGE, advice=unchanged)
    return Secret(text)


def _bad_file(file: Path, why: str) -> DeskError:
    return DeskError(
        "passphrase_file",
        f"The passphrase cannot be read from {file}: {why}.",
        kind=Kind.USAGE,
        advice="Put the passphrase on the first line of a file that only you can read.",
    )
