"""The system browser, started without a shell and without waiting for it (RFC 8252 §8.12)."""

import asyncio
import os
import shlex
import subprocess
import sys
import webbrowser
from collections.abc import Mapping, Sequence

from oauth_desk.adapters.screen import has_screen
from oauth_desk.services.ports import BrowserError


class SystemBrowser:
    """Opens an address as the desktop would; ``BROWSER`` names other commands, as for Python's ``webbrowser``.

    Each command of ``BROWSER`` may hold ``%s`` for the address; several are
    separated like the entries of ``PATH`` and tried in order.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._environment = environment

    async def open(self, url: str) -> None:
        """Show ``url``; raise BrowserError."""
        await asyncio.to_thread(self._open, url)

    def _open(self, url: str) -> None:
        commands = [entry for entry in self._environment.get("BROWSER", "").split(os.pathsep) if entry.strip()]
        if commands:
            if not any(_start(_arguments(command, url)) for command in commands):
                raise BrowserError("None of the programs named in BROWSER could be started.")
            return
        if not has_screen(self._environment):
            raise BrowserError("There is no screen to show a browser on.")
        if not _open_by_system(url):
            raise BrowserError("No browser was found.")


def _arguments(command: str, url: str) -> list[str]:
    words = shlex.split(command, posix=os.name == "posix")
    if any("%s" in word for word in words):
        return [word.replace("%s", url) for word in words]
    return [*words, url]


def _start(arguments: Sequence[str]) -> bool:
    """Start a program of its own session; its output is not ours to show."""
    try:
        process = subprocess.Popen(  # noqa: S603 - a list of words, no shell; the address was checked (NORMS C12)
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return False
    try:
        # A command that hands the address to a running browser ends at once; a browser itself does not.
        return process.wait(timeout=1.0) == 0
    except subprocess.TimeoutExpired:
        return True


def _open_by_system(url: str) -> bool:
    if sys.platform == "win32":
        os.startfile(url)  # type: ignore[attr-defined,unused-ignore]  # noqa: S606 - the system's own way
        return True
    if sys.platform == "darwin":
        return _start(["/usr/bin/open", url])
    if _start(["xdg-open", url]):
        return True
    return webbrowser.open(url)
