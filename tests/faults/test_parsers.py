"""Whatever a server, a browser or a file holds: the documented errors alone, soon, and in bounded memory."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.faults.conftest import Effort, Record
from tests.faults.fuzz.target import (
    FOUND,
    LARGEST_FACTOR,
    LARGEST_FLOOR,
    LARGEST_GROWTH,
    LONGEST_SECONDS,
    Target,
    Trial,
)
from tests.faults.fuzz.targets import TARGETS

ROOT = Path(__file__).parents[2]
EACH = pytest.mark.parametrize("target", TARGETS.values(), ids=list(TARGETS))
GUIDED = pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris has no build for this Python")
MEGABYTE = 1 << 20


@EACH
@pytest.mark.timeout(900)
def test_any_bytes(target: Target, figure: Record, effort: Effort) -> None:
    """Random bytes, and good inputs with pieces changed, end in the documented way and in time."""
    trial = Trial(target)
    for data in (*target.seeds, *target.found()):
        trial(data)

    @settings(
        max_examples=effort(120, 10_000),
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    @given(data=target.inputs())
    def tried(data: bytes) -> None:
        trial(data)

    failed = True
    try:
        tried()
        failed = trial.slowest > LONGEST_SECONDS or trial.growth > LARGEST_GROWTH
    finally:
        slowest = f"slowest {trial.slowest * 1000:.0f} ms, grew {trial.growth / MEGABYTE:.0f} MB"
        figure(f"parser {target.name}: any bytes", tried=trial.tried, held=trial.tried - failed, saw=slowest)
    assert trial.slowest <= LONGEST_SECONDS, trial.slowest_input[:200]
    assert trial.growth <= LARGEST_GROWTH


@EACH
@pytest.mark.timeout(600)
def test_large_inputs(target: Target, figure: Record, effort: Effort) -> None:
    """Inputs made to hang take a moment; those near the limits (long runs) hold a bounded multiple of their size."""
    trial, worst, held = Trial(target), 0, 0
    inputs = target.large(effort(min(12_000, target.largest), target.largest))
    for data in inputs:
        trial(data)
        peak = trial.weigh(data) if effort(0, 1) else 0
        held += trial.last <= LONGEST_SECONDS and peak <= LARGEST_FACTOR * len(data) + LARGEST_FLOOR
        worst = max(worst, peak)
    weighed = f", at most {worst / MEGABYTE:.0f} MB" if worst else ""
    figure(
        f"parser {target.name}: large inputs",
        tried=len(inputs),
        held=held,
        saw=f"slowest {trial.slowest * 1000:.0f} ms{weighed}",
    )
    assert held == len(inputs)


def guided(name: str, seconds: int, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run the guided fuzzer in a process of its own."""
    command = [sys.executable, "-m", "tests.faults.fuzz", name, str(seconds), str(folder)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=seconds * 2 + 60, check=False)


def statistic(run: "subprocess.CompletedProcess[str]", name: str) -> int:
    """Return one of the fuzzer's own figures."""
    found = re.search(rf"stat::{name}:\s+(\d+)", run.stderr)
    return int(found[1]) if found else 0


def judged(run: "subprocess.CompletedProcess[str]", name: str, figure: Record) -> None:
    """Record what the fuzzer tried, and fail with what it found."""
    tried = statistic(run, "number_of_executed_units")
    saw = f"peak {statistic(run, 'peak_rss_mb')} MB, coverage {_coverage(run)}"
    figure(f"parser {name}: guided by coverage", tried=tried, held=tried - (run.returncode != 0), saw=saw)
    assert run.returncode == 0, f"an input is kept in {FOUND}\n{run.stderr[-6000:]}"
    assert tried > 0


def _coverage(run: "subprocess.CompletedProcess[str]") -> str:
    found = re.findall(r"cov: (\d+) ft: (\d+)", run.stderr)
    return f"{int(found[0][0]):,} to {int(found[-1][0]):,}" if found else "unknown"


@GUIDED
def test_a_guided_moment_for_all(figure: Record, tmp_path: Path) -> None:
    """A fuzzer that looks at coverage tries all parsers by turns."""
    judged(guided("every", 3, tmp_path), "of any kind", figure)


@GUIDED
@EACH
@pytest.mark.long
@pytest.mark.timeout(600)
def test_a_guided_while_for_each(target: Target, figure: Record, tmp_path: Path) -> None:
    """A fuzzer that looks at coverage finds nothing in a minute."""
    judged(guided(target.name, 60, tmp_path), target.name, figure)
