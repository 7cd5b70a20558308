"""What of the machine that built a folder is left in its files: ``python -m shipping.traces FOLDER TEXT…``."""

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

NOBODYS: Final = ("/", "/root", "/usr", "/usr/local", "/opt")
"""Paths that tell nothing of this machine; other people's published libraries hold them, too."""


def of_this_machine(project: Path) -> list[str]:
    """Return what must not be found: this checkout, this person's folder, and where this Python was made and runs."""
    places = [project, Path.home(), Path(sys.prefix), Path(sys.base_prefix).parent]
    return sorted({str(place) for place in places} - set(NOBODYS))


def traces(folder: Path, texts: Iterable[str]) -> list[str]:
    """Return a line for each file that holds one of the texts."""
    wanted = [(text, os.fsencode(text)) for text in texts]
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            found += [f"{path.relative_to(folder)} holds {text}" for text, raw in wanted if raw in data]
    return found


def main(argv: list[str] | None = None) -> int:
    """Print what is found; end with 1 where that is anything."""
    parser = argparse.ArgumentParser(prog="python -m shipping.traces", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("texts", nargs="+", metavar="TEXT")
    options = parser.parse_args(argv)
    found = traces(options.folder, options.texts)
    print("\n".join(found) or "None of it is in there.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
