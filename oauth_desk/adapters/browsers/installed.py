"""What is installed on this computer, and how each of it is started."""

import os
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from oauth_desk.adapters.browsers.chromium_profiles import chromium_profiles
from oauth_desk.adapters.browsers.firefox_profiles import firefox_profiles
from oauth_desk.adapters.browsers.kinds import Family, Program, called
from oauth_desk.adapters.browsers.linux import linux_programs
from oauth_desk.adapters.browsers.mac import mac_programs
from oauth_desk.adapters.browsers.profile import Startable
from oauth_desk.adapters.browsers.windows import Registry, SystemRegistry, windows_programs
from oauth_desk.adapters.worker import Promise
from oauth_desk.domain.browser_choice import BrowserChoice, FoundBrowser
from oauth_desk.services.ports import BrowserGone


class InstalledBrowsers:
    """A BrowserFinder. Everything is read anew each time; nothing is started, and nothing written."""

    def __init__(
        self,
        environment: Mapping[str, str] = os.environ,
        platform: str = sys.platform,
        *,
        home: Path | None = None,
        root: Path = Path("/"),
        registry: Registry | None = None,
    ) -> None:
        self._environment = environment
        self._platform = platform
        self._home = home
        self._root = root
        self._registry = registry or SystemRegistry()

    async def find(self) -> tuple[FoundBrowser, ...]:
        """Return the browsers with their profiles; read on a thread, as a home may be far away."""
        found: Promise[tuple[FoundBrowser, ...]] = Promise()
        threading.Thread(target=found.keep, args=(self.look,), name="browsers", daemon=True).start()
        return await found.future

    def look(self) -> tuple[FoundBrowser, ...]:
        """Return the same; blocks."""
        programs = self._programs()
        return tuple(
            FoundBrowser(each.id, called(each, programs), tuple(it.profile for it in _profiles(each)))
            for each in programs
        )

    def command(self, choice: BrowserChoice) -> list[str]:
        """Return the words that start what was chosen, the address not among them; raise BrowserGone. Blocks."""
        program = next((each for each in self._programs() if each.id == choice.browser), None)
        if program is None:
            raise BrowserGone("The browser is not there.")
        if not choice.profile:
            return list(program.command)
        profile = next((each for each in _profiles(program) if each.profile.key == choice.profile), None)
        if profile is None:
            raise BrowserGone("The profile is not there.")
        return [*program.with_options, *profile.options]

    def _programs(self) -> list[Program]:
        if self._platform == "win32":
            return windows_programs(self._environment, self._registry, os.path.isfile)
        try:
            home = self._home or Path.home()
        except RuntimeError:  # nobody's account, and no HOME
            return []
        if self._platform == "darwin":
            return mac_programs(home, self._root)
        return linux_programs(self._environment, home, self._root)


def _profiles(program: Program) -> list[Startable]:
    """Return what the first of its folders lists that lists anything."""
    for data in program.data:
        match program.kind.family:
            case Family.CHROMIUM:
                found = chromium_profiles(data)
            case Family.FIREFOX:
                found = firefox_profiles(data, groups=not program.boxed)
            case _:
                found = []
        if found:
            return found
    return []
