"""The real program, started as a person or a script starts it."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]
GUARD: Final = Path(__file__).with_name("guard")


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    command: tuple[str, ...]
    code: int
    out: str
    err: str

    def json(self) -> Any:
        """Return the JSON value on stdout; the command must have ended well."""
        assert self.code == 0, self
        return json.loads(self.out)

    def error(self) -> dict[str, Any]:
        """Return the error that ``--json`` put on stdout."""
        return dict(json.loads(self.out)["error"])


@dataclass
class Desk:
    """One person's program: its data folder, its way to the vault's key, its browser."""

    folder: Path
    environment: dict[str, str]
    options: tuple[str, ...] = ()
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def data(self) -> Path:
        """Return the folder with the vault."""
        return self.folder / "desk-data"

    def command(self, *arguments: str) -> list[str]:
        """Return the whole command line."""
        return [sys.executable, "-m", "oauth_desk", "--data-dir", str(self.data), *self.options, *arguments]

    def start(self, *arguments: str, **more: str) -> subprocess.Popen[str]:
        """Start a command and leave it running; it is gone when the test ends."""
        return self.start_command(self.command(*arguments), **more)

    def start_command(self, command: list[str], **more: str) -> subprocess.Popen[str]:
        """Start a whole command line, such as one that wraps ``command``."""
        process = subprocess.Popen(
            command,
            env={**self.environment, **more},
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        return process

    def run(self, *arguments: str, timeout: float = 60.0, **more: str) -> Done:
        """Run a command to its end; ``more`` adds to the environment."""
        return self.finish(self.start(*arguments, **more), timeout=timeout)

    def finish(self, process: subprocess.Popen[str], *, timeout: float = 60.0) -> Done:
        """Wait for a started command."""
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            raise AssertionError(f"{process.args} did not end in {timeout} s:\n{out}\n{err}") from None
        arguments = tuple(str(argument) for argument in process.args)  # type: ignore[union-attr]
        return Done(arguments, process.returncode, out, err)

    def stop_all(self) -> None:
        """Kill what still runs."""
        for process in self.started:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.communicate()


def environment(folders: dict[str, str], **more: str) -> dict[str, str]:
    """Return the variables of the program: private folders, and the guard that keeps it on this machine."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OAUTH_DESK_", "PYTHON"))}
    return {**kept, **folders, "PYTHONPATH": os.pathsep.join((str(GUARD), str(ROOT))), **more}
