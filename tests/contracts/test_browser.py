"""The ports of browsers: the same promises from a fake and from programs on this computer."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from oauth_desk.adapters.browser import SystemBrowser
from oauth_desk.adapters.browsers.installed import InstalledBrowsers
from oauth_desk.domain.browser_choice import BrowserProfile, FoundBrowser
from oauth_desk.services.ports import Browser, BrowserError, BrowserFinder, BrowserGone
from tests.adapters.browsers.homes import chromium_data, program
from tests.fakes.browser import FakeBrowser

URL = "https://login.example/authorize?a=b&c=d"


FOUND = FoundBrowser(
    "chromium",
    "Chromium",
    (BrowserProfile("Default", "Ana", "ana@home.example"), BrowserProfile("Profile 1", "Work")),
)
WORK = FOUND.choice_of(FOUND.profiles[1])


@dataclass
class Kind:
    """A browser that works, what it was shown, what finds it, and one that does not work."""

    works: Browser
    shown: Callable[[], list[str]]
    finds: BrowserFinder
    fails: Browser


def fake() -> Kind:
    """Return the fake."""
    works = FakeBrowser()
    works.found = (FOUND,)
    return Kind(works, lambda: works.opened, works, FakeBrowser(fails=True))


def system(folder: Path) -> Kind:
    """Return programs that write down what they are shown, one of them a Chromium with two profiles."""
    seen = folder / "seen"
    script = f"#!{sys.executable}\nimport sys\nopen({str(seen)!r}, 'a').write(sys.argv[-1] + '\\n')\n"
    program(folder / "bin/chromium", script)
    profiles = {"Default": {"name": "Ana", "user_name": "ana@home.example"}, "Profile 1": {"name": "Work"}}
    chromium_data(folder / "home/.config/chromium", profiles)
    there = {"DISPLAY": ":7", "PATH": str(folder / "bin"), "BROWSER": program(folder / "browser", script)}
    installed = InstalledBrowsers(there, "linux", home=folder / "home", root=folder)
    works = SystemBrowser(there, "linux", installed=installed)
    nothing = {"DISPLAY": ":7", "PATH": str(folder), "BROWSER": str(folder / "missing")}
    missing = SystemBrowser(nothing, "linux", installed=InstalledBrowsers(nothing, "linux", home=folder, root=folder))
    return Kind(works, lambda: seen.read_text().split(), installed, missing)


@pytest.fixture(params=["fake", "system"])
def kind(request: pytest.FixtureRequest, tmp_path: Path) -> Kind:
    """Give a kind of browser."""
    return fake() if request.param == "fake" else system(tmp_path)


async def test_it_is_shown(kind: Kind) -> None:
    """C01: each address is shown as it is, in order."""
    await kind.works.open(URL)
    await kind.works.open(f"{URL}&again")
    assert kind.shown() == [URL, f"{URL}&again"]


async def test_none_is_told(kind: Kind) -> None:
    """A browser that cannot be started is an error, not silence."""
    with pytest.raises(BrowserError):
        await kind.fails.open(URL)


async def test_what_is_found_can_be_chosen(kind: Kind) -> None:
    """C12: the browsers that are found show an address as it is, alone and in each of their profiles."""
    assert await kind.finds.find() == (FOUND,)
    for choice in (FOUND.choice, *map(FOUND.choice_of, FOUND.profiles)):
        await kind.works.open(URL, choice)
    assert kind.shown() == [URL, URL, URL]


async def test_a_choice_that_is_gone_is_told(kind: Kind) -> None:
    """A profile, or a browser, that is not there any more is its own error: another one may be tried."""
    for browser, choice in ((kind.works, replace(WORK, profile="Profile 9")), (kind.fails, WORK)):
        with pytest.raises(BrowserGone):
            await browser.open(URL, choice)
