"""The tests' hand on the system browser: says what the person will do, and reads what they saw."""

import itertools
import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Visit:
    """One opening of the browser: the address it was given, the pages seen, how often something was clicked there."""

    asked: str
    pages: list[dict[str, str]]
    clicks: int

    @property
    def last_text(self) -> str:
        """Return the words of the last page."""
        return self.pages[-1]["text"] if self.pages else ""


class PersonAtBrowser:
    """A ``BROWSER`` command that opens a real Chromium, with a person's next moves."""

    def __init__(self, folder: Path, program: str) -> None:
        self._folder = folder
        self._program = program
        self._numbers = itertools.count(1)
        self._plan = folder / "plan.json"
        self._profile = ""
        self._report = folder / "report-0.json"
        self.command = folder / "browser"
        self.will()
        python = shlex.join(["env", f"PYTHONPATH={ROOT}", sys.executable, "-m", "tests.e2e.person", str(self._plan)])
        self.command.write_text(f'#!/bin/sh\nexec {python} "$1" >>{shlex.quote(str(folder))}/browser.log 2>&1\n')
        self.command.chmod(0o755)

    def will(self, *, sign_in_as: str = "ada", consent: str = "allow", user_code: str = "", **more: Any) -> None:
        """Set what the person does the next time a browser opens."""
        self._report = self._folder / f"report-{next(self._numbers)}.json"
        signing_in = [
            {"click": "button[value=login]", "fill": {"input[name=login]": sign_in_as, "input[name=password]": "any"}},
            {"click": f"button[value={consent}]"},
            {"click": "button[value=code]", "fill": {"input[name=user_code]": user_code}},
            {"click": "button[value=confirm]"},
        ]
        plan = {"program": self._program, "report": str(self._report), "steps": signing_in, **more}
        plan["profile"] = self._profile
        self._plan.write_text(json.dumps(plan), encoding="utf-8")

    def keep_profile(self) -> None:
        """Use one profile from now on: who is signed in somewhere stays so."""
        self._profile = str(self._folder / "profile")

    def show(self, url: str) -> None:
        """Open ``url`` as the program would."""
        subprocess.run([str(self.command), url], check=True, timeout=30)

    def visit(self, *, timeout: float = 60.0) -> Visit:
        """Wait for the person to be done, and return what they saw."""
        deadline = time.monotonic() + timeout
        while not self._report.exists():
            assert time.monotonic() < deadline, f"no browser finished: {self._log()}"
            time.sleep(0.05)
        return Visit(**json.loads(self._report.read_text(encoding="utf-8")))

    def _log(self) -> str:
        log = self._folder / "browser.log"
        return log.read_text(encoding="utf-8")[-2000:] if log.exists() else "it never opened"


def find_chromium() -> str | None:
    """Return the path of a Chromium, as packaging/test.sh looks for it."""
    names = (
        os.environ.get("CHROMIUM", ""),
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "chrome",
    )
    return next((found for name in names if name and (found := shutil.which(name))), None)
