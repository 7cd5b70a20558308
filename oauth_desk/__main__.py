"""The program's two entry points: the command line, and the window without a console."""

import sys


def main() -> int:
    """Run with the arguments given; return the exit code."""
    # Imported here: an import of this module runs nothing, and the short way needs little of the program.
    from oauth_desk.short_way import answered  # noqa: PLC0415

    code = answered(sys.argv[1:])
    if code is not None:
        return code
    from oauth_desk.app import main as run  # noqa: PLC0415

    return run()


def window() -> int:
    """Open the window; arguments are taken as by ``oauth-desk``."""
    return main()


if __name__ == "__main__":
    sys.exit(main())
