"""Frozen settings, defaults and paths."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from oauth_desk.data_home import FOLDER_NAME, linux_data_dir

APP_NAME: Final = "OAuth Desk"
BUNDLE_ID: Final = "org.oauthdesk.OAuthDesk"
"""Under which macOS and its management of many computers know the program."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the start of the program decided. ``own_folder`` tells that ``--data-dir`` was given.

    ``hidden``: the window starts in the tray, or minimised.
    """

    data_dir: Path
    own_folder: bool = False
    passphrase_file: Path | None = None
    demo: bool = False
    hidden: bool = False
    log_level: str = "info"

    @property
    def vault(self) -> Path:
        """Return the vault's file."""
        return self.data_dir / "vault.db"

    @property
    def locks(self) -> Path:
        """Return the folder of the per-connection locks."""
        return self.data_dir / "locks"

    @property
    def log(self) -> Path:
        """Return the folder of the program's log."""
        return self.data_dir / "log"

    @property
    def profiles(self) -> Path:
        """Return the user's own service profiles."""
        return self.data_dir / "services"

    @property
    def window(self) -> Path:
        """Return the folder by which a second start finds the window that is open."""
        return self.data_dir / "window"

    @property
    def preferences(self) -> Path:
        """Return the window's remembered state."""
        return self.data_dir / "preferences.json"

    @property
    def choices(self) -> Path:
        """Return what the person chose for window and command line alike."""
        return self.data_dir / "settings.json"

    @property
    def versions(self) -> Path:
        """Return what was last told of newer versions of the program."""
        return self.data_dir / "versions.json"

    @property
    def demo_state(self) -> Path:
        """Return what the demo service remembers."""
        return self.data_dir / "demo.json"


def settings(
    *,
    data_dir: Path | None = None,
    passphrase_file: Path | None = None,
    demo: bool = False,
    hidden: bool = False,
    log_level: str = "info",
    environment: Mapping[str, str] = os.environ,
) -> Settings:
    """Combine the command line with the environment; the command line wins."""
    chosen = data_dir or _path(environment, "OAUTH_DESK_DATA_DIR")
    return Settings(
        data_dir=(chosen or default_data_dir()).expanduser().absolute(),
        own_folder=chosen is not None,
        passphrase_file=passphrase_file or _path(environment, "OAUTH_DESK_PASSPHRASE_FILE"),
        demo=demo,
        hidden=hidden,
        log_level=log_level,
    )


def _path(environment: Mapping[str, str], name: str) -> Path | None:
    text = environment.get(name, "")
    return Path(text) if text else None


def default_data_dir() -> Path:
    """Return where this system keeps a user's application data."""
    on_linux = linux_data_dir()
    if on_linux is not None:
        return Path(on_linux)
    from platformdirs import user_data_path  # noqa: PLC0415 - not needed where a folder was given

    return user_data_path(FOLDER_NAME, appauthor=False)


def machine_profiles(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> tuple[Path, ...]:
    """Return the machine-wide folders for service profiles that administrators fill, the strongest last.

    On Linux by the XDG Base Directory specification, all of them and /etc/xdg always: many desktops
    put a folder of their own before it, and locks there hold whatever a person's environment says.
    """
    return tuple(home / "services" for home in _machine_homes(environment, platform))


def managed_files(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> tuple[Path, ...]:
    """Return the files in which administrators set what holds for everybody, the strongest first: /etc/xdg on Linux."""
    first, *others = _machine_homes(environment, platform)
    return tuple(home / "settings.json" for home in (first, *reversed(others)))


def managed_preferences(platform: str = sys.platform) -> Path | None:
    """Return where macOS keeps what a profile of its management says of the program; None elsewhere."""
    return Path("/Library/Managed Preferences") / f"{BUNDLE_ID}.plist" if platform == "darwin" else None


def _machine_homes(environment: Mapping[str, str], platform: str) -> tuple[Path, ...]:
    if platform == "win32":
        from platformdirs import site_config_path  # noqa: PLC0415

        homes = [site_config_path()]
    elif platform == "darwin":
        homes = [Path("/Library/Application Support")]  # also where Python itself came with Homebrew
    else:
        named = environment.get("XDG_CONFIG_DIRS", "").split(":")
        homes = [Path("/etc/xdg"), *(Path(home) for home in reversed(named) if home.startswith("/"))]
    return tuple(dict.fromkeys(home / FOLDER_NAME for home in homes))


def resources() -> Path:
    """Return the folder of icons, styles and the catalogue, installed or in a source tree."""
    package = Path(__file__).resolve().parent
    installed = package / "_resources"
    return installed if installed.is_dir() else package.parent / "resources"
