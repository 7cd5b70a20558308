"""How long `oauth-desk token` takes with a fresh token, seen from the outside, beside its libraries alone."""

import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from tests.benchmarks.world import ROOT, World

LIBRARIES: Final = (
    "import sqlite3, json, hmac, jeepney.io.blocking;from cryptography.hazmat.primitives.ciphers.aead import AESGCM"
)


def token_and_libraries_seconds(world: World, data: Path, runs: int) -> tuple[float, float]:
    """Return the time of one `token`, and of an interpreter that loads the same libraries and does nothing.

    Medians; taken in turn, so that both meet the same machine, after a run of each
    that fills the disk's cache.
    """
    commands = (world.desk(data, "token", "Connection 00001"), [sys.executable, "-c", LIBRARIES])
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs + 1):
        for command, seconds in zip(commands, took, strict=True):
            began = time.perf_counter()
            subprocess.run(command, cwd=ROOT, env=world.environment, check=True, capture_output=True)
            seconds.append(time.perf_counter() - began)
    ours, floor = (statistics.median(seconds[1:]) for seconds in took)
    return ours, floor


def modules_of_token(world: World, data: Path) -> set[str]:
    """Return the modules that `token` imports."""
    command = world.desk(data, "token", "Connection 00001")
    done = subprocess.run(
        [command[0], "-X", "importtime", *command[1:]],
        cwd=ROOT,
        env=world.environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
