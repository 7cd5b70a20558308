"""Speed and size, each beside its floor in the same run: ``python -m tests.benchmarks [--short] [NAME…]``.

Ends with 1 where a bar was missed; with ``--short`` (fewer runs, on machines that
do other things too) only where something could not be measured.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.benchmarks.token_time import modules_of_token, token_and_libraries_seconds
from tests.benchmarks.wake_ups import wake_ups_a_minute
from tests.benchmarks.world import World, world

CONNECTIONS = 100


@dataclass(frozen=True)
class Row:
    """One measurement: ours, the floor's, their ratio or a plain number, and the bar."""

    what: str
    ours: str
    floor: str
    result: str
    bar: str
    met: bool


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    runs: int
    renewals: int
    hidden_seconds: float


def full_vault(scene: World, name: str, count: int, *more: str) -> Path:
    """Make a vault with ``count`` connections and return its folder."""
    data = scene.data(name)
    scene.measure("fill", "--data", str(data), "--count", str(count), *scene.options, *more)
    return data


def window(scene: World, plan: Plan) -> Iterator[Row]:
    """Time and memory until the list is painted, against a bare window."""
    data = full_vault(scene, "window", CONNECTIONS)
    options = ["start", str(CONNECTIONS), "--data-dir", str(data), *scene.options]
    floors, ours = [], []
    for _ in range(plan.runs + 1):  # in turn, so that both meet the same machine; the first run fills the caches
        floors.append(scene.measure("bare_window"))
        ours.append(scene.measure("list_window", *options))
    start, bare = (median(one["painted_after"] for one in many[1:]) for many in (ours, floors))
    what = f"start to first painted list, {CONNECTIONS} connections"
    yield Row(what, f"{start:.2f} s", f"{bare:.2f} s", f"{start / bare:.2f} ×", "≤ 2.5 ×", start / bare <= 2.5)
    held, least = (median(one["memory"] for one in many[1:]) / 2**20 for many in (ours, floors))
    yield Row(
        "memory then", f"{held:.0f} MiB", f"{least:.0f} MiB", f"{held / least:.2f} ×", "≤ 1.8 ×", held / least <= 1.8
    )


def counting(scene: World, plan: Plan) -> Iterator[Row]:
    """Processor time of a visible window that counts down, and wake-ups of a hidden one."""
    data = full_vault(scene, "counting", 1000)
    options = ["1000", "--data-dir", str(data), *scene.options]
    share = scene.measure("list_window", "counting", *options)["share"] * 100
    yield Row("1,000 connections counting down", f"{share:.1f} %", "", f"{share:.1f} %", "≤ 1 %", share <= 1)
    wakes = wake_ups_a_minute(scene, data, 1000, plan.hidden_seconds)
    yield Row("wake-ups a minute, hidden", f"{wakes:.0f}", "", f"{wakes:.0f}", "≤ 2", wakes <= 2)


def moving(scene: World, _: Plan) -> Iterator[Row]:
    """Measure the longest frame while a long list is scrolled and filtered."""
    data = full_vault(scene, "moving", 10_000)
    longest = scene.measure("list_window", "moving", "10000", "--data-dir", str(data), *scene.options)
    for what in ("scrolling", "typing"):
        frame = longest[what] * 1000
        title = f"longest frame of 10,000 connections, {what}"
        yield Row(title, f"{frame:.0f} ms", "", f"{frame:.0f} ms", "≤ 50 ms", frame <= 50)


def renewals(scene: World, plan: Plan) -> Iterator[Row]:
    """Many renewals at once, saved durably, against bare httpx posting the same."""
    with token_server() as endpoint:
        at = ["--endpoint", endpoint]
        rates, floors, stalls = [], [], []
        for run in range(plan.runs):
            data = full_vault(scene, f"renewals-{run}", plan.renewals, "--due", *at)
            floors.append(scene.measure("post_all", "--data", str(data), "--count", str(plan.renewals), *at)["rate"])
            ours = scene.measure("renew_all", "--data", str(data), *scene.options)
            rates.append(ours["rate"])
            stalls.append(ours["stall"])
    rate, floor, stall = median(rates), median(floors), median(stalls) * 1000
    what = f"{plan.renewals} renewals at once, 20 at a time, saved"
    yield Row(what, f"{rate:.0f} /s", f"{floor:.0f} /s", f"{rate / floor:.2f} ×", "≥ 0.6 ×", rate / floor >= 0.6)
    yield Row("longest stall of the loop meanwhile", f"{stall:.0f} ms", "", f"{stall:.0f} ms", "≤ 50 ms", stall <= 50)


def answers(scene: World, _: Plan) -> Iterator[Row]:
    """Measure a long answer: stalls while it is shown, growth while it is saved."""
    stall = scene.measure("long_answer", "shown")["stall"] * 1000
    what = "longest stall while 25 MB of JSON are shown"
    yield Row(what, f"{stall:.0f} ms", "", f"{stall:.0f} ms", "≤ 50 ms", stall <= 50)
    growth = scene.measure("long_answer", "saved")["growth"] / 1e6
    yield Row("growth while 100 MB are saved", f"{growth:.0f} MB", "", f"{growth:.0f} MB", "< 30 MB", growth < 30)


def token(scene: World, plan: Plan) -> Iterator[Row]:
    """`token` with a fresh token, against an interpreter that loads the same libraries."""
    data = full_vault(scene, "token", CONNECTIONS)
    ours, floor = (seconds * 1000 for seconds in token_and_libraries_seconds(scene, data, 3 * plan.runs))
    what = f"token, fresh, with {scene.key_source}"
    yield Row(what, f"{ours:.0f} ms", f"{floor:.0f} ms", f"{ours:.0f} ms", "≤ 150 ms", ours <= 150)
    times = ours / floor
    yield Row("the same, against its libraries alone", "", "", f"{times:.2f} ×", "≤ 1.6 ×", times <= 1.6)
    heavy = {name.partition(".")[0] for name in modules_of_token(scene, data)} & {"PySide6", "httpx", "qasync"}
    yield Row("heavy modules that token imports", ", ".join(sorted(heavy)) or "none", "", "", "none", not heavy)


MEASUREMENTS: dict[str, Callable[[World, Plan], Iterator[Row]]] = {
    "window": window,
    "counting": counting,
    "moving": moving,
    "renewals": renewals,
    "answers": answers,
    "token": token,
}


@contextmanager
def token_server() -> Iterator[str]:
    """Run the least server that renews, in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.token_server"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def table(rows: list[Row]) -> str:
    """Lay the rows out under their headings."""
    lines = [("", "ours", "floor", "result", "bar", "")]
    lines += [(row.what, row.ours, row.floor, row.result, row.bar, "met" if row.met else "MISSED") for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(6)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def main() -> int:
    """Measure what was asked for and print one table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--short", action="store_true", help="fewer runs; a missed bar does not fail")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MEASUREMENTS))
    options = parser.parse_args()
    plan = Plan(2, 500, 60) if options.short else Plan(7, 500, 300)
    rows: list[Row] = []
    for name in options.names or MEASUREMENTS:
        with tempfile.TemporaryDirectory(prefix="desk-bench-") as folder, world(Path(folder)) as scene:
            rows += MEASUREMENTS[name](scene, plan)
    print(table(rows))
    return 0 if options.short or all(row.met for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
