r"""Browsers on Windows: what is registered there. Written from Microsoft's documentation and never run.

Each browser registers below ``SOFTWARE\Clients\StartMenuInternet``, for everybody or for
one person, with the command that starts it; ``App Paths`` knows the same programs by file.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path, PureWindowsPath
from typing import Any, Final, Protocol

from oauth_desk.adapters.browsers.kinds import KINDS, Kind, Program

CLIENTS: Final = r"SOFTWARE\Clients\StartMenuInternet"
APP_PATHS: Final = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths"
_OF_CHROMIUM: Final = "chromium"


class Registry(Protocol):
    """What the registry says, of this person first and then of everybody."""

    def names(self, key: str) -> list[str]:
        """Return the names of the keys below ``key``; none where it is not there."""
        ...

    def values(self, key: str) -> list[str]:
        """Return the unnamed text of ``key``, of each that has one."""
        ...


class SystemRegistry:
    """The registry of this computer."""

    def names(self, key: str) -> list[str]:
        """Return the names of the keys below ``key``."""
        found: list[str] = []
        for winreg, opened in _opened(key):
            with suppress(OSError):
                found += [winreg.EnumKey(opened, place) for place in range(winreg.QueryInfoKey(opened)[0])]
        return found

    def values(self, key: str) -> list[str]:
        """Return the unnamed text of ``key``."""
        found: list[str] = []
        for winreg, opened in _opened(key):
            with suppress(OSError):
                value, _kind_of_value = winreg.QueryValueEx(opened, "")
                found += [value] if isinstance(value, str) else []
        return found


def _opened(key: str) -> Iterator[tuple[Any, Any]]:
    winreg: Any = import_module("winreg")  # there is none elsewhere
    for root in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
        try:
            opened = winreg.OpenKey(root, key)
        except OSError:
            continue
        with opened:
            yield winreg, opened


def windows_programs(
    environment: Mapping[str, str], registry: Registry, exists: Callable[[str], bool]
) -> list[Program]:
    """Return the browsers that are registered and there."""
    programs: dict[str, Program] = {}
    for path in _executables(registry):
        kind = _kind(path)
        if kind is not None and kind.id not in programs and exists(path):
            programs[kind.id] = Program(kind, (path,), (path,), _data(kind, environment))
    order = [kind.id for kind in KINDS]
    return sorted(programs.values(), key=lambda program: order.index(program.kind.id))


def _executables(registry: Registry) -> Iterator[str]:
    for name in registry.names(CLIENTS):
        for command in registry.values(rf"{CLIENTS}\{name}\shell\open\command"):
            yield _executable(command)
    for name in sorted({kind.windows for kind in KINDS if kind.windows}):
        for command in registry.values(rf"{APP_PATHS}\{name}"):
            yield _executable(command)


def _executable(command: str) -> str:
    """Return the program of a command; one in quotes may be followed by options, one without is whole."""
    command = command.strip()
    return command[1:].partition('"')[0] if command.startswith('"') else command


def _kind(path: str) -> Kind | None:
    """Return whose program it is; Chromium's has the name of Chrome's and another folder."""
    parts = [part.casefold() for part in PureWindowsPath(path).parts]
    if not parts or not PureWindowsPath(path).is_absolute():
        return None
    kinds = [kind for kind in KINDS if kind.windows == parts[-1]]
    if len(kinds) > 1:
        kinds = [kind for kind in kinds if (kind.id == _OF_CHROMIUM) == (_OF_CHROMIUM in parts)]
    return kinds[0] if kinds else None


def _data(kind: Kind, environment: Mapping[str, str]) -> tuple[Path, ...]:
    base = environment.get("APPDATA" if kind.roaming else "LOCALAPPDATA", "")
    return (Path(base) / kind.windows_folder,) if base and kind.windows_folder else ()
