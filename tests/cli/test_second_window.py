"""Two starts of the window on one data folder, as processes."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from oauth_desk.adapters.only_window import OnlyWindow
from oauth_desk.services.second_start import Wish
from tests.cli.real_program import RealProgram

PATIENT = 60.0
PROFILE = 'format = 1\n[service]\nid = "acme"\nname = "Acme"\n'


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RealProgram]:
    """Return a person's data folder; the window needs no screen."""
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    made = RealProgram(tmp_path)
    yield made
    made.close()


def listens(folder: Path) -> bool:
    """Tell whether a window has the folder, trying until it does."""
    end = time.monotonic() + PATIENT
    while time.monotonic() < end:
        only = OnlyWindow(folder)
        if folder.is_dir() and not only.take():
            return True
        only.leave()
        time.sleep(0.1)
    return False


@pytest.mark.slow
def test_a_second_start_hands_over_and_ends(program: RealProgram, tmp_path: Path) -> None:
    """The second start ends with 0 once the first window has taken its file; after a kill the next one is the first."""
    file = tmp_path / "acme.toml"
    file.write_text(PROFILE)
    window = program.start()
    folder = tmp_path / "data" / "window"
    assert listens(folder)
    for argv in ((), (str(file),), (file.as_uri(),)):
        assert program.run(*argv) == (0, "", "")
    assert (window.poll(), [path.name for path in folder.iterdir()]) == (None, ["window.lock"])
    window.kill()
    window.communicate()
    again = program.start(str(file))
    assert listens(folder)
    assert again.poll() is None


def test_a_start_at_login_leaves_an_open_window_alone(program: RealProgram, tmp_path: Path) -> None:
    """Where a window is open, a hidden start asks nothing of it; one that names a file hands that over all the same."""
    file = tmp_path / "acme.toml"
    file.write_text(PROFILE)
    only = OnlyWindow(tmp_path / "data" / "window")
    assert only.take()
    assert program.run("--hidden") == (0, "", "")
    assert list(only.wishes()) == []
    asking = program.start("--hidden", str(file))
    end, heard = time.monotonic() + PATIENT, []
    while not heard and time.monotonic() < end:
        heard = list(only.wishes())
        time.sleep(0.05)
    assert heard == [Wish(file)]
    assert asking.wait(PATIENT) == 0
    only.leave()
