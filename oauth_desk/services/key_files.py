"""Key files of service accounts that people open instead of a profile."""

import asyncio
from dataclasses import replace
from pathlib import Path

from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.domain.profile_locks import with_locks
from oauth_desk.domain.service import Service


async def key_file_service(path: Path, text: str) -> Service:
    """Return the service that a key file leads to; raise DeskError. The key is read on a thread."""
    try:
        return await asyncio.to_thread(_read, text)
    except ValueError as error:
        raise bad_key_file(path, str(error)) from None


def _read(text: str) -> Service:
    from oauth_desk.protocol.service_account import read_key_file  # noqa: PLC0415 - loads slowly, and few have one

    return read_key_file(text)


def key_file_with_locks(found: Service, known: Service | None) -> Service:
    """Return the service of a key file with the fields that a profile of the same id locks; the key stays."""
    if known is None or not known.locked:
        return found
    kept = with_locks(found, known)
    return replace(kept, assertion=replace(kept.assertion, private_key=found.assertion.private_key))


def bad_key_file(path: Path, reason: str) -> DeskError:
    """Return the error for a file that holds no key of a service account."""
    return DeskError(
        "bad_key_file",
        f"{path.name} is not a key file that can be used.",
        kind=Kind.USAGE,
        detail=reason,
        advice="Get the key file anew where the account was made, or open a service file that ends with .toml.",
        remedy=Remedy.FIX_SETTINGS,
    )
