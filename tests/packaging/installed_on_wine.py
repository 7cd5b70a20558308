"""The installer for Windows, run under Wine: ``sh packaging/test.sh windows-installer``.

Its name keeps it out of the normal run. What is installed are stand-ins; the installer
itself is the one that is shipped, but for being made for 64 bits, which this Wine needs.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from windows.installer import build
from windows.release import Release

from tests.packaging.wine import Windows, stand_in

ARP = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\OAuthDesk"
RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
OPEN = r"Software\Classes\OAuthDesk.Service\shell\open\command"
OPEN_WITH = r"Software\Classes\.toml\OpenWithProgids"
OLD, NEW = "1.0.0", "1.1.0"

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Windows]:
    """Start one Windows for all tests: that takes ten seconds."""
    made = Windows(tmp_path_factory.mktemp("windows"))
    yield made
    made.end()


@pytest.fixture(scope="module")
def installers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Compile the installers of an older and a newer version."""
    made = {}
    for version in (OLD, NEW):
        folder = tmp_path_factory.mktemp(f"payload-{version}")
        for name in ("oauth-desk.exe", "oauth-desk-window.exe"):
            stand_in(folder / name, seconds=120 if name.endswith("window.exe") else 0)
        (folder / "_internal").mkdir()
        (folder / "_internal" / f"of {version}.txt").write_text(version)
        (folder / f"NOTES-{version}.txt").write_text(version)
        out = tmp_path_factory.mktemp(f"out-{version}")
        made[version] = build(folder, out, Release(version), machine="amd64-unicode")
    return made


@pytest.fixture(autouse=True)
def afterwards(windows: Windows) -> Iterator[None]:
    """Leave nothing for the next test."""
    yield
    for folder, switch in ((mine(windows), "/CurrentUser"), (for_all(windows), "/AllUsers")):
        if (folder / "Uninstall.exe").exists():
            windows.run(folder / "Uninstall.exe", "/S", switch)
            gone(folder / "oauth-desk.exe")


def mine(windows: Windows) -> Path:
    """Return where one person's program is."""
    return windows.below("AppData", "Local", "Programs", "OAuth Desk")


def for_all(windows: Windows) -> Path:
    """Return where everybody's program is."""
    return windows.drive / "Program Files" / "OAuth Desk"


def menu(windows: Windows) -> Path:
    """Return the person's entry in the start menu."""
    return windows.below("AppData", "Roaming", "Microsoft", "Windows", "Start Menu", "Programs", "OAuth Desk.lnk")


def gone(path: Path, *, within: float = 30.0) -> None:
    """Wait until a file is no more: an uninstaller goes on as a copy of itself."""
    until = time.monotonic() + within
    while path.exists():
        if time.monotonic() > until:
            raise AssertionError(f"{path} is still there")
        time.sleep(0.1)


def test_for_one_person_without_a_word(windows: Windows, installers: dict[str, Path]) -> None:
    """/S installs for one person, with start menu, list of programs and "Open with", and no start at login."""
    assert windows.run(installers[OLD], "/S") == 0
    assert (mine(windows) / "oauth-desk-window.exe").is_file()
    assert menu(windows).is_file()
    listed = windows.values("HKCU", ARP)
    assert listed is not None
    assert (listed["DisplayName"], listed["DisplayVersion"]) == ("OAuth Desk", OLD)
    assert listed["InstallLocation"].endswith(r"AppData\Local\Programs\OAuth Desk")
    assert listed["QuietUninstallString"].endswith(r'Uninstall.exe" /S /CurrentUser')
    command = windows.values("HKCU", OPEN)
    assert command is not None
    assert any(value.endswith('oauth-desk-window.exe" "%1"') for value in command.values())
    assert "OAuthDesk.Service" in (windows.values("HKCU", OPEN_WITH) or {})
    assert "OAuth Desk" not in (windows.values("HKCU", RUN) or {})
    assert windows.values("HKLM", ARP) is None
    assert not for_all(windows).exists()


def test_uninstalling_keeps_what_is_the_persons(windows: Windows, installers: dict[str, Path]) -> None:
    """Program, menu and registry are as before; connections, and a file that somebody put beside it, stay."""
    data = windows.below("AppData", "Local", "oauth-desk")
    data.mkdir(parents=True)
    (data / "vault.db").write_text("sealed")
    assert windows.run(installers[OLD], "/S", "/StartAtLogin") == 0
    run = windows.values("HKCU", RUN)
    assert run is not None
    assert run["OAuth Desk"].endswith(r'OAuth Desk\oauth-desk-window.exe" --hidden')
    (mine(windows) / "my notes.txt").write_text("mine")
    assert windows.run(mine(windows) / "Uninstall.exe", "/S", "/CurrentUser") == 0
    gone(mine(windows) / "Uninstall.exe")
    assert [each.name for each in mine(windows).iterdir()] == ["my notes.txt"]
    (mine(windows) / "my notes.txt").unlink()
    mine(windows).rmdir()
    assert (data / "vault.db").read_text() == "sealed"
    assert not menu(windows).exists()
    for key in (ARP, OPEN, OPEN_WITH, r"Software\Classes\Applications\oauth-desk-window.exe"):
        assert windows.values("HKCU", key) is None
    assert "OAuth Desk" not in (windows.values("HKCU", RUN) or {})


