"""Starting at login on Windows: the person's Run key. Written from Microsoft's documentation and never run there."""

import importlib
import subprocess
from collections.abc import Sequence
from typing import Any, Final

_RUN: Final = r"Software\Microsoft\Windows\CurrentVersion\Run"
_APPROVED: Final = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
_NAME: Final = "OAuth Desk"


class RunKey:
    """A value of the Run key. The task manager switches it off with a value of its own, whose first byte is odd."""

    def __init__(self, registry: Any = None) -> None:
        self._registry = registry or importlib.import_module("winreg")

    def is_on(self) -> bool:
        """Tell whether the value is there and was not switched off."""
        approved = self._value(_APPROVED)
        switched_off = isinstance(approved, bytes) and bool(approved) and approved[0] % 2 == 1
        return self._value(_RUN) is not None and not switched_off

    def put(self, command: Sequence[str]) -> None:
        """Write the value, and forget that it was switched off."""
        self._delete(_APPROVED)
        with self._registry.CreateKey(self._registry.HKEY_CURRENT_USER, _RUN) as key:
            self._registry.SetValueEx(key, _NAME, 0, self._registry.REG_SZ, subprocess.list2cmdline(command))

    def remove(self) -> None:
        """Delete the value."""
        self._delete(_APPROVED)
        self._delete(_RUN)

    def _value(self, path: str) -> object:
        try:
            with self._registry.OpenKey(self._registry.HKEY_CURRENT_USER, path) as key:
                return self._registry.QueryValueEx(key, _NAME)[0]
        except FileNotFoundError:
            return None

    def _delete(self, path: str) -> None:
        try:
            rights = self._registry.KEY_SET_VALUE
            with self._registry.OpenKey(self._registry.HKEY_CURRENT_USER, path, 0, rights) as key:
                self._registry.DeleteValue(key, _NAME)
        except FileNotFoundError:
            pass
