"""Starting at login on Linux, by the Desktop Application Autostart Specification."""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

NAME: Final = "oauth-desk.desktop"
_LARGEST: Final = 65_536
_PLAIN: Final = re.compile(r"[A-Za-z0-9_@+=:,./-]+")
_OFF: Final = {("Hidden", "true"), ("X-GNOME-Autostart-enabled", "false")}


class DesktopEntry:
    """A file in ``autostart`` of the person's configuration, which goes before the machine's of the same name."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        own = environment.get("XDG_CONFIG_HOME", "")
        home = Path(own) if own.startswith("/") else Path(environment.get("HOME") or "~").expanduser() / ".config"
        machine = environment.get("XDG_CONFIG_DIRS", "") or "/etc/xdg"
        self._own = home / "autostart" / NAME
        self._machine = [Path(each) / "autostart" / NAME for each in machine.split(":") if each.startswith("/")]

    def is_on(self) -> bool:
        """Tell whether a desktop would start the program."""
        found = next((path for path in (self._own, *self._machine) if path.is_file()), None)
        return found is not None and not _OFF & _keys(found)

    def put(self, command: Sequence[str]) -> None:
        """Write the file."""
        self._write(
            "[Desktop Entry]\n"
            "Type=Application\n"
            "Name=OAuth Desk\n"
            "Comment=Keeps your connections renewed\n"
            f"Exec={exec_line(command)}\n"
            "Icon=oauth-desk\n"
            "Terminal=false\n"
        )

    def remove(self) -> None:
        """Delete the file; where the machine has one as well, say that it does not count for this person."""
        if any(path.is_file() for path in self._machine):
            self._write("[Desktop Entry]\nType=Application\nName=OAuth Desk\nHidden=true\n")
        else:
            self._own.unlink(missing_ok=True)

    def _write(self, text: str) -> None:
        self._own.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self._own.with_name(f".{NAME}.{os.urandom(4).hex()}")
        try:
            draft.write_text(text, encoding="utf-8", errors="surrogateescape")
            draft.replace(self._own)
        finally:
            draft.unlink(missing_ok=True)


def exec_line(command: Sequence[str]) -> str:
    """Return ``command`` as the value of an Exec key: quoted for its parser, then escaped as any string of the file."""
    words = [each if _PLAIN.fullmatch(each) else '"' + re.sub(r'(["`$\\])', r"\\\1", each) + '"' for each in command]
    line = " ".join(words).replace("%", "%%").replace("\\", "\\\\")
    return line.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")


def _keys(path: Path) -> set[tuple[str, str]]:
    """Return the keys and values of the file's one group that counts."""
    with path.open(encoding="utf-8", errors="replace") as file:
        lines = file.read(_LARGEST).splitlines()
    group, found = "", set()
    for line in lines:
        if line.startswith("["):
            group = line.strip()
        key, equals, value = line.partition("=")
        if equals and group == "[Desktop Entry]":
            found.add((key.strip(), value.strip()))
    return found
