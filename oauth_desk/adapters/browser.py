"""The system browser, started without a shell and without waiting for it (RFC 8252 §8.12)."""

import os
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from typing import Final

from oauth_desk.adapters.browsers.installed import InstalledBrowsers
from oauth_desk.adapters.screen import has_desktop
from oauth_desk.adapters.worker import Promise
from oauth_desk.domain.browser_choice import BrowserChoice
from oauth_desk.services.ports import BrowserError, BrowserGone

HAND_OVER_SECONDS: Final = 1.0
"""A command that runs longer is the browser itself; one that ends sooner has handed the address over, or failed."""

_COMMANDS: Final = (
    "xdg-open",
    "x-www-browser",
    "firefox",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "microsoft-edge",
    "epiphany",
    "falkon",
)


class SystemBrowser:
    """Opens an address as the desktop would; ``BROWSER`` names other commands, as for Python's ``webbrowser``.

    Each command of ``BROWSER`` may hold ``%s`` for the address; several are
    separated like the entries of ``PATH`` and tried in order. A browser that was chosen
    for a connection goes before both.
    """

    def __init__(
        self,
        environment: Mapping[str, str] = os.environ,
        platform: str = sys.platform,
        *,
        installed: InstalledBrowsers | None = None,
    ) -> None:
        self._environment = environment
        self._platform = platform
        self._installed = installed or InstalledBrowsers(environment, platform)

    async def open(self, url: str, choice: BrowserChoice | None = None) -> None:
        """Show ``url``; raise BrowserError, BrowserGone where a choice cannot be started."""
        opened: Promise[None] = Promise()
        # A thread of its own each time: it stays with a browser that does not hand over until that ends.
        threading.Thread(target=self._run, args=(url, choice, opened), name="browser", daemon=True).start()
        await opened.future

    def _run(self, url: str, choice: BrowserChoice | None, opened: Promise[None]) -> None:
        started: list[subprocess.Popen[bytes]] = []
        opened.keep(lambda: self._open(url, started) if choice is None else self._open_in(choice, url, started))
        for process in started:
            process.wait()

    def _open_in(self, choice: BrowserChoice, url: str, started: "list[subprocess.Popen[bytes]]") -> None:
        if not has_desktop(self._environment, self._platform):
            raise BrowserGone("There is no screen to show it on.")
        if not _start([*self._installed.command(choice), url], started):
            raise BrowserGone("It did not start.")

    def _open(self, url: str, started: "list[subprocess.Popen[bytes]]") -> None:
        commands = [entry for entry in self._environment.get("BROWSER", "").split(os.pathsep) if entry.strip()]
        if commands:
            if not any(_start(_arguments(command, url), started) for command in commands):
                raise BrowserError("None of the programs named in BROWSER could be started.")
        elif self._platform == "win32":
            _open_on_windows(url)
        elif self._platform == "darwin":
            if not _start(["/usr/bin/open", url], started):
                raise BrowserError("No browser was found.")
        else:
            self._open_on_desktop(url, started)

    def _open_on_desktop(self, url: str, started: "list[subprocess.Popen[bytes]]") -> None:
        if not has_desktop(self._environment, self._platform):
            raise BrowserError("There is no screen to show a browser on.")
        if not any(_start([command, url], started) for command in _COMMANDS):
            raise BrowserError("No browser was found.")


def find_browser(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str | None:
    """Return the command that would be tried first, None where there is none; nothing is started."""
    commands = [entry for entry in environment.get("BROWSER", "").split(os.pathsep) if entry.strip()]
    if commands:
        return next((command for command in commands if shutil.which(_arguments(command, "")[0])), None)
    if platform in ("win32", "darwin"):
        return "the system's default"
    if not has_desktop(environment, platform):
        return None
    return next((command for command in _COMMANDS if shutil.which(command)), None)


def _arguments(command: str, url: str) -> list[str]:
    words = shlex.split(command, posix=os.name == "posix")
    if words and words[-1] == "&":  # webbrowser's sign for "do not wait", which is always so here
        words.pop()
    if any("%s" in word for word in words):
        return [word.replace("%s", url) for word in words]
    return [*words, url]


def _start(arguments: Sequence[str], started: "list[subprocess.Popen[bytes]]") -> bool:
    """Start a program in a session of its own; its output is not ours to show."""
    try:
        process = subprocess.Popen(  # noqa: S603 - a list of words, no shell; the address was checked (NORMS C12)
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except (OSError, ValueError):
        return False
    try:
        return process.wait(timeout=HAND_OVER_SECONDS) == 0
    except subprocess.TimeoutExpired:
        started.append(process)
        return True


def _open_on_windows(url: str) -> None:
    try:
        os.startfile(url)  # type: ignore[attr-defined,unused-ignore]  # noqa: S606 - the system's own way
    except OSError:
        raise BrowserError("No browser was found.") from None
