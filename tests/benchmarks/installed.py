"""The folder build beside the source run: ``python -m tests.benchmarks.installed [FOLDER]`` prints one table.

Both are watched from the outside in the same way, since nothing can be put into an
installed program: the first picture is the moment when a screen of our own is no
longer black, and memory is read from the system.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

import psutil

from tests.benchmarks.world import ROOT, World, world

CONNECTIONS: Final = 100
RUNS: Final = 5
TOKENS: Final = 5
APPEARS_WITHIN: Final = 30.0
SETTLES_AFTER: Final = 2.0
BETWEEN_LOOKS: Final = 0.002
LIT: Final = 64
"""Of 4,096 bytes spread over the screen, how many make a picture."""


PARTS: Final = (
    ("ICU (text rules, which Qt's core needs)", "libicu"),
    ("Qt's libraries", "PySide6/Qt/lib/"),
    ("Qt's plugins", "/plugins/"),
    ("PySide6 and shiboken6", "_internal/(PySide6|shiboken6)/"),
    ("cryptography's library", "_internal/cryptography/.*[.](so|pyd|dylib)$"),
    ("the program with its resources", "^oauth-desk|_internal/oauth_desk/"),
    ("Python's libraries", "libpython|lib-dynload"),
    ("modules of Python and of the libraries", "[.]pyc$"),
    ("papers", "^[^/]*$"),
    ("OpenSSL, SQLite and other libraries", ""),
)
"""What a path in the folder belongs to; the first that fits."""


@dataclass(frozen=True)
class Installed:
    """One way to start the program."""

    title: str
    program: tuple[str, ...]
    home: Path

    def command(self, scene: World, data: Path, *arguments: str) -> list[str]:
        """Return a command line."""
        return [*self.program, "--data-dir", str(data), *scene.options, *arguments]


class Screen:
    """An X screen whose pixels lie in a file."""

    def __init__(self, folder: Path) -> None:
        self._pixels = folder / "Xvfb_screen0"
        self._process = subprocess.Popen(
            ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-fbdir", str(folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        self.name = f":{self._process.stdout.readline().strip()}"

    def is_lit(self) -> bool:
        """Tell whether anything is drawn."""
        with self._pixels.open("rb") as file:
            data = file.read()[4096:]
        return sum(byte != 0 for byte in data[:: max(1, len(data) // 4096)]) > LIT

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()


@contextmanager
def screen() -> Iterator[Screen]:
    """Show a black screen."""
    with tempfile.TemporaryDirectory(prefix="desk-screen-") as folder:
        shown = Screen(Path(folder))
        try:
            yield shown
        finally:
            shown.close()


def window(way: Installed, scene: World, data: Path) -> tuple[float, int]:
    """Return the seconds until the window was drawn, and the memory of all its processes a moment later."""
    with screen() as shown:
        environment = {**scene.environment, "DISPLAY": shown.name, "QT_QPA_PLATFORM": "xcb"}
        began = time.monotonic()
        with subprocess.Popen(way.command(scene, data), cwd=way.home, env=environment) as process:
            try:
                while not shown.is_lit():
                    if process.poll() is not None or time.monotonic() > began + APPEARS_WITHIN:
                        raise RuntimeError(f"{way.title}: no window was shown")
                    time.sleep(BETWEEN_LOOKS)
                took = time.monotonic() - began
                time.sleep(SETTLES_AFTER)
                watched = psutil.Process(process.pid)
                held = sum(each.memory_info().rss for each in [watched, *watched.children(recursive=True)])
            finally:
                process.terminate()
    return took, held


def token(way: Installed, scene: World, data: Path) -> tuple[float, float]:
    """Return the seconds of one ``token`` with a fresh token, and those of the processor."""
    began, worked = time.perf_counter(), _work_of_children()
    command = way.command(scene, data, "token", "Connection 00001")
    subprocess.run(command, cwd=way.home, env=scene.environment, check=True, capture_output=True)
    return time.perf_counter() - began, _work_of_children() - worked


def _work_of_children() -> float:
    times = os.times()
    return times.children_user + times.children_system


def size(paths: Sequence[Path]) -> float:
    """Return the megabytes of files and folders, links not counted."""
    files = [file for path in paths for file in ([path] if path.is_file() else path.rglob("*"))]
    return sum(file.stat().st_size for file in files if file.is_file() and not file.is_symlink()) / 1e6


def parts(folder: Path) -> list[tuple[str, float]]:
    """Return the parts of a folder build with their megabytes, the largest first."""
    sizes: dict[str, float] = {}
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            name = path.relative_to(folder).as_posix()
            part = next(what for what, pattern in PARTS if re.search(pattern, name))
            sizes[part] = sizes.get(part, 0) + path.stat().st_size / 1e6
    return sorted(sizes.items(), key=lambda each: -each[1])


def measured(ways: tuple[Installed, Installed], runs: int) -> list[tuple[str, str, str]]:
    """Return the rows of the table; the two are measured in turn, so that both meet the same machine."""
    starts: tuple[list[float], list[float]] = ([], [])
    memory: tuple[list[int], list[int]] = ([], [])
    tokens: tuple[list[tuple[float, float]], list[tuple[float, float]]] = ([], [])
    with tempfile.TemporaryDirectory(prefix="desk-bench-") as folder, world(Path(folder)) as scene:
        data = scene.data("window")
        scene.measure("fill", "--data", str(data), "--count", str(CONNECTIONS), *scene.options)
        for _ in range(runs + 1):
            for number, way in enumerate(ways):
                took, held = window(way, scene, data)
                starts[number].append(took)
                memory[number].append(held)
                tokens[number].extend(token(way, scene, data) for _ in range(TOKENS))
    return [
        (f"start to first picture, {CONNECTIONS} connections", *(f"{median(one[1:]):.2f} s" for one in starts)),
        ("memory then", *(f"{median(one[1:]) / 2**20:.0f} MiB" for one in memory)),
        (f"token, fresh, with {scene.key_source}", *(_milliseconds(wall for wall, _ in one) for one in tokens)),
        ("of that, the processor's time", *(_milliseconds(work for _, work in one) for one in tokens)),
    ]


def _milliseconds(seconds: Iterable[float]) -> str:
    """Return the median, without those of the first round."""
    return f"{median([*seconds][TOKENS:]) * 1000:.0f} ms"


def main() -> int:
    """Measure both and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.installed", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "oauth-desk", metavar="FOLDER")
    parser.add_argument("--runs", type=int, default=RUNS)
    options = parser.parse_args()
    folder = options.folder.absolute()
    if not (folder / "oauth-desk").is_file() or not shutil.which("Xvfb"):
        print(f"This needs a folder build in {folder} (sh packaging/build.sh makes it) and Xvfb.", file=sys.stderr)
        return 2
    packages = Path(psutil.__file__).parents[1]
    ways = (
        Installed("installed", (str(folder / "oauth-desk"),), Path(os.sep)),
        Installed("source", (sys.executable, "-m", "oauth_desk"), ROOT),
    )
    qt = size([packages / "PySide6", packages / "shiboken6"])
    rows = [("", *(way.title for way in ways)), ("on the disk", f"{size([folder]):.0f} MB", f"{qt:.0f} MB (Qt alone)")]
    for row in rows + measured(ways, options.runs):
        print(f"{row[0]:<46}{row[1]:<14}{row[2]}")
    print()
    for what, megabytes in parts(folder):
        print(f"{what:<46}{megabytes:5.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
