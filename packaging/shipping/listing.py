"""What is in a folder build, file by file, and what differs between two: ``python -m shipping.listing A B``."""

import argparse
import hashlib
import sys
from pathlib import Path
from typing import Final

BLOCK: Final = 1 << 20

SAME, DIFFERENT, WRONG = 0, 1, 2


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    taken = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            taken.update(block)
    return taken.hexdigest()


def listing(folder: Path) -> dict[str, str]:
    """Return what each path below ``folder`` holds: a digest with the right to run it, or where a link points."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = f"link to {path.readlink().as_posix()}"
        elif path.is_file():
            found[name] = digest(path) + (" program" if path.stat().st_mode & 0o111 else "")
    return found


def differences(first: dict[str, str], second: dict[str, str]) -> list[str]:
    """Return a line for each path that is not the same in both."""
    lines = [f"only in the first: {name}" for name in first.keys() - second.keys()]
    lines += [f"only in the second: {name}" for name in second.keys() - first.keys()]
    lines += [f"not the same: {name}" for name in first.keys() & second.keys() if first[name] != second[name]]
    return sorted(lines)


def sums(found: dict[str, str], prefix: str) -> str:
    """Return the listing as ``sha256sum --check`` reads it, for the files alone."""
    files = {name: what for name, what in found.items() if not what.startswith("link to ")}
    return "".join(f"{what.split()[0]}  {prefix}/{name}\n" for name, what in files.items())


def main(argv: list[str] | None = None) -> int:
    """Compare two folders; end with 1 where they differ."""
    parser = argparse.ArgumentParser(prog="python -m shipping.listing", description=__doc__)
    parser.add_argument("folders", nargs=2, type=Path, metavar="FOLDER")
    first, second = parser.parse_args(argv).folders
    for folder in (first, second):
        if not folder.is_dir():
            print(f"There is no folder {folder}.", file=sys.stderr)
            return WRONG
    one, other = listing(first), listing(second)
    lines = differences(one, other)
    print("\n".join(lines) or f"The same {len(one)} files, with the same content, in both.")
    return DIFFERENT if lines else SAME


if __name__ == "__main__":
    sys.exit(main())
