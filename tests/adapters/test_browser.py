"""The system browser: whom it asks, without a shell, and what it says where nobody answers."""

import os
import stat
import sys
from pathlib import Path

import pytest

from oauth_desk.adapters.browser import SystemBrowser
from oauth_desk.adapters.browsers.installed import InstalledBrowsers
from oauth_desk.domain.browser_choice import BrowserChoice
from oauth_desk.services.ports import BrowserError, BrowserGone
from tests.adapters.browsers.homes import chromium_data

URL = "https://login.example/authorize?a=b&c=$(touch%20x);'\"`"


class Programs:
    """Small programs that write down how they were called."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.calls = folder / "calls"

    def make(self, name: str, exit_code: int = 0, then: str = "") -> str:
        """Make a program and return its path."""
        program = self._folder / name
        program.write_text(
            f"#!{sys.executable}\nimport sys, time\n"
            f"with open({str(self.calls)!r}, 'a') as file: file.write('|'.join([{name!r}, *sys.argv[1:]]) + '\\n')\n"
            f"print('noise'); print('noise', file=sys.stderr)\n{then}\nsys.exit({exit_code})\n"
        )
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        return str(program)

    def called(self) -> list[str]:
        """Return the calls."""
        return self.calls.read_text().splitlines() if self.calls.exists() else []


@pytest.fixture
def programs(tmp_path: Path) -> Programs:
    """Give a place for programs."""
    return Programs(tmp_path)


async def opened(*commands: str) -> None:
    """Open an address with BROWSER."""
    await SystemBrowser({"BROWSER": os.pathsep.join(commands)}).open(URL)


async def test_the_address_is_one_word(programs: Programs, capfd: pytest.CaptureFixture[str]) -> None:
    """C12: the address reaches the program whole, no shell reads it, and the program's noise is dropped."""
    await opened(programs.make("one"))
    assert programs.called() == [f"one|{URL}"]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("{one} --new %s --last", f"one|--new|{URL}|--last"),
        ("{one} --url=%s", f"one|--url={URL}"),
        ("{one} --new", f"one|--new|{URL}"),
        ("{one} &", f"one|{URL}"),
    ],
)
async def test_browser_commands(programs: Programs, command: str, expected: str) -> None:
    """BROWSER may hold arguments, and %s where the address goes."""
    await opened(command.format(one=programs.make("one")))
    assert programs.called() == [expected]


async def test_the_next_one_is_tried(programs: Programs) -> None:
    """A command that is missing or fails gives way to the next."""
    await opened("/nowhere/missing", programs.make("fails", 3), programs.make("works"), programs.make("late"))
    assert [call.partition("|")[0] for call in programs.called()] == ["fails", "works"]


async def test_none_works(programs: Programs) -> None:
    """Where no command works the error says so."""
    with pytest.raises(BrowserError):
        await opened(programs.make("fails", 1), "/nowhere/missing")


async def test_a_browser_that_stays(programs: Programs) -> None:
    """A program that goes on running is the browser itself: the call returns."""
    await opened(programs.make("stays", then="time.sleep(1.5)"))
    assert len(programs.called()) == 1


async def test_no_desktop_no_browser(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a screen nothing is started, text browsers of the terminal least of all."""
    programs.make("xdg-open")
    monkeypatch.setenv("PATH", str(programs.calls.parent))
    with pytest.raises(BrowserError):
        await SystemBrowser({"QT_QPA_PLATFORM": "offscreen"}, "linux").open(URL)
    assert programs.called() == []


async def test_the_desktops_own_way(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    """C01: on a desktop xdg-open is asked first, a browser by name next."""
    programs.make("firefox")
    monkeypatch.setenv("PATH", str(programs.calls.parent))
    await SystemBrowser({"DISPLAY": ":7"}, "linux").open(URL)
    programs.make("xdg-open")
    await SystemBrowser({"WAYLAND_DISPLAY": "wayland-0"}, "linux").open(URL)
    assert programs.called() == [f"firefox|{URL}", f"xdg-open|{URL}"]


# --- a browser that was chosen -----------------------------------------------------

WORK = BrowserChoice("chromium", "Chromium", "Profile 1", "Work")


def chosen(programs: Programs, tmp_path: Path, **environment: str) -> SystemBrowser:
    """Return the browser of a person who has Chromium with two profiles."""
    chromium_data(tmp_path / "home/.config/chromium")
    variables = {"DISPLAY": ":7", "PATH": str(programs.calls.parent), **environment}
    return SystemBrowser(variables, "linux", installed=InstalledBrowsers(variables, "linux", home=tmp_path / "home"))


async def test_what_was_chosen_goes_first(programs: Programs, tmp_path: Path) -> None:
    """C12: the chosen profile is started without a shell, the address is one word, and BROWSER stands back."""
    browser = chosen(programs, tmp_path, BROWSER=programs.make("usual"))
    programs.make("chromium")
    await browser.open(URL, WORK)
    await browser.open(URL, BrowserChoice("chromium"))
    await browser.open(URL)
    assert programs.called() == [f"chromium|--profile-directory=Profile 1|{URL}", f"chromium|{URL}", f"usual|{URL}"]


async def test_what_was_chosen_does_not_start(programs: Programs, tmp_path: Path) -> None:
    """A browser that is missing, that ends with an error, or that no screen shows is gone; nothing else is tried."""
    browser = chosen(programs, tmp_path, BROWSER=programs.make("usual"))
    with pytest.raises(BrowserGone):
        await browser.open(URL, WORK)
    programs.make("chromium", 1)
    with pytest.raises(BrowserGone):
        await browser.open(URL, WORK)
    with pytest.raises(BrowserGone):
        await chosen(programs, tmp_path, DISPLAY="").open(URL, WORK)
    assert programs.called() == [f"chromium|--profile-directory=Profile 1|{URL}"]
