"""Whether the Secret Service is the keyring to use. Light: the quick look at a token loads it."""

import os
import sys
from collections.abc import Mapping


def secret_service_is_meant(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Tell whether the ``keyring`` library would take the Secret Service.

    Asking it takes a tenth of a second of imports, which is most of what handing
    out a token may take; so where nobody configured anything, it is not asked.
    """
    if platform in ("win32", "darwin") or environment.get("PYTHON_KEYRING_BACKEND"):
        return False
    if "KDE" in environment.get("XDG_CURRENT_DESKTOP", "").split(":"):
        return False
    folder = environment.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")  # noqa: PTH111 - pathlib loads longer
    return not os.path.exists(os.path.join(folder, "python_keyring", "keyringrc.cfg"))  # noqa: PTH110, PTH118
