"""Where the measurements run: folders of their own, a keyring if there is one, a process for each number."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.e2e.secret_service import SecretService
from tests.private_folders import private_folders

ROOT: Final = Path(__file__).parents[2]
SPAWNED_AT: Final = "BENCHMARK_SPAWNED_AT"
"""The variable that tells a process when it was started, in seconds of the monotonic clock."""


@dataclass(frozen=True)
class World:
    """One machine for one run of the benchmarks."""

    folder: Path
    environment: dict[str, str]
    options: tuple[str, ...]
    key_source: str

    def data(self, name: str) -> Path:
        """Return a data folder for the program."""
        return self.folder / name

    def measure(self, module: str, *arguments: str, timeout: float = 300.0) -> Any:
        """Run a module of this package in a fresh interpreter and return the JSON value it prints last."""
        command = [sys.executable, "-m", f"tests.benchmarks.{module}", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.spawned(), capture_output=True, text=True, timeout=timeout, check=False
        )
        if done.returncode != 0:
            raise RuntimeError(f"{module} failed:\n{done.stdout}{done.stderr}")
        return json.loads(done.stdout.splitlines()[-1])

    def spawned(self) -> dict[str, str]:
        """Return the environment of a process that is started now."""
        return {**self.environment, SPAWNED_AT: repr(time.monotonic())}

    def desk(self, data: Path, *arguments: str) -> list[str]:
        """Return a command line of the program."""
        return [sys.executable, "-m", "oauth_desk", "--data-dir", str(data), *self.options, *arguments]


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """Set the scene; a passphrase file takes the place of a keyring where there is none."""
    folders = private_folders(folder / "person")
    bytecode = {"PYTHONPYCACHEPREFIX": str(folder / "bytecode")}  # an installed program has its own
    environment = {**os.environ, **folders, **bytecode, "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if not environment.get("DISPLAY"):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    with ExitStack() as stack:
        if shutil.which("gnome-keyring-daemon") and shutil.which("dbus-daemon"):
            service = SecretService.start(folders)
            stack.callback(service.stop)
            environment["DBUS_SESSION_BUS_ADDRESS"] = service.address
            yield World(folder, environment, (), "the keyring")
        else:
            passphrase = folder / "passphrase"
            passphrase.write_text("only for measuring\n", encoding="utf-8")
            yield World(folder, environment, ("--passphrase-file", str(passphrase)), "a passphrase")


def since_spawned() -> float:
    """Return the seconds since this process was started by ``measure``."""
    return time.monotonic() - float(os.environ[SPAWNED_AT])


def resident_bytes() -> int:
    """Return the resident memory of this process."""
    import psutil  # noqa: PLC0415 - after what is measured

    return int(psutil.Process().memory_info().rss)
