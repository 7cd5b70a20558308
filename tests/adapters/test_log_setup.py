"""The program's log, in a process of its own: logging is one for the whole process."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from oauth_desk.adapters.log_setup import KEPT

CANARY = "canary5ecret"

STORY = f"""
import logging, sys, warnings
from pathlib import Path
from oauth_desk.adapters.log_setup import configure
from oauth_desk.domain.secret import Secret

configure(Path(sys.argv[1]) / "data" / "log", sys.argv[2])
log = logging.getLogger("oauth_desk.story")
log.debug("at debug")
log.info("renewed %s in %.1f s", "c1", 0.5)
log.info("form %s", "grant_type=refresh_token&refresh_token={CANARY}")
log.info("wrapped %s", Secret("{CANARY}"))
log.warning("two\\nlines 2026-01-01T00:00:00Z ERROR forged")
try:
    raise ValueError("Illegal header value b'Bearer {CANARY}'")
except ValueError:
    log.exception("failed with {{'access_token': '{CANARY}'}}")
warnings.warn("a warning about code={CANARY}")
log.info("%d", "not a number, state={CANARY}")
"""


def played(folder: Path, level: str, code: str = STORY) -> tuple[str, str]:
    """Run a story and return the log file's text and standard error."""
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder), level], capture_output=True, text=True, check=True, timeout=60
    )
    file = folder / "data" / "log" / "oauth-desk.log"
    return (file.read_text(encoding="utf-8") if file.exists() else ""), done.stderr + done.stdout


@pytest.mark.parametrize("level", ["info", "debug"])
def test_no_secret_is_written(tmp_path: Path, level: str) -> None:
    """C102: canaries in messages, arguments, tracebacks and warnings reach neither the file nor the terminal."""
    text, terminal = played(tmp_path, level)
    assert CANARY not in text + terminal
    assert "renewed c1 in 0.5 s" in text
    assert "failed with" in text
    assert "Traceback" in text
    assert "a warning about" in text


def test_the_terminal_is_for_debugging(tmp_path: Path) -> None:
    """Standard error shows the log with the level debug alone."""
    text, terminal = played(tmp_path, "info")
    assert terminal == ""
    assert "at debug" not in text
    text, terminal = played(tmp_path / "second", "debug")
    assert "at debug" in text
    assert "at debug" in terminal


def test_a_line_cannot_be_forged(tmp_path: Path) -> None:
    """What follows a line break is indented: a service's text makes no record of its own."""
    text, _ = played(tmp_path, "info")
    assert "\n    lines 2026-01-01T00:00:00Z ERROR forged\n" in text


def test_the_log_is_private(tmp_path: Path) -> None:
    """C102: the file is 0600 in a 0700 folder."""
    played(tmp_path, "info")
    folder = tmp_path / "data" / "log"
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder.parent, folder)] == [0o700, 0o700]
    assert stat.S_IMODE((folder / "oauth-desk.log").stat().st_mode) == 0o600


QUIET = "import sys\nfrom pathlib import Path\nfrom oauth_desk.adapters.log_setup import configure\n"
QUIET += "configure(Path(sys.argv[1]) / 'data' / 'log', sys.argv[2])\n"


def test_nothing_to_say_makes_no_file(tmp_path: Path) -> None:
    """A run that logs nothing makes no folder, and does not load what files need."""
    played(tmp_path, "info", QUIET + "assert 'logging.handlers' not in sys.modules")
    assert list(tmp_path.iterdir()) == []


LONG = "from oauth_desk.adapters import log_setup\nlog_setup.LARGEST = 20_000\n" + QUIET
LONG += "import logging\nfor _ in range(600): logging.getLogger('x').info('%s', 'y ' * 100)"


def test_the_log_has_an_end(tmp_path: Path) -> None:
    """The log is rotated: its size has a bound, and every file of it is private."""
    played(tmp_path, "info", LONG)
    files = sorted((tmp_path / "data" / "log").iterdir())
    assert len(files) == KEPT + 1
    assert all(file.stat().st_size <= 20_000 for file in files)
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_log_that_cannot_be_written(tmp_path: Path) -> None:
    """A folder that cannot be made silences the log, not the program."""
    (tmp_path / "data").write_text("in the way")
    _, terminal = played(tmp_path, "info")
    assert terminal == ""
