"""Whether anything can be shown: Qt would abort the process instead of saying so."""

import os
import sys
from collections.abc import Mapping

_SCREENLESS_QT = ("offscreen", "minimal", "vnc", "linuxfb", "eglfs")


def has_screen(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Tell whether this program can open a window: on a desktop, or where Qt was told to do without one."""
    if environment.get("QT_QPA_PLATFORM", "").partition(":")[0] in _SCREENLESS_QT:
        return True
    return has_desktop(environment, platform)


def has_desktop(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Tell whether other programs can show something. Windows and macOS always have a desktop; X11 and Wayland say."""
    return platform in ("win32", "darwin") or bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
