r"""Windows' policies: values under HKLM\SOFTWARE\Policies hold, those under its key Recommended are defaults.

Written from Microsoft's documentation of winreg's functions. The registry itself was never asked.
"""

from collections.abc import Mapping
from typing import Any, Final, Protocol

from oauth_desk.domain.managed import DEFAULTS, LOCKED, SWITCHES, Source

RECOMMENDED: Final = "Recommended"
_MOST: Final = 1000
"""Values; a key with more is nobody's policy."""


class Registry(Protocol):
    """What is asked of the registry."""

    def values(self, key: str) -> Mapping[str, object] | None:
        """Return the values of a key of the machine; None where it is not there. Raise OSError."""
        ...


class WindowsRegistry:
    """The registry of this computer, in its 64-bit view. Windows alone."""

    def values(self, key: str) -> Mapping[str, object] | None:
        """Return the values of a key of the machine."""
        registry: Any = __import__("winreg")
        access = registry.KEY_READ | registry.KEY_WOW64_64KEY
        try:
            handle = registry.OpenKey(registry.HKEY_LOCAL_MACHINE, key, 0, access)
        except FileNotFoundError:
            return None
        with handle:
            count = min(registry.QueryInfoKey(handle)[1], _MOST)
            return {name: value for name, value, _kind in (registry.EnumValue(handle, at) for at in range(count))}


def policy_source(registry: Registry, key: str) -> Source | None:
    """Return what the policies say; None where there are none."""
    name = f"HKLM\\{key}"
    try:
        locked, defaults = registry.values(key), registry.values(f"{key}\\{RECOMMENDED}")
    except OSError as error:
        return Source(name, problem=f"it cannot be read ({error.strerror or 'no reason is told'})")
    if not locked and not defaults:
        return None
    return Source(name, {LOCKED: _read(locked or {}), DEFAULTS: _read(defaults or {})})


def _read(values: Mapping[str, object]) -> dict[str, object]:
    """Return values as a file has them: the registry knows no true and false, but 1 and 0."""
    return {
        name: bool(value) if name in SWITCHES and type(value) is int and value in {0, 1} else value
        for name, value in values.items()
        if name  # the key's unnamed value
    }
