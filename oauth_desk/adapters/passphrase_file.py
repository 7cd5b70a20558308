"""The passphrase that ``--passphrase-file`` names."""

import asyncio
from pathlib import Path

from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.domain.secret import Secret

LONGEST = 64 * 1024


async def read_passphrase(path: Path | None) -> Secret | None:
    """Return the first line of the file without its line end; None where no file was named; raise DeskError."""
    if path is None:
        return None
    try:
        text = await asyncio.to_thread(_first_line, path)
    except (OSError, UnicodeError) as error:
        raise _trouble(path, getattr(error, "strerror", None) or "it is not a text") from error
    if not text:
        raise _trouble(path, "its first line is empty")
    return Secret(text)


def _first_line(path: Path) -> str:
    with path.open(encoding="utf-8") as file:
        return file.readline(LONGEST).rstrip("\r\n")


def _trouble(path: Path, why: str) -> DeskError:
    return DeskError(
        "passphrase_file",
        f"The passphrase cannot be read from {path}: {why}.",
        kind=Kind.LOCKED,
        advice="Put the passphrase on the first line of a file that only you can read.",
        remedy=Remedy.UNLOCK,
    )
