"""The program's two entry points: the command line, and the window without a console."""

import sys


def main() -> int:
    """Run with the arguments given; return the exit code."""
    from oauth_desk.app import main as run  # noqa: PLC0415 - an import of this module runs nothing

    return run()


def window() -> int:
    """Open the window; arguments are taken as by ``oauth-desk``."""
    return main()


if __name__ == "__main__":
    sys.exit(main())