def test_an_update_in_place(windows: Windows, installers: dict[str, Path]) -> None:
    """The newer version takes the older one's files away, keeps its folder and what was chosen, and is listed once."""
    folder = windows.drive / "tools" / "desk here"
    assert windows.run(installers[OLD], "/S", "/StartAtLogin", r"/D=C:\tools\desk", "here") == 0  # without quotes
    assert (folder / "_internal" / f"of {OLD}.txt").is_file()
    assert not mine(windows).exists()
    assert windows.run(installers[NEW], "/S") == 0
    assert [each.name for each in (folder / "_internal").iterdir()] == [f"of {NEW}.txt"]
    assert {each.name for each in folder.glob("NOTES*")} == {f"NOTES-{NEW}.txt"}
    listed = windows.values("HKCU", ARP)
    assert listed is not None
    assert (listed["DisplayVersion"], listed["InstallLocation"]) == (NEW, r"C:\tools\desk here")
    assert "OAuth Desk" in (windows.values("HKCU", RUN) or {})
    assert windows.run(installers[NEW], "/S", r"/D=C:\tools\moved") == 0
    assert not folder.exists()
    assert windows.run(windows.drive / "tools" / "moved" / "Uninstall.exe", "/S", "/CurrentUser") == 0
    gone(windows.drive / "tools" / "moved" / "oauth-desk.exe")


def test_for_everybody(windows: Windows, installers: dict[str, Path]) -> None:
    """/AllUsers installs for the machine, makes the folder for profiles, and keeps it with what is in it."""
    assert windows.run(installers[OLD], "/S", "/AllUsers", "/NoStartMenu", "/NoOpenWith") == 0
    assert (for_all(windows) / "oauth-desk.exe").is_file()
    listed = windows.values("HKLM", ARP)
    assert listed is not None
    assert listed["UninstallString"].endswith(r'Uninstall.exe" /AllUsers')
    assert windows.values("HKCU", ARP) is None
    assert windows.values("HKLM", OPEN) is None
    machine = windows.drive / "ProgramData"
    assert not list(machine.rglob("OAuth Desk.lnk"))
    profile = machine / "oauth-desk" / "services" / "house.toml"
    profile.write_text("format = 1")
    assert windows.run(for_all(windows) / "Uninstall.exe", "/S", "/AllUsers") == 0
    gone(for_all(windows) / "oauth-desk.exe")
    assert windows.values("HKLM", ARP) is None
    assert profile.is_file()


def test_another_program_in_the_folder_is_left_alone(windows: Windows, installers: dict[str, Path]) -> None:
    """Its uninstaller has the usual name: it is neither run nor replaced, and code 183 says why nothing was done."""
    folder = windows.drive / "tools" / "theirs"
    theirs = stand_in(folder / "Uninstall.exe")
    content = theirs.read_bytes()
    assert windows.run(installers[OLD], "/S", r"/D=C:\tools\theirs") == 183
    assert [each.name for each in folder.iterdir()] == ["Uninstall.exe"]
    assert theirs.read_bytes() == content
    assert windows.values("HKCU", ARP) is None


def test_start_at_login_is_one_persons(windows: Windows, installers: dict[str, Path]) -> None:
    """Switches that do not go together end with code 87 and install nothing."""
    assert windows.run(installers[OLD], "/S", "/AllUsers", "/StartAtLogin") == 87
    assert not for_all(windows).exists()


def test_a_program_that_runs_is_not_replaced(windows: Windows, installers: dict[str, Path]) -> None:
    """An update and a removal while the window is open end with code 32 and leave everything as it was."""
    assert windows.run(installers[OLD], "/S") == 0
    noted = mine(windows) / "arguments.txt"
    running = windows.start(mine(windows) / "oauth-desk-window.exe", "C:\\a file.toml")
    try:
        until = time.monotonic() + 60
        while not noted.exists() or not noted.read_bytes():
            assert time.monotonic() < until
            time.sleep(0.1)
        assert "a file.toml" in noted.read_bytes().decode("utf-16-le")
        assert windows.run(installers[NEW], "/S") == 32
        # In its own folder the uninstaller's code is told; elsewhere it goes on as a copy of itself.
        removal = ("/S", "/CurrentUser", r"_?=C:\users\root\AppData\Local\Programs\OAuth", "Desk")
        assert windows.run(mine(windows) / "Uninstall.exe", *removal) == 32
        assert (mine(windows) / "_internal" / f"of {OLD}.txt").is_file()
        listed = windows.values("HKCU", ARP)
        assert listed is not None
        assert listed["DisplayVersion"] == OLD
    finally:
        windows.end()
        running.wait()
    noted.unlink()
