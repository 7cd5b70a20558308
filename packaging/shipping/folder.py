"""Builds the folder that people install: ``python -m shipping.folder OUT`` makes ``OUT/oauth-desk``.

It runs in the environment of requirements-build.txt, on the system it builds for.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Final

from shipping.listing import listing, sums
from shipping.papers import add_papers
from shipping.traces import of_this_machine, traces

PROJECT: Final = Path(__file__).resolve().parents[2]
NAME: Final = "oauth-desk"
SUMS: Final = f"{NAME}.sha256"
ORIGINS: Final = "origins.json"
"""Where the .spec file tells where each file came from."""

NO_COMMIT_EPOCH: Final = 1_580_601_600
"""The time given to files where no commit tells one, in seconds; the one that hatchling takes."""


def build(out: Path) -> Path:
    """Make the folder anew and return it; raise CalledProcessError, OSError."""
    epoch = source_date()
    target = out / NAME
    shutil.rmtree(target, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="oauth-desk-build-") as work:
        freeze(out, Path(work), epoch)
        if sys.platform == "linux":
            strip(libraries_of_python(target))
            hide_prefix(libraries_of_python(target), Path(sysconfig.get_config_var("prefix")))
        add_papers(target, Path(work) / NAME / ORIGINS, version=version(), epoch=epoch)
    settle_times_and_rights(target, epoch)
    left = traces(target, of_this_machine(PROJECT))
    if left:
        raise SystemExit("\n".join(["The folder tells of this machine:", *left]))
    (out / SUMS).write_text(sums(listing(target), NAME), encoding="utf-8")
    return target


def source_date() -> int:
    """Return the time that everything is dated to, in seconds since 1970: SOURCE_DATE_EPOCH, else the last commit's."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    command = ["git", "-C", str(PROJECT), "log", "-1", "--format=%ct"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return NO_COMMIT_EPOCH
    return int(done.stdout)


def version() -> str:
    """Return the program's version."""
    text = (PROJECT / "oauth_desk" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"', text, re.MULTILINE)
    if found is None:
        raise LookupError("oauth_desk/__init__.py names no version.")
    return found[1]


def freeze(out: Path, work: Path, epoch: int) -> None:
    """Let PyInstaller make the folder; what it remembers between builds is thrown away."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment |= {
        "PYTHONHASHSEED": "0",
        "PYTHONNOUSERSITE": "1",
        "PYINSTALLER_CONFIG_DIR": str(work / "remembered"),
        "SOURCE_DATE_EPOCH": str(epoch),
    }
    options = ["--noconfirm", "--clean", "--log-level", "ERROR", "--distpath", str(out), "--workpath", str(work)]
    spec = PROJECT / "packaging" / f"{NAME}.spec"
    subprocess.run([sys.executable, "-m", "PyInstaller", *options, str(spec)], cwd=PROJECT, env=environment, check=True)


def libraries_of_python(folder: Path) -> list[Path]:
    """Return the libraries that were made on this machine or for it, on Linux."""
    inside = folder / "_internal"
    return sorted([*inside.glob("libpython*.so*"), *inside.glob("python*/lib-dynload/*.so")])


def strip(libraries: list[Path]) -> None:
    """Take out what only a debugger reads; the libraries of others stay as they were published."""
    subprocess.run(["strip", "--strip-unneeded", "--", *libraries], check=True)


def hide_prefix(libraries: list[Path], prefix: Path) -> None:
    """Write another path of the same length over the one that this machine's Python was made for.

    The installed program never looks there; but the path may hold somebody's name.
    Its last part stays: linkers let a shorter text be the end of a longer one, and
    a Python in a folder named 3.13.0 finds its own version there.
    """
    old = os.fsencode(prefix.parent) + b"/"
    new = b"/usr".ljust(len(old), b"/")
    if prefix.parent in (Path("/"), Path("/usr")) or len(new) != len(old):
        return
    for library in libraries:
        library.write_bytes(library.read_bytes().replace(old, new))


def settle_times_and_rights(folder: Path, epoch: int) -> None:
    """Give everything the same time, and rights that no umask of the builder's changes."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        os.utime(path, (epoch, epoch), follow_symlinks=os.utime not in os.supports_follow_symlinks)


def main(argv: list[str] | None = None) -> int:
    """Build, and say where it is."""
    parser = argparse.ArgumentParser(prog="python -m shipping.folder", description=__doc__)
    parser.add_argument("out", type=Path, metavar="OUT")
    out = parser.parse_args(argv).out.absolute()
    out.mkdir(parents=True, exist_ok=True)
    target = build(out)
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file() and not path.is_symlink())
    print(f"Built {target} ({size / 1e6:.0f} MB).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
