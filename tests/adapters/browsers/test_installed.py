"""What is installed, system by system, and how what was chosen is started."""

from pathlib import Path

import pytest

from oauth_desk.adapters.browsers.installed import InstalledBrowsers
from oauth_desk.adapters.browsers.windows import APP_PATHS, CLIENTS, windows_programs
from oauth_desk.domain.browser_choice import BrowserChoice
from oauth_desk.services.ports import BrowserGone
from tests.adapters.browsers.homes import chromium_data, firefox_data, program

CHROME = r"C:\Program Files\Google\Chrome\Application\chrome.exe"
CHROMIUM = r"C:\Users\ana\AppData\Local\Chromium\Application\chrome.exe"
FIREFOX = r"C:\Program Files\Mozilla Firefox\firefox.exe"


class Computer:
    """A Linux computer with a person's home."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.home.mkdir()
        self.environment = {"PATH": str(folder / "bin")}

    @property
    def browsers(self) -> InstalledBrowsers:
        """Return what finds its browsers."""
        return InstalledBrowsers(self.environment, "linux", home=self.home, root=self.folder)

    def install(self, name: str, script: str = "#!/bin/sh\n") -> str:
        """Put a command where ``PATH`` finds it."""
        return program(self.folder / "bin" / name, script)

    def found(self) -> dict[str, tuple[str, list[str]]]:
        """Return each browser's name and profiles by its id."""
        return {each.id: (each.name, [it.name for it in each.profiles]) for each in self.browsers.look()}


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    """Give a computer with nothing on it."""
    return Computer(tmp_path)


async def test_a_computer_without_browsers(computer: Computer) -> None:
    """Nothing there is nothing found."""
    assert await computer.browsers.find() == ()


async def test_commands_with_their_profiles(computer: Computer) -> None:
    """Each browser is found by its command, with what its folder lists; several commands are one browser."""
    for name in ("google-chrome", "google-chrome-stable", "firefox-esr", "epiphany"):
        computer.install(name)
    chromium_data(computer.home / ".config/google-chrome")
    firefox_data(computer.home / ".mozilla/firefox", computer.folder / "elsewhere")
    assert computer.found() == {
        "firefox": ("Firefox", ["default", "Elsewhere", "Work"]),
        "chrome": ("Google Chrome", ["Ana", "Club 👩‍🚀", "Work"]),
        "gnome-web": ("GNOME Web", []),
    }
    assert [each.id for each in await computer.browsers.find()] == ["firefox", "chrome", "gnome-web"]


def test_configuration_elsewhere(computer: Computer) -> None:
    """XDG_CONFIG_HOME moves Chromium's folder, and new Firefox profiles are where the configuration is."""
    computer.install("chromium")
    computer.install("firefox")
    computer.environment["XDG_CONFIG_HOME"] = str(computer.folder / "config")
    chromium_data(computer.folder / "config/chromium")
    firefox_data(computer.folder / "config/mozilla/firefox", computer.folder / "elsewhere")
    assert computer.found()["chromium"][1] == ["Ana", "Club 👩‍🚀", "Work"]
    assert computer.found()["firefox"][1] == ["default", "Elsewhere", "Work"]
    computer.environment["XDG_CONFIG_HOME"] = "config"
    assert computer.found()["chromium"][1] == [], "a relative folder is nobody's"


def test_snap_and_flatpak(computer: Computer) -> None:
    """Each packing is a browser of its own, with its own profiles and launcher, told apart only where it must be."""
    snap = program(computer.folder / "snap/bin/firefox")
    firefox_data(computer.home / "snap/firefox/common/.mozilla/firefox", computer.folder / "elsewhere")
    assert computer.found() == {"firefox-snap": ("Firefox", ["default", "Elsewhere", "Work"])}
    flatpak = program(computer.home / ".local/share/flatpak/exports/bin/org.mozilla.firefox")
    boxed = program(computer.folder / "var/lib/flatpak/exports/bin/org.chromium.Chromium")
    chromium_data(computer.home / ".var/app/org.chromium.Chromium/config/chromium")
    computer.install("firefox", "#!/bin/sh\nexec /snap/bin/firefox\n")
    assert computer.found() == {
        "firefox-snap": ("Firefox (Snap)", ["default", "Elsewhere", "Work"]),
        "firefox-flatpak": ("Firefox (Flatpak)", []),
        "chromium-flatpak": ("Chromium", ["Ana", "Club 👩‍🚀", "Work"]),
    }, "Ubuntu's own command leads to the Snap and is not another browser"
    start = computer.browsers.command
    assert start(BrowserChoice("firefox-snap", profile="Work")) == [snap, "-P", "Work"]
    assert start(BrowserChoice("firefox-flatpak")) == [flatpak]
    assert start(BrowserChoice("chromium-flatpak", profile="Profile 1")) == [boxed, "--profile-directory=Profile 1"]


