"""Where the installed program starts: as ``oauth-desk`` does, with the surroundings that it was started in.

What starts Python in a folder build leaves variables behind. Programs that this
one starts, the browser above all, would load this program's libraries by them.
"""

import os
import sys

from oauth_desk.__main__ import main


def give_back_surroundings() -> None:
    """Put the variables back to what they were before the start."""
    for name in [name for name in os.environ if name.startswith("_PYI_")]:
        del os.environ[name]
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LIBPATH"):
        before = os.environ.pop(f"{name}_ORIG", None)
        if before is not None:
            os.environ[name] = before
        elif os.environ.get(name) == getattr(sys, "_MEIPASS", None):
            os.environ.pop(name, None)


give_back_surroundings()
sys.exit(main())
