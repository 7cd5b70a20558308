"""The Browser port: the same promises from a fake and from a program on this computer."""

import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from oauth_desk.adapters.browser import SystemBrowser
from oauth_desk.services.ports import Browser, BrowserError
from tests.fakes.browser import FakeBrowser

URL = "https://login.example/authorize?a=b&c=d"


@dataclass
class Kind:
    """A browser that works, what it was shown, and one that does not."""

    works: Browser
    shown: Callable[[], list[str]]
    fails: Browser


def fake() -> Kind:
    """Return the fake."""
    works = FakeBrowser()
    return Kind(works, lambda: works.opened, FakeBrowser(fails=True))


def system(folder: Path) -> Kind:
    """Return a program that writes down what it is shown."""
    program, seen = folder / "browser", folder / "seen"
    program.write_text(f"#!{sys.executable}\nimport sys\nopen({str(seen)!r}, 'a').write(sys.argv[1] + '\\n')\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    missing = SystemBrowser({"BROWSER": str(folder / "missing")})
    return Kind(SystemBrowser({"BROWSER": str(program)}), lambda: seen.read_text().split(), missing)


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
