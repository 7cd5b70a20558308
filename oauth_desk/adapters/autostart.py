"""Starting at login: what is started, and one way for each system to have it started."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol, TypeVar

from oauth_desk.adapters.worker import Worker
from oauth_desk.domain.errors import DeskError, Remedy

Result = TypeVar("Result")

_FLATPAK_MARK: Final = Path("/.flatpak-info")


class LoginEntry(Protocol):
    """The program's line in a system's list of what starts at login."""

    def is_on(self) -> bool:
        """Tell whether the program starts; raise OSError."""
        ...

    def put(self, command: Sequence[str]) -> None:
        """Let ``command`` start; raise OSError."""
        ...

    def remove(self) -> None:
        """Let it start no longer; raise OSError."""
        ...


class SystemAutostart:
    """An Autostart; ``find`` returns None where the system keeps its list to itself."""

    def __init__(self, command: Sequence[str], find: "Callable[[], LoginEntry | None] | None" = None) -> None:
        self._command = tuple(command)
        self._find = find or login_entry

    async def is_on(self) -> bool:
        """Return how things are."""
        return await self._on_thread(lambda: self._entry().is_on())

    async def turn(self, *, on: bool) -> None:
        """Change it."""
        await self._on_thread(lambda: self._entry().put(self._command) if on else self._entry().remove())

    def _entry(self) -> LoginEntry:
        entry = self._find()
        if entry is None:
            raise DeskError(
                "autostart_elsewhere",
                "What starts at login is chosen in the settings of this system.",
                advice="Add OAuth Desk to the programs that start at login there.",
            )
        return entry

    async def _on_thread(self, call: Callable[[], Result]) -> Result:
        worker = Worker("autostart")
        try:
            return await worker.run(call)
        except OSError as error:
            raise DeskError(
                "autostart_not_changed",
                "What starts at login cannot be read or changed.",
                detail=f"{error.strerror or 'The system refuses it'}.",
                advice="Check who may write there, then choose again; it stays as it was.",
                remedy=Remedy.RETRY,
            ) from error
        finally:
            worker.stop()


def login_entry(platform: str = sys.platform, environment: Mapping[str, str] = os.environ) -> LoginEntry | None:
    """Return this system's way; None in a sandbox that must not write it."""
    if platform == "win32":
        from oauth_desk.adapters.autostart_windows import RunKey  # noqa: PLC0415 - Windows alone

        return RunKey()
    if platform == "darwin":
        from oauth_desk.adapters.autostart_mac import LaunchAgent  # noqa: PLC0415 - macOS alone

        return LaunchAgent()
    if "FLATPAK_ID" in environment or _FLATPAK_MARK.exists():
        return None
    from oauth_desk.adapters.autostart_xdg import DesktopEntry  # noqa: PLC0415 - the others need none of it

    return DesktopEntry(environment)


def own_command(
    environment: Mapping[str, str] = os.environ,
    executable: str = sys.executable,
    platform: str = sys.platform,
    *,
    frozen: bool = bool(getattr(sys, "frozen", False)),
) -> tuple[str, ...]:
    """Return how this program's window is started, wherever it was installed: it must hold after an update, too."""
    # Every program that an image started inherits its variables: this one is in it where it lies in its mount.
    image, mount = environment.get("APPIMAGE", ""), environment.get("APPDIR", "")
    if (
        image.startswith("/")
        and mount.startswith("/")
        and Path(executable).resolve().is_relative_to(Path(mount).resolve())
    ):
        return (image,)
    ending = ".exe" if platform == "win32" else ""
    window = Path(executable).with_name(f"oauth-desk-window{ending}")
    if window.exists():
        return (str(window),)
    return (executable,) if frozen else (executable, *_module())


def _module() -> tuple[str, ...]:
    """Return how Python finds the program from any folder: installed by its name, in a source tree by its place."""
    home = Path(__file__).resolve().parents[2]
    if home.name in ("site-packages", "dist-packages"):
        return "-m", "oauth_desk"
    start = f"import sys; sys.path.insert(0, {str(home)!r}); from oauth_desk.__main__ import main; sys.exit(main())"
    return "-c", start
