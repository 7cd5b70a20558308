"""A fresh Debian in a folder, to install packages in: a stand-in for a computer that never saw the program."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

PERSON: Final = "ana"
_HOME: Final = f"/home/{PERSON}"
_LENT: Final = (("/proc", "--rbind"), ("/dev", "--rbind"), ("/tmp/.X11-unix", "--bind"))  # noqa: S108 - X's place
_MOUNTS: Final = Path("/proc/self/mountinfo")
_PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class FreshTree:
    """``root`` is the folder; mounts are the caller's to lose: they belong into a namespace of their own."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def make(self, base: Path, suite: str, mirror: str) -> None:
        """Copy the tree ``base``, made by debootstrap unless it is there; an empty ``mirror`` is debootstrap's own.

        Raise CalledProcessError, OSError.
        """
        if not (base / "etc/debian_version").exists() or (base / "debootstrap").exists():
            shutil.rmtree(base, ignore_errors=True)
            base.parent.mkdir(parents=True, exist_ok=True)
            command = ["debootstrap", "--variant=minbase", suite, str(base), *filter(None, [mirror])]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["cp", "-a", str(base), str(self.root)], check=True)
        # Nothing that a package starts may run on: this is no computer.
        policy = self.root / "usr/sbin/policy-rc.d"
        policy.write_text("#!/bin/sh\nexit 101\n", encoding="utf-8")
        policy.chmod(0o755)
        shutil.copy("/etc/resolv.conf", self.root / "etc/resolv.conf")
        for source, option in _LENT:
            target = self.root / source[1:]
            target.mkdir(parents=True, exist_ok=True)
            if Path(source).exists():
                subprocess.run(["mount", option, source, str(target)], check=True)
        self.run("useradd", "--create-home", "--shell", "/bin/bash", PERSON)

    def give_back(self) -> None:
        """Unmount what this computer lent, as far as it can be."""
        for source, _ in _LENT:
            with suppress(subprocess.CalledProcessError, OSError):
                target = str(self.root / source[1:])
                subprocess.run(["umount", "-lR", target], check=True, stderr=subprocess.DEVNULL)

    def run(self, *command: str, check: bool = True) -> str:
        """Run a command in the tree as its administrator; return what it said. Raise CalledProcessError."""
        environment = {"PATH": _PATH, "HOME": "/root", "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}
        done = subprocess.run(
            ["chroot", str(self.root), *command],
            env=environment,
            check=check,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=1200,
        )
        return done.stdout

    def apt(self, *arguments: str) -> str:
        """Run apt-get; return what it said."""
        return self.run("apt-get", "-y", "-q", *arguments)

    def start(self, *command: str, **variables: str) -> "subprocess.Popen[str]":
        """Start a command as the person who works there."""
        environment = {"PATH": _PATH, "HOME": _HOME, "USER": PERSON, "LC_ALL": "C.UTF-8", **variables}
        user = next(line for line in self._lines("etc/passwd") if line.startswith(f"{PERSON}:")).split(":")
        return subprocess.Popen(
            ["chroot", f"--userspec={user[2]}:{user[3]}", str(self.root), *command],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def as_person(self, *command: str, **variables: str) -> str:
        """Run a command as that person to its end; return its stdout. Raise CalledProcessError."""
        process = self.start(*command, **variables)
        out, err = process.communicate(timeout=300)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command, out, err)
        return out

    def home(self, place: str = "") -> Path:
        """Return a path in the person's home."""
        return self.root / _HOME[1:] / place

    def files(self, *folders: str) -> set[str]:
        """Return every path below the folders, seen from inside."""
        found = set()
        for folder in folders:
            for place, names, others in os.walk(self.root / folder):
                found |= {"/" + os.path.relpath(Path(place) / name, self.root) for name in (*names, *others)}
        return found

    def put(self, file: Path) -> str:
        """Copy a file into the tree; return its path there."""
        shutil.copy(file, self.root / file.name)
        return f"/{file.name}"

    def _lines(self, place: str) -> Sequence[str]:
        return (self.root / place).read_text(encoding="utf-8").splitlines()


@contextmanager
def borrowed_tree(mounts: Path = _MOUNTS) -> Iterator[FreshTree]:
    """Lend a place for a tree and delete it afterwards, but never through what is still mounted in it."""
    folder = Path(tempfile.mkdtemp(prefix="oauth-desk-try-")).resolve()
    tree = FreshTree(folder / "tree")
    try:
        yield tree
    finally:
        tree.give_back()
        # Deleted by an administrator, a mounted /dev would be this computer's own.
        left = [place for place in _places(mounts) if Path(place).is_relative_to(folder)]
        if left:
            print(f"{folder} is not deleted: {', '.join(left)} is still mounted there.", file=sys.stderr)
        else:
            shutil.rmtree(folder)


def _places(mounts: Path) -> list[str]:
    """Return where something is mounted; a space and its like are written as numbers there."""
    found = (line.split()[4] for line in mounts.read_text(encoding="utf-8").splitlines())
    return [re.sub(r"\\([0-7]{3})", lambda number: chr(int(number[1], 8)), place) for place in found]
