"""How the window first appears: at once, or hidden where the program starts at login."""

from typing import Final

from oauth_desk.services.ports import Clock
from oauth_desk.ui.main_window import MainWindow
from oauth_desk.ui.tray import Tray

_TRIES: Final = 20
_PAUSE: Final = 0.5
"""Seconds. What starts at login may be there before the desktop's tray is."""


async def tray_comes(clock: Clock) -> None:
    """Wait a few seconds for the desktop's tray, in vain where it has none."""
    for _ in range(_TRIES):
        if Tray.available():
            return
        await clock.sleep(_PAUSE)


def first_look(window: MainWindow, *, hidden: bool) -> None:
    """Show the window; ``hidden``: leave it to the tray, or show it minimised where there is none."""
    if not hidden:
        window.show()
    elif window.pages.has_tray:
        window.tell_seen()
    else:
        window.showMinimized()
