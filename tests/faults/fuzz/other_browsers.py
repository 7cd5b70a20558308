"""What browsers write about their profiles: no error, no option and no hidden character comes out of it."""

import json
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

from oauth_desk.adapters.browsers.chromium_profiles import chromium_profiles
from oauth_desk.adapters.browsers.firefox_profiles import firefox_profiles
from oauth_desk.adapters.browsers.own_file import LARGEST
from oauth_desk.adapters.browsers.profile import Startable
from oauth_desk.domain.browser_choice import can_be_named
from tests.adapters.browsers.homes import CHROMIUM_PROFILES
from tests.faults.fuzz.target import Target

Find = Callable[[Path], list[Startable]]

_INI: Final = (
    b"[Install1]\nDefault=one\n[Profile0]\nName=Work\nIsRelative=1\nPath=one\nStoreID=0a1b\n[General]\nVersion=2\n"
)
_STATE: Final = json.dumps({"profile": {"info_cache": dict(CHROMIUM_PROFILES)}}).encode()


def _looked(name: str, data: bytes, find: Find, **beside: bytes) -> None:
    """Put a file where a browser has it, and look."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for place in ("one", "Default", "Profile 1", "Profile Groups"):
            (folder / place).mkdir()
        for other, content in {**beside, name: data}.items():
            (folder / other).write_bytes(content)
        for each in find(folder):
            assert can_be_named(each.profile.name)
            assert each.profile.account == "" or can_be_named(each.profile.account)
            assert each.options[0].startswith(("--profile-directory=", "-P", "--profile"))
            assert not any(option.startswith("-") for option in each.options[1:])


def local_state(data: bytes) -> None:
    """Read the list of Chrome's family."""
    _looked("Local State", data, chromium_profiles)


def profiles_ini(data: bytes) -> None:
    """Read the list of Firefox's family."""
    _looked("profiles.ini", data, firefox_profiles)


def profile_group(data: bytes) -> None:
    """Read a group of Firefox's profiles."""
    _looked("Profile Groups/0a1b.sqlite", data, firefox_profiles, **{"profiles.ini": _INI})


def _group() -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE Profiles (id INTEGER PRIMARY KEY, path TEXT, name TEXT)")
        connection.execute("INSERT INTO Profiles (path, name) VALUES ('one', 'Work'), ('../x', '-P')")
        connection.commit()
        return connection.serialize()


def _long_states(size: int) -> tuple[bytes, ...]:
    start, entry = b'{"profile":{"info_cache":{', b'"Default":{"name":"Ana"},'
    many = b"".join(b'"P%d":{"name":"Ana"},' % number for number in range(size // 28))
    return b"[" * size, b'{"a":' * (size // 5), start + entry * (size // len(entry) - 2), start + many + b'"x":0}}}'


def _long_lists(size: int) -> tuple[bytes, ...]:
    section = b"[Profile%d]\nName=%d\nPath=one\n"
    many = b"".join(section % (number, number) for number in range(size // 38))
    return many, b"[" * size, b"[Profile0]\nName=" + b"\n x" * (size // 3), b"#\n" * (size // 2), b"a" * size


TARGETS: Final = (
    Target(
        "local_state",
        local_state,
        (_STATE, b"{}"),
        (b"info_cache", b'"name":', b"\\u202e", b"null"),
        _long_states,
        LARGEST,
    ),
    Target(
        "profiles_ini",
        profiles_ini,
        (_INI,),
        (b"[Profile1]", b"IsRelative=0", b"../", b"\n ", b"%("),
        _long_lists,
        1 << 20,
    ),
    Target("profile_group", profile_group, (_group(),), (b"SQLite format 3\0", b"Profiles")),
)
