"""The tour: the real program from end to end, and honest about what goes wrong."""

import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

import pytest

from oauth_desk.app import build, close
from oauth_desk.cli.output import Output
from oauth_desk.cli.page_walker import PageWalker
from oauth_desk.cli.tour import run_tour
from oauth_desk.cli.tour_settings import TourSettings
from oauth_desk.config import Settings
from oauth_desk.domain.errors import DeskError
from oauth_desk.services.desk import Desk

ROOT = Path(__file__).resolve().parents[2]
STEPS = 8
LONGEST = 15.0


def test_whole_tour_as_a_command(tmp_path: Path) -> None:
    """It ends with 0 within 15 s, shows no token, and leaves nothing behind in the person's own folders."""
    home, temporary = tmp_path / "home", tmp_path / "tmp"
    home.mkdir()
    temporary.mkdir()
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("XDG_", "OAUTH_DESK_", "DBUS_"))}
    environment = {**kept, "HOME": str(home), "TMPDIR": str(temporary), "DISPLAY": ""}
    done = subprocess.run(
        [sys.executable, "-m", "oauth_desk", "tour"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    assert done.stdout.count("✓") == STEPS
    told = re.search(r"All 8 steps did what they should, in ([\d.]+) s\.", done.stdout)
    assert told is not None
    assert float(told.group(1)) < LONGEST
    assert "eyJ" not in done.stdout
    assert not list(home.rglob("*"))
    assert not list(temporary.rglob("*"))


@dataclass
class Stage:
    """Runs the tour in this process, with one part replaced."""

    change: Callable[[TourSettings, Desk], Desk]
    folder: Path | None = None

    async def play(self) -> tuple[int, str]:
        """Return exit code and words."""
        said = StringIO()
        return await run_tour(self._open, Output(stdout=said)), said.getvalue()

    @asynccontextmanager
    async def _open(self, tour: TourSettings) -> AsyncIterator[Desk]:
        self.folder = tour.data_dir
        settings = Settings(tour.data_dir, own_folder=True, passphrase_file=tour.passphrase_file)
        desk = build(settings, tour.browser, demo_access_ttl=tour.demo_access_ttl)
        try:
            yield self.change(tour, desk)
        finally:
            await close(desk)


class NoDemo:
    """A demo that does not start."""

    async def start(self) -> str:
        """Fail."""
        raise DeskError("demo_not_started", "The demo service could not be started.")

    async def stop(self) -> None:
        """Do nothing."""


async def test_demo_that_does_not_start() -> None:
    """The first step that fails ends the tour, with its reason and 1."""
    stage = Stage(lambda _tour, desk: replace(desk, demo=NoDemo()))
    code, said = await stage.play()
    assert code == 1
    assert "✗" in said
    assert "The demo service could not be started." in said
    assert said.endswith("The tour ended at step 1 of 8.\n")
    assert not stage.folder.parent.exists()


@pytest.mark.parametrize("buttons", [("sign-in", "deny"), ("sign-in", "nothing")])
async def test_sign_in_that_does_not_end_well(monkeypatch: pytest.MonkeyPatch, buttons: tuple[str, ...]) -> None:
    """A sign-in that is denied, or left half-way, is a failed step and nothing is connected."""
    monkeypatch.setattr("oauth_desk.cli.page_walker.BUTTONS", buttons)
    monkeypatch.setattr("oauth_desk.cli.tour_story.SIGN_IN_LIMIT", 1.0)
    code, said = await Stage(lambda _tour, desk: desk).play()
    assert code == 1
    assert said.endswith("The tour ended at step 2 of 8.\n")
    assert said.count("✗") == 1


async def test_walker_stands_in_for_the_browser() -> None:
    """The desk is built with the walker as its browser: no real one can open."""
    seen: list[object] = []
    stage = Stage(lambda tour, desk: seen.append(tour.browser) or replace(desk, demo=NoDemo()))
    await stage.play()
    assert isinstance(seen[0], PageWalker)
