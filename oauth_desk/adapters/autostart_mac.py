"""Starting at login on macOS: a launch agent. Written from Apple's documentation and never run there."""

import os
import plistlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from xml.parsers.expat import ExpatError

LABEL: Final = "oauth-desk.login"


class LaunchAgent:
    """A file in ``Library/LaunchAgents`` of the person's home; launchd reads it at the next login."""

    def __init__(self, home: Path | None = None) -> None:
        self._path = (home or Path.home()) / "Library" / "LaunchAgents" / f"{LABEL}.plist"

    def is_on(self) -> bool:
        """Tell whether the file is there and not switched off."""
        try:
            with self._path.open("rb") as file:
                job = plistlib.load(file)
        except FileNotFoundError:
            return False
        except (plistlib.InvalidFileException, ExpatError, ValueError):
            return False
        return isinstance(job, dict) and job.get("RunAtLoad") is True and job.get("Disabled") is not True

    def put(self, command: Sequence[str]) -> None:
        """Write the file."""
        job = {
            "Label": LABEL,
            "ProgramArguments": list(command),
            "RunAtLoad": True,
            "ProcessType": "Interactive",
            "LimitLoadToSessionType": "Aqua",
        }
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_name(f".{LABEL}.{os.urandom(4).hex()}")
        try:
            draft.write_bytes(plistlib.dumps(job))
            draft.replace(self._path)
        finally:
            draft.unlink(missing_ok=True)

    def remove(self) -> None:
        """Delete the file."""
        self._path.unlink(missing_ok=True)
