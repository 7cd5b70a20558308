"""How often a process wakes up, seen from outside: looking from inside would wake it."""

import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.world import ROOT, World

LOOK_EVERY = 0.1
TOGETHER = 0.5
"""What wakes within this time of a wake-up's start belongs to it: threads that wake for one another."""


def wake_ups_a_minute(scene: World, data: Path, count: int, seconds: float) -> float:
    """Start the window with its vault, let it be hidden, and count for ``seconds``."""
    module = ["-m", "tests.benchmarks.list_window", "hidden", str(count), "--data-dir", str(data), *scene.options]
    command = [sys.executable, *module]
    with subprocess.Popen(command, cwd=ROOT, env=scene.spawned(), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            process.stdout.readline()
            return _count(process.pid, seconds) * 60 / seconds
        finally:
            process.kill()


def _count(process: int, seconds: float) -> int:
    wakes = 0
    last = _switches(process)
    began = time.monotonic()
    until, woke = began + seconds, began - TOGETHER
    while (at := time.monotonic()) < until:
        time.sleep(LOOK_EVERY)
        now = _switches(process)
        if now != last and at - woke >= TOGETHER:
            wakes, woke = wakes + 1, at
        last = now
    return wakes


def _switches(process: int) -> int:
    """Return how often the threads of the process went to sleep so far."""
    total = 0
    for status in Path(f"/proc/{process}/task").glob("*/status"):
        line = next(line for line in status.read_text().splitlines() if line.startswith("voluntary_ctxt"))
        total += int(line.split()[1])
    return total
