"""Which copy of a vault is the newest, and when it was made.

Copying a folder, or bringing it back from an archive, gives files other times than
they had. The vault counts its own writes, so its copies are in the order of that
count; a time that cannot be true gives way to the one in the copy's name.
"""

import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from oauth_desk.adapters.vault.seen import Seen
from oauth_desk.adapters.vault.sqlite_file import CarefulConnection
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.ports import VaultCopy

_STAMP: Final = re.compile(r"-(\d{4}-\d{2}-\d{2})(?:T(\d{6})Z)?(?:-\d+)?$")
_COARSE: Final = 2.0
"""Seconds; some file systems keep times no finer."""


class Mark(NamedTuple):
    """Whose copy a file is, and how many writes it has seen."""

    vault_id: str
    revision: int


def mark_of(path: Path) -> Mark | None:
    """Return the mark of a vault's file or copy, None where that cannot be read; nothing is changed."""
    with (
        suppress(sqlite3.Error, OSError, ValueError),
        closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, factory=CarefulConnection)) as file,
    ):
        said = dict(file.execute("SELECT key, value FROM meta WHERE key IN ('vault_id', 'revision')").fetchall())
        if "vault_id" in said:
            return Mark(str(said["vault_id"]), int(said.get("revision", 0)))
    return None


def own_id(vault: Path) -> str | None:
    """Return the id of the vault whose place this is, although its file may be gone or damaged."""
    mark = mark_of(vault) if vault.exists() else None
    return Seen(vault).vault_id() if mark is None else mark.vault_id


def time_of(path: Path) -> tuple[Instant, bool]:
    """Return when a copy was made, and whether that is the day alone; raise OSError."""
    at = path.stat().st_mtime
    named = _named(path)
    if named is None:
        return at, False
    moment, day_only = named
    if day_only:
        return (at, False) if _day(at) == _day(moment) else (moment, True)
    return (at if 0 <= at - moment <= _COARSE else moment), False


def ordered(vault: Path, copies: Iterable[VaultCopy]) -> list[VaultCopy]:
    """Return the copies, the newest first: those of the vault that is or was at ``vault``, then all others'."""
    known = list(copies)
    own = own_id(vault)
    if own is None and known:
        own = max(known, key=lambda copy: (not _is_set_apart(copy), _age(copy))).header.vault_id
    ours = sorted((copy for copy in known if copy.header.vault_id == own), key=_count, reverse=True)
    others = sorted((copy for copy in known if copy.header.vault_id != own), key=_age, reverse=True)
    return [*_dated(ours), *others]


def _dated(copies: list[VaultCopy]) -> list[VaultCopy]:
    """Correct the times of one vault's copies, newest first: none was made after one that has seen more."""
    dated, later = [], float("inf")
    for copy in copies:
        named = _named(copy.path)
        if copy.made_at > later + _COARSE and named is not None:
            moment, day_only = named
            copy = replace(copy, made_at=moment, day_only=day_only)  # noqa: PLW2901 - the same copy, better dated
        if not copy.day_only:
            later = min(later, copy.made_at)
        dated.append(copy)
    return dated


def _is_set_apart(copy: VaultCopy) -> bool:
    """Tell whether a copy's name says that it is of a vault that was here before."""
    return f"-of-{copy.header.vault_id[:8]}-" in copy.path.name


def _count(copy: VaultCopy) -> tuple[int, Instant, str]:
    return copy.revision, copy.made_at, copy.path.name


def _age(copy: VaultCopy) -> tuple[Instant, str]:
    return copy.made_at, copy.path.name


def _named(path: Path) -> tuple[Instant, bool] | None:
    """Return the time in a copy's name, and whether it is a day alone; then it is that day's noon."""
    found = _STAMP.search(path.stem)
    if found is None:
        return None
    day, hour = found.groups()
    try:
        moment = datetime.strptime(f"{day} {hour or '120000'}", "%Y-%m-%d %H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return (moment - datetime.fromtimestamp(0, UTC)) / timedelta(seconds=1), hour is None


def _day(at: Instant) -> str:
    try:
        return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}"
    except (ValueError, OverflowError, OSError):
        return ""
