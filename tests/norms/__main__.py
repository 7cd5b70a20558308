"""Prints the table row → tests; ``--write`` makes the page beside this file anew."""

import argparse
import sys

from tests.norms.table import PAGE, page


def main() -> None:
    """Print or write."""
    parser = argparse.ArgumentParser(prog="python -m tests.norms", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the page instead of printing it")
    if parser.parse_args().write:
        PAGE.write_text(page(), encoding="utf-8")
    else:
        sys.stdout.write(page())


if __name__ == "__main__":
    main()
