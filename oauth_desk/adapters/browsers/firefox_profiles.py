"""Profiles of Firefox and its relatives: ``profiles.ini``, and since Firefox 138 the groups of profiles beside it.

A profile of ``profiles.ini`` is taken with ``-P NAME``. Since Firefox 67 each profile
listens for itself: where it is open already its window takes the address, and where
another profile is open this one is started beside it. The profiles that Firefox's own
menu makes are in a database, one for each group, and are taken with ``--profile PATH``,
which is how Firefox starts them itself (SelectableProfileService).
"""

import configparser
import os
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path
from typing import Any, Final

from oauth_desk.adapters.browsers.own_file import content_of
from oauth_desk.adapters.browsers.profile import MOST, MOST_LISTED, Startable
from oauth_desk.domain.browser_choice import BrowserProfile, can_be_named

_LARGEST_LIST: Final = 1024 * 1024
_STORE: Final = frozenset("0123456789abcdef-")


def firefox_profiles(data: Path, *, groups: bool = True) -> list[Startable]:
    """Return the profiles listed in a folder, by name; those that are odd or have no folder are left out.

    Without ``groups`` only those that can be taken by name.
    """
    found: dict[str, Startable] = {}
    for section in islice(_sections(data), MOST_LISTED):
        for each in _profiles(data, section, groups=groups):
            found.setdefault(each.profile.key, each)
    return sorted(found.values(), key=lambda each: (each.profile.name.casefold(), each.profile.key))[:MOST]


def _sections(data: Path) -> Iterator[Mapping[str, str]]:
    content = content_of(data / "profiles.ini", _LARGEST_LIST)
    parser = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    try:
        parser.read_string((content or b"").decode("utf-8-sig"))
    except (configparser.Error, UnicodeDecodeError):
        return
    for name in parser.sections():
        if name.startswith("Profile"):
            yield parser[name]


def _profiles(data: Path, section: Mapping[str, str], *, groups: bool) -> list[Startable]:
    name, path = section.get("name", ""), section.get("path", "")
    where = _inside(data, path) if section.get("isrelative", "1") != "0" else Path(path)
    members = _members(data, section.get("storeid", "")) if groups else []
    if members or where is None or not can_be_named(name) or not _is_folder(where):
        return members
    return [Startable(BrowserProfile(name, name), ("-P", name))]


def _members(data: Path, store: str) -> list[Startable]:
    """Return the profiles of a group."""
    if not store or not _STORE.issuperset(store):
        return []
    members = []
    for path, name in _rows(data / "Profile Groups" / f"{store}.sqlite"):
        where = _inside(data, path) if can_be_named(path) else None
        if where is not None and can_be_named(name) and _is_folder(where):
            members.append(Startable(BrowserProfile(path, name), ("--profile", str(where))))
    return members


def _rows(database: Path) -> list[tuple[Any, Any]]:
    """Read the list of a group from a copy: to open the browser's own file would write beside it."""
    content, log = content_of(database), content_of(database.with_name(f"{database.name}-wal"))
    if content is None:
        return []
    with suppress(sqlite3.Error, OSError), tempfile.TemporaryDirectory(prefix="oauth-desk-") as folder:
        copy = Path(folder) / "group.sqlite"
        copy.write_bytes(content)
        if log is not None:
            copy.with_name("group.sqlite-wal").write_bytes(log)
        with closing(sqlite3.connect(copy)) as connection:
            return connection.execute("SELECT path, name FROM Profiles LIMIT ?", (MOST,)).fetchall()
    return []


def _inside(data: Path, path: str) -> Path | None:
    """Return a folder below ``data``; None where the path leads out of it."""
    parts = path.replace("\\", "/").split("/")
    if not all(parts) or ".." in parts or ":" in parts[0]:
        return None
    return data.joinpath(*parts)


def _is_folder(path: Path) -> bool:
    return path.is_absolute() and os.path.isdir(path)  # noqa: PTH112 - says False where Path.is_dir may raise
