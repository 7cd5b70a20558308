"""A wall clock that a test sets while a real program runs by it (libfaketime); time that passes stays true."""

import time
from pathlib import Path
from typing import Final

_PLACES: Final = ("lib/*/faketime", "lib/faketime", "lib64/faketime", "lib", "lib64", "local/lib/faketime")


def library() -> str:
    """Return the file to preload; empty where there is none."""
    found = (path for place in _PLACES for path in sorted(Path("/usr").glob(f"{place}/libfaketimeMT.so.1")))
    return str(next(found, ""))


class MovedClock:
    """One program's wall clock, ``folder`` holds how far it is off."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        self.set(0)

    def set(self, seconds: float) -> None:
        """Move the clock that many seconds away from the true one, at once."""
        draft = self._file.with_suffix(".new")
        draft.write_text(f"{seconds:+.3f}\n", encoding="ascii")
        draft.replace(self._file)

    def set_to(self, moment: float) -> None:
        """Let the clock show a moment now, in seconds since 1970, and go on from there."""
        self.set(moment - time.time())

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables of a program that goes by this clock."""
        return {
            "LD_PRELOAD": library(),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }
