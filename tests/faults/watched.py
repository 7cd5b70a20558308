"""The test's side of the real window: what it shows, and the buttons of it."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.e2e.desk import Desk

Seen = dict[str, Any]
Wrap = Callable[[list[str]], list[str]]
"""Makes a command line that runs another one somewhere special."""


class WatchedWindow:
    """A window in a process of its own; every change of what it shows is kept."""

    def __init__(self, desk: Desk, *more: str, wrap: Wrap = list) -> None:
        self._process = subprocess.Popen(
            wrap([sys.executable, "-m", "tests.faults.seen_window", str(desk.data), *more]),
            env=desk.environment,
            cwd=desk.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        desk.started.append(self._process)
        self._lines: list[Seen] = []
        self._grown = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """Return the number of its process."""
        return self._process.pid

    @property
    def now(self) -> Seen:
        """Return what is shown."""
        with self._grown:
            return next((line for line in reversed(self._lines) if "state" in line), {})

    def shows(self, what: Callable[[Seen], object], *, within: float = 60.0) -> Seen:
        """Wait until something is shown and return it."""
        return self._await(lambda: self.now if self.now and what(self.now) else None, within)

    def press(self, name: str) -> None:
        """Press a button."""
        self._say(name)

    def heart(self) -> dict[str, float]:
        """Return how the loop beat since the last time it was asked, in milliseconds."""
        known = self._hearts()
        self._say("heart")
        return self._await(lambda: self._hearts()[len(known) :], 60)[0]

    def close(self) -> None:
        """End the window in order."""
        self._say("quit")
        self._reader.join(timeout=60)
        _, complaint = self._process.communicate(timeout=60)
        assert "Traceback" not in complaint, complaint

    def _hearts(self) -> list[Seen]:
        with self._grown:
            return [line for line in self._lines if "beats" in line]

    def _say(self, word: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._grown:
                self._lines.append(json.loads(line))
                self._grown.notify_all()

    def _await(self, look: Callable[[], Any], within: float) -> Any:
        deadline = time.monotonic() + within
        while not (found := look()):
            with self._grown:
                self._grown.wait(0.2)
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"it never came; shown is {self.now}; {self._complaint()}")
        return found

    def _complaint(self) -> str:
        self._process.kill()
        return str(self._process.stderr.read() if self._process.stderr is not None else "")[-3000:]


def files_with(folder: Path, *wanted: bytes) -> list[Path]:
    """Return the files below a folder in which one of these bytes stands as it is."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return [path for path in files if any(each in path.read_bytes() for each in wanted)]
