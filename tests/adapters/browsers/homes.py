"""Homes like those that browsers leave behind."""

import json
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CHROMIUM_PROFILES: Mapping[str, Any] = {
    "Default": {"name": "Ana", "user_name": "ana@home.example"},
    "Profile 1": {"name": "Work", "user_name": "ana@northwind.example"},
    "Profile 2": {"name": "Club 👩‍🚀", "user_name": ""},
}

PROFILES_INI = """\
[Install4F96D1932A9F858E]
Default=7sz1.default-release
Locked=1

[Profile1]
Name=default
IsRelative=1
Path=abcd.default
Default=1

[Profile0]
Name=Work
IsRelative=1
Path=7sz1.work

[Profile2]
Name=Elsewhere
IsRelative=0
Path={elsewhere}

[General]
StartWithLastProfile=1
Version=2
"""


def chromium_data(data: Path, profiles: Mapping[str, Any] = CHROMIUM_PROFILES) -> Path:
    """Make a user data folder."""
    data.mkdir(parents=True, exist_ok=True)
    (data / "Local State").write_text(json.dumps({"profile": {"info_cache": profiles}}), encoding="utf-8")
    for folder in profiles:
        if folder and "/" not in folder and "\0" not in folder:
            (data / folder).mkdir(exist_ok=True)
    return data


def firefox_data(data: Path, elsewhere: Path) -> Path:
    """Make a folder with Firefox's profiles; one of them is ``elsewhere``."""
    data.mkdir(parents=True, exist_ok=True)
    for folder in (data / "abcd.default", data / "7sz1.work", elsewhere):
        folder.mkdir(exist_ok=True)
    (data / "profiles.ini").write_text(PROFILES_INI.format(elsewhere=elsewhere), encoding="utf-8")
    return data


def program(path: Path, script: str = "#!/bin/sh\n") -> str:
    """Make a program and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script, encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)