def test_a_snap_in_the_path_is_the_snap(computer: Computer) -> None:
    """A command that is found below Snap's folder is counted once."""
    program(computer.folder / "snap/bin/chromium")
    computer.environment["PATH"] = str(computer.folder / "snap/bin")
    assert list(computer.found()) == ["chromium-snap"]


@pytest.mark.parametrize(
    "choice",
    [
        BrowserChoice("chrome"),
        BrowserChoice("firefox", profile="Gone"),
        BrowserChoice("firefox", profile="-headless"),
        BrowserChoice("/bin/sh"),
    ],
)
def test_what_is_gone_is_not_started(computer: Computer, choice: BrowserChoice) -> None:
    """C12: a choice is looked up among what is there; nothing that was kept becomes a command or an option."""
    computer.install("firefox")
    firefox_data(computer.home / ".mozilla/firefox", computer.folder / "elsewhere")
    with pytest.raises(BrowserGone):
        computer.browsers.command(choice)


def test_nobody_has_no_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """An account without a home has no browsers, and that is no error."""

    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", no_home)
    assert InstalledBrowsers({}, "linux").look() == ()


def test_macos(tmp_path: Path) -> None:
    """Bundles for everybody and for one person are found, and options are handed over after --args."""
    home = tmp_path / "home"
    for bundle in (tmp_path / "Applications/Safari.app", home / "Applications/Google Chrome.app"):
        bundle.mkdir(parents=True)
    chromium_data(home / "Library/Application Support/Google/Chrome")
    browsers = InstalledBrowsers({}, "darwin", home=home, root=tmp_path)
    assert [(each.name, len(each.profiles)) for each in browsers.look()] == [("Google Chrome", 3), ("Safari", 0)]
    assert browsers.command(BrowserChoice("safari")) == [
        "/usr/bin/open",
        "-a",
        str(tmp_path / "Applications/Safari.app"),
    ]
    chrome = str(home / "Applications/Google Chrome.app")
    assert browsers.command(BrowserChoice("chrome", profile="Profile 1")) == [
        *("/usr/bin/open", "-na", chrome, "--args", "--profile-directory=Profile 1")
    ]


class MemoryRegistry:
    """A Registry of a few keys."""

    def __init__(self, **commands: str) -> None:
        self.clients = {rf"{CLIENTS}\{name}\shell\open\command": text for name, text in commands.items()}
        self.paths: dict[str, str] = {}

    def names(self, key: str) -> list[str]:
        """Return the names below a key."""
        return [each.removeprefix(f"{key}\\").split("\\")[0] for each in self.clients if each.startswith(key)]

    def values(self, key: str) -> list[str]:
        """Return a key's text."""
        return [found[key] for found in (self.clients, self.paths) if key in found]


def test_windows() -> None:
    """Registered browsers are found once each, Chromium is told from Chrome, and data is where each keeps it."""
    registry = MemoryRegistry(
        **{"Google Chrome": f'"{CHROME}"', "Chromium.XYZ": f'"{CHROMIUM}" --flag', "Firefox-308046B0AF4A39CB": FIREFOX},
        Gone=r'"C:\Gone\brave.exe"',
        Odd='"',
        Other=r"C:\Other\other.exe",
        Relative="msedge.exe",
    )
    registry.paths[rf"{APP_PATHS}\chrome.exe"] = CHROME
    folders = {"LOCALAPPDATA": "/local", "APPDATA": "/roaming"}
    found = windows_programs(folders, registry, lambda path: path in {CHROME, CHROMIUM, FIREFOX, "msedge.exe"})
    assert [(each.id, each.command, each.data) for each in found] == [
        ("firefox", (FIREFOX,), (Path("/roaming/Mozilla/Firefox"),)),
        ("chrome", (CHROME,), (Path("/local/Google/Chrome/User Data"),)),
        ("chromium", (CHROMIUM,), (Path("/local/Chromium/User Data"),)),
    ]


def test_windows_from_its_files_alone(tmp_path: Path) -> None:
    """A browser that only App Paths knows is found, and its profiles are read."""
    registry = MemoryRegistry()
    registry.paths[rf"{APP_PATHS}\msedge.exe"] = r"C:\Edge\msedge.exe"
    chromium_data(tmp_path / "Microsoft/Edge/User Data")
    [edge] = windows_programs({"LOCALAPPDATA": str(tmp_path)}, registry, lambda _path: True)
    assert (edge.id, edge.data) == ("edge", (tmp_path / "Microsoft/Edge/User Data",))
    browsers = InstalledBrowsers({}, "win32", registry=registry)
    assert browsers.look() == (), "the program is not there"
