"""The browsers that are known: what they are called on each system, and where each keeps its profiles."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final


class Family(StrEnum):
    """How a browser keeps profiles, and how it is told which one to take."""

    CHROMIUM = "chromium"
    FIREFOX = "firefox"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Kind:
    """One browser. Each folder is where ``Local State`` or ``profiles.ini`` lies.

    ``folder`` is below the home, where it begins with a dot, or else below its
    configuration; so is ``flatpak_folder`` within the sandbox's own home. ``snap_folder``
    is below ``~/snap``, ``mac_folder`` below ``Application Support``, ``windows_folder``
    below the local application data, or with ``roaming`` below the roaming ones.
    """

    id: str
    name: str
    family: Family
    commands: tuple[str, ...] = ()
    folder: str = ""
    snap: str = ""
    snap_folder: str = ""
    flatpak: str = ""
    flatpak_folder: str = ""
    mac: str = ""
    mac_folder: str = ""
    windows: str = ""
    windows_folder: str = ""
    roaming: bool = False


@dataclass(frozen=True, slots=True)
class Program:
    """A browser that was found. ``command`` takes an address, ``with_options`` takes options before it.

    ``data`` are the folders where its profiles may be listed. ``boxed`` has a home of its
    own: paths outside are others than inside.
    """

    kind: Kind
    command: tuple[str, ...]
    with_options: tuple[str, ...]
    data: tuple[Path, ...] = ()
    pack: str = ""
    boxed: bool = False

    @property
    def id(self) -> str:
        """Return what identifies it on this computer, whatever else is installed."""
        return f"{self.kind.id}-{self.pack.casefold()}" if self.pack else self.kind.id


def called(program: Program, others: Iterable[Program]) -> str:
    """Return what people call a program: with how it is packed where there are several of its kind."""
    alone = all(other.kind.id != program.kind.id for other in others if other is not program)
    return program.kind.name if alone or not program.pack else f"{program.kind.name} ({program.pack})"


KINDS: Final = (
    Kind(
        "firefox",
        "Firefox",
        Family.FIREFOX,
        commands=("firefox", "firefox-esr"),
        folder=".mozilla/firefox",
        snap="firefox",
        snap_folder="firefox/common/.mozilla/firefox",
        flatpak="org.mozilla.firefox",
        flatpak_folder=".mozilla/firefox",
        mac="Firefox",
        mac_folder="Firefox",
        windows="firefox.exe",
        windows_folder="Mozilla/Firefox",
        roaming=True,
    ),
    Kind(
        "chrome",
        "Google Chrome",
        Family.CHROMIUM,
        commands=("google-chrome", "google-chrome-stable"),
        folder="google-chrome",
        flatpak="com.google.Chrome",
        flatpak_folder="google-chrome",
        mac="Google Chrome",
        mac_folder="Google/Chrome",
        windows="chrome.exe",
        windows_folder="Google/Chrome/User Data",
    ),
    Kind(
        "chromium",
        "Chromium",
        Family.CHROMIUM,
        commands=("chromium", "chromium-browser"),
        folder="chromium",
        snap="chromium",
        snap_folder="chromium/common/chromium",
        flatpak="org.chromium.Chromium",
        flatpak_folder="chromium",
        mac="Chromium",
        mac_folder="Chromium",
        windows="chrome.exe",
        windows_folder="Chromium/User Data",
    ),
    Kind(
        "edge",
        "Microsoft Edge",
        Family.CHROMIUM,
        commands=("microsoft-edge", "microsoft-edge-stable"),
        folder="microsoft-edge",
        flatpak="com.microsoft.Edge",
        flatpak_folder="microsoft-edge",
        mac="Microsoft Edge",
        mac_folder="Microsoft Edge",
        windows="msedge.exe",
        windows_folder="Microsoft/Edge/User Data",
    ),
    Kind(
        "brave",
        "Brave",
        Family.CHROMIUM,
        commands=("brave-browser", "brave-browser-stable", "brave"),
        folder="BraveSoftware/Brave-Browser",
        snap="brave",
        snap_folder="brave/current/.config/BraveSoftware/Brave-Browser",
        flatpak="com.brave.Browser",
        flatpak_folder="BraveSoftware/Brave-Browser",
        mac="Brave Browser",
        mac_folder="BraveSoftware/Brave-Browser",
        windows="brave.exe",
        windows_folder="BraveSoftware/Brave-Browser/User Data",
    ),
    Kind(
        "vivaldi",
        "Vivaldi",
        Family.CHROMIUM,
        commands=("vivaldi", "vivaldi-stable"),
        folder="vivaldi",
        flatpak="com.vivaldi.Vivaldi",
        flatpak_folder="vivaldi",
        mac="Vivaldi",
        mac_folder="Vivaldi",
        windows="vivaldi.exe",
        windows_folder="Vivaldi/User Data",
    ),
    Kind(
        "opera",
        "Opera",
        Family.CHROMIUM,
        commands=("opera", "opera-stable"),
        folder="opera",
        snap="opera",
        flatpak="com.opera.Opera",
        flatpak_folder="opera",
        mac="Opera",
        mac_folder="com.operasoftware.Opera",
        windows="opera.exe",
        windows_folder="Opera Software/Opera Stable",
        roaming=True,
    ),
    Kind(
        "librewolf",
        "LibreWolf",
        Family.FIREFOX,
        commands=("librewolf",),
        folder=".librewolf",
        flatpak="io.gitlab.librewolf-community",
        flatpak_folder=".librewolf",
        mac="LibreWolf",
        mac_folder="librewolf",
        windows="librewolf.exe",
        windows_folder="librewolf",
        roaming=True,
    ),
    Kind(
        "zen",
        "Zen",
        Family.FIREFOX,
        commands=("zen-browser", "zen"),
        folder=".zen",
        flatpak="app.zen_browser.zen",
        flatpak_folder=".zen",
        mac="Zen",
        mac_folder="zen",
        windows="zen.exe",
        windows_folder="zen",
        roaming=True,
    ),
    Kind("safari", "Safari", Family.PLAIN, mac="Safari"),
    Kind(
        "gnome-web",
        "GNOME Web",
        Family.PLAIN,
        commands=("epiphany", "epiphany-browser"),
        flatpak="org.gnome.Epiphany",
    ),
)
