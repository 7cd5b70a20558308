"""How long `oauth-desk token` takes with a fresh token, seen from the outside, beside an empty interpreter."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.world import ROOT, World


def median_seconds(world: World, command: list[str], runs: int) -> float:
    """Return the median over ``runs``, after one that fills the disk's cache."""
    took = []
    for _ in range(runs + 1):
        began = time.perf_counter()
        subprocess.run(command, cwd=ROOT, env=world.environment, check=True, capture_output=True)
        took.append(time.perf_counter() - began)
    return statistics.median(took[1:])


def token_seconds(world: World, data: Path, runs: int) -> float:
    """Return the time of one `token`."""
    return median_seconds(world, world.desk(data, "token", "Connection 00001"), runs)


def empty_seconds(world: World, runs: int) -> float:
    """Return the time of an interpreter that does nothing."""
    return median_seconds(world, [sys.executable, "-c", ""], runs)


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
