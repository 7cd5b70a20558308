"""Browsers on Linux: commands in ``PATH``, Snap's, and those that Flatpak exports."""

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from oauth_desk.adapters.browsers.kinds import KINDS, Family, Kind, Program
from oauth_desk.adapters.browsers.own_file import content_of

_LARGEST_SCRIPT: Final = 65_536


def linux_programs(environment: Mapping[str, str], home: Path, root: Path = Path("/")) -> list[Program]:
    """Return the browsers that are installed; ``root`` is where Snap and Flatpak are looked for."""
    return [program for kind in KINDS for program in _programs(kind, environment, home, root)]


def _programs(kind: Kind, environment: Mapping[str, str], home: Path, root: Path) -> Iterator[Program]:
    command = _command(kind, environment, root)
    if command is not None:
        yield Program(kind, (command,), (command,), _data(kind, environment, home))
    snap = root / "snap" / "bin" / kind.snap
    if kind.snap and os.access(snap, os.X_OK):
        data = home / "snap" / kind.snap_folder
        yield Program(kind, (str(snap),), (str(snap),), (data,) if kind.snap_folder else (), pack="Snap")
    for exports in (home / ".local/share/flatpak/exports/bin", root / "var/lib/flatpak/exports/bin"):
        launcher = exports / kind.flatpak
        if kind.flatpak and os.access(launcher, os.X_OK):
            lists = _flatpak_data(kind, home / ".var/app" / kind.flatpak)
            yield Program(kind, (str(launcher),), (str(launcher),), lists, pack="Flatpak", boxed=True)
            break


def _command(kind: Kind, environment: Mapping[str, str], root: Path) -> str | None:
    """Return a command of the system's own; not what only leads to a Snap, whose profiles are elsewhere."""
    for name in kind.commands:
        found = shutil.which(name, path=environment.get("PATH", os.defpath))
        if found is not None and not _leads_to_snap(Path(found), root):
            return found
    return None


def _leads_to_snap(command: Path, root: Path) -> bool:
    if command.is_relative_to(root / "snap"):
        return True
    # Ubuntu's package of this name is a script that starts the Snap.
    script = content_of(command, _LARGEST_SCRIPT)
    return script is not None and script.startswith(b"#!") and b"/snap/bin/" in script


def _data(kind: Kind, environment: Mapping[str, str], home: Path) -> tuple[Path, ...]:
    if not kind.folder:
        return ()
    chosen = environment.get("XDG_CONFIG_HOME", "")
    config = Path(chosen) if chosen.startswith("/") else home / ".config"
    if not kind.folder.startswith("."):
        return (config / kind.folder,)
    # Firefox 147 and its relatives keep new profiles where the configuration is.
    return (home / kind.folder, config / kind.folder.removeprefix("."))


def _flatpak_data(kind: Kind, box: Path) -> tuple[Path, ...]:
    if not kind.flatpak_folder:
        return ()
    if kind.family is Family.FIREFOX:
        return (box / kind.flatpak_folder, box / "config" / kind.flatpak_folder.removeprefix("."))
    return (box / "config" / kind.flatpak_folder,)
