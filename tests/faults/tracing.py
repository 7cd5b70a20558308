"""Dying inside a chosen system call: strace sends SIGKILL as the call begins, so that it is never done."""

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Final

from tests.faults.kept import eventually

# Without --seccomp-bpf, which is quicker: with it strace 6.1 forgets to send the signal.
_STRACE: Final = ["strace", "--follow-forks", "--quiet=all"]
_CALL: Final = re.compile(r"^(\d+) +(\w+)\(")

Call = tuple[str, int]
"""A system call by name, and which one of its thread it is."""


def can_trace() -> bool:
    """Tell whether this machine has strace and lets us use it."""
    if not shutil.which("strace"):
        return False
    return subprocess.run([*_STRACE, "-o", "/dev/null", "true"], capture_output=True, check=False).returncode == 0


def killed_at(call: Call, command: list[str]) -> list[str]:
    """Return a command line that runs ``command`` until one of its threads begins this call."""
    return [*_STRACE, "-o", "/dev/null", *_inject(call), "--", *command]


def noted(calls: tuple[str, ...], notes: Path, command: list[str]) -> list[str]:
    """Return a command line that runs ``command`` and notes these calls."""
    return [*_STRACE, "-o", str(notes), "-e", f"trace={','.join(calls)}", "--", *command]


def kill_later(process: "subprocess.Popen[str]", call: Call) -> "subprocess.Popen[bytes]":
    """Let a running process die at this call, counted from now on; return once nothing escapes any more."""
    return _attach(process, ["-o", "/dev/null", *_inject(call)])


def note_from_now(process: "subprocess.Popen[str]", calls: tuple[str, ...], notes: Path) -> "subprocess.Popen[bytes]":
    """Note these calls of a running process."""
    return _attach(process, ["-o", str(notes), "-e", f"trace={','.join(calls)}"])


def in_order(notes: Path) -> list[Call]:
    """Return the noted calls, each with its number among the calls of that kind in its thread."""
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for line in notes.read_text(encoding="utf-8", errors="replace").splitlines():
        if match := _CALL.match(line):
            seen[match[1], match[2]] += 1
            found.append((match[2], seen[match[1], match[2]]))
    return found


def _inject(call: Call) -> list[str]:
    name, number = call
    return ["-e", f"trace={name}", "-e", f"inject={name}:signal=SIGKILL:when={number}"]


def _attach(process: "subprocess.Popen[str]", options: list[str]) -> "subprocess.Popen[bytes]":
    tracer = subprocess.Popen([*_STRACE, *options, "--attach", str(process.pid)])

    def holds_all() -> bool:
        threads = Path(f"/proc/{process.pid}/task").glob("*/status")
        return all(f"TracerPid:\t{tracer.pid}\n" in thread.read_text() for thread in threads)

    eventually(holds_all, pause=0.005)
    return tracer
