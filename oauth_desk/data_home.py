"""Where Linux desktops keep a person's application data. Light: the quick look at a token loads it."""

import os
import sys
from collections.abc import Mapping
from typing import Final

FOLDER_NAME: Final = "oauth-desk"


def linux_data_dir(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str | None:
    """Return our folder by the XDG Base Directory specification; None elsewhere, and where no home is known."""
    if platform != "linux":
        return None
    for name, below in (("XDG_DATA_HOME", ""), ("HOME", ".local/share")):
        home = environment.get(name, "")
        if home.startswith("/"):  # by the specification a relative path counts as none
            return os.path.join(home, below, FOLDER_NAME)  # noqa: PTH118 - pathlib takes longer to load than this
    return None
