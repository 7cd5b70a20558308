"""The start of the installed program."""

import os
import runpy
import sys
from pathlib import Path

import pytest

START = Path(__file__).parents[2] / "packaging" / "start.py"


def test_programs_that_it_starts_get_the_surroundings_of_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser would load this program's libraries by the path that the loader sets."""
    monkeypatch.setattr(sys, "_MEIPASS", "/somewhere/_internal", raising=False)
    monkeypatch.setattr(sys, "argv", ["oauth-desk", "--version"])
    for name, value in {
        "LD_LIBRARY_PATH": "/somewhere/_internal:/mine",
        "LD_LIBRARY_PATH_ORIG": "/mine",
        "LIBPATH": "/somewhere/_internal",
        "DYLD_LIBRARY_PATH": "/theirs",
        "_PYI_ARCHIVE_FILE": "/somewhere/oauth-desk",
    }.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(START))
    assert ended.value.code == 0
    assert os.environ["LD_LIBRARY_PATH"] == "/mine"
    assert os.environ["DYLD_LIBRARY_PATH"] == "/theirs"
    assert not {"LD_LIBRARY_PATH_ORIG", "LIBPATH", "_PYI_ARCHIVE_FILE"} & set(os.environ)
