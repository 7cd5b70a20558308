"""Browsers on macOS: bundles in the folders for programs. Written from Apple's documentation and never run.

``open -a`` hands an address to a bundle, started already or not. Options reach a program
only when it is started, hence ``open -na … --args``: the second copy hands everything to
the first one that has the profile open, and ends.
"""

import os
from pathlib import Path
from typing import Final

from oauth_desk.adapters.browsers.kinds import KINDS, Kind, Program

_OPEN: Final = "/usr/bin/open"


def mac_programs(home: Path, root: Path = Path("/")) -> list[Program]:
    """Return the browsers that are installed for everybody or for this person."""
    folders = (root / "Applications", home / "Applications")
    found = (_program(kind, folders, home) for kind in KINDS if kind.mac)
    return [program for program in found if program is not None]


def _program(kind: Kind, folders: tuple[Path, ...], home: Path) -> Program | None:
    for folder in folders:
        bundle = folder / f"{kind.mac}.app"
        if os.path.isdir(bundle):  # noqa: PTH112 - says False where Path.is_dir may raise
            data = (home / "Library/Application Support" / kind.mac_folder,) if kind.mac_folder else ()
            return Program(kind, (_OPEN, "-a", str(bundle)), (_OPEN, "-na", str(bundle), "--args"), data)
    return None
