"""Starting at login, on each system."""

import os
import plistlib
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

import pytest

from oauth_desk import __version__
from oauth_desk.adapters.autostart import LoginEntry, SystemAutostart, login_entry, own_command
from oauth_desk.adapters.autostart_mac import LABEL, LaunchAgent
from oauth_desk.adapters.autostart_windows import RunKey
from oauth_desk.adapters.autostart_xdg import NAME, DesktopEntry, exec_line
from oauth_desk.config import Settings
from oauth_desk.domain.errors import DeskError
from oauth_desk.late import autostart
from oauth_desk.services.company import Company

COMMAND = ("/opt/oauth desk/oauth-desk-window", "--hidden")
RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
APPROVED = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"


class FakeKey:
    """An open key of the registry."""

    def __init__(self, values: dict[str, object]) -> None:
        self.values = values

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


class FakeRegistry:
    """What of ``winreg`` is used, on dictionaries."""

    HKEY_CURRENT_USER, REG_SZ, KEY_SET_VALUE = "HKCU", 1, 2

    def __init__(self) -> None:
        self.keys: dict[str, dict[str, object]] = {RUN: {}}

    def CreateKey(self, _root: str, path: str) -> FakeKey:  # noqa: N802 - winreg's name
        """Open a key, making it."""
        return FakeKey(self.keys.setdefault(path, {}))

    def OpenKey(self, _root: str, path: str, *_rights: int) -> FakeKey:  # noqa: N802 - winreg's name
        """Open a key that is there."""
        if path not in self.keys:
            raise FileNotFoundError(2, "no such key")
        return FakeKey(self.keys[path])

    def SetValueEx(self, key: FakeKey, name: str, _zero: int, _kind: int, value: object) -> None:  # noqa: N802
        """Set a value."""
        key.values[name] = value

    def QueryValueEx(self, key: FakeKey, name: str) -> tuple[object, int]:  # noqa: N802 - winreg's name
        """Return a value."""
        if name not in key.values:
            raise FileNotFoundError(2, "no such value")
        return key.values[name], 1

    def DeleteValue(self, key: FakeKey, name: str) -> None:  # noqa: N802 - winreg's name
        """Delete a value."""
        if name not in key.values:
            raise FileNotFoundError(2, "no such value")
        del key.values[name]


def linux(folder: Path) -> LoginEntry:
    """Return the entry of a Linux desktop."""
    return DesktopEntry({"HOME": str(folder), "XDG_CONFIG_DIRS": str(folder / "machine")})


MADE: dict[str, Callable[[Path], LoginEntry]] = {
    "linux": linux,
    "mac": LaunchAgent,
    "windows": lambda _folder: RunKey(FakeRegistry()),
}


@pytest.mark.parametrize("system", MADE)
def test_on_and_off_and_off_again(system: str, tmp_path: Path) -> None:
    """On every system it is off at first, on after it was chosen, and off as often as one likes."""
    entry = MADE[system](tmp_path)
    assert not entry.is_on()
    entry.put(COMMAND)
    entry.put(COMMAND)
    assert entry.is_on()
    entry.remove()
    assert not entry.is_on()
    entry.remove()


def unquoted(line: str) -> list[str]:
    """Read an Exec line as a desktop does: first the file's escapes, then the quotes, then the percent signs."""
    text = re.sub(r"\\(.)", lambda found: {"n": "\n", "r": "\r", "t": "\t"}.get(found[1], found[1]), line)
    words = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', text, re.DOTALL)
    return [re.sub(r"\\(.)", r"\1", quoted).replace("%%", "%") or plain.replace("%%", "%") for quoted, plain in words]


@pytest.mark.parametrize(
    "command",
    [
        COMMAND,
        ("/usr/bin/oauth-desk-window", "--hidden", "--data-dir", "/home/ana/my desk"),
        ("/opt/100%/x", '/a "quoted" $HOME `id` \\ back\\slash', "/two\nlines\tand a tab"),
    ],
)
def test_a_desktop_reads_the_command_as_it_was_meant(command: Sequence[str]) -> None:
    """Blanks, quotes, dollars, backslashes and percent signs of a path reach the program unchanged."""
    assert unquoted(exec_line(command)) == list(command)


def test_a_line_break_in_a_path_adds_no_key(tmp_path: Path) -> None:
    """No name of a folder can smuggle a second line into the file."""
    linux(tmp_path).put(("/usr/bin/x", "/evil\nHidden=true"))
    text = (tmp_path / ".config/autostart" / NAME).read_text(encoding="utf-8")
    assert "\nHidden" not in text
    assert linux(tmp_path).is_on()


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_what_a_desktop_switched_off_is_off(line: str, tmp_path: Path) -> None:
    """The desktop's own list of start programs counts, too."""
    entry = linux(tmp_path)
    entry.put(COMMAND)
    path = tmp_path / ".config/autostart" / NAME
    path.write_text(path.read_text(encoding="utf-8") + f"{line}\n[Other]\n", encoding="utf-8")
    assert not entry.is_on()
    path.write_text(f"[Desktop Entry]\nExec=x\n[Other]\n{line}\n", encoding="utf-8")
    assert entry.is_on()


def test_what_the_machine_starts_is_switched_off_for_this_person_alone(tmp_path: Path) -> None:
    """An administrator's file is read, never changed, and a person's own goes before it."""
    machine = tmp_path / "machine/autostart" / NAME
    machine.parent.mkdir(parents=True)
    machine.write_text("[Desktop Entry]\nType=Application\nExec=oauth-desk-window --hidden\n", encoding="utf-8")
    entry = linux(tmp_path)
    assert entry.is_on()
    entry.remove()
    assert not entry.is_on()
    assert machine.exists()
    entry.put(COMMAND)
    assert entry.is_on()


def test_the_files_hold_the_command(tmp_path: Path) -> None:
    """What macOS and Windows keep is the command as those systems read it."""
    LaunchAgent(tmp_path).put(COMMAND)
    job = plistlib.loads((tmp_path / f"Library/LaunchAgents/{LABEL}.plist").read_bytes())
    assert (job["Label"], job["ProgramArguments"], job["RunAtLoad"]) == (LABEL, list(COMMAND), True)
    registry = FakeRegistry()
    RunKey(registry).put(COMMAND)
    assert registry.keys[RUN] == {"OAuth Desk": '"/opt/oauth desk/oauth-desk-window" --hidden'}


@pytest.mark.parametrize("text", [b"", b"not a list", b"<plist><array/></plist>", b"\xff\xfe"])
def test_a_spoilt_file_of_macos_is_off(text: bytes, tmp_path: Path) -> None:
    """A file that launchd would not read starts nothing, and choosing anew mends it."""
    path = tmp_path / f"Library/LaunchAgents/{LABEL}.plist"
    path.parent.mkdir(parents=True)
    path.write_bytes(text)
    assert not LaunchAgent(tmp_path).is_on()
    LaunchAgent(tmp_path).put(COMMAND)
    assert LaunchAgent(tmp_path).is_on()


def test_the_task_manager_of_windows_counts() -> None:
    """What was switched off there is off, and choosing it here brings it back."""
    registry = FakeRegistry()
    entry = RunKey(registry)
    entry.put(COMMAND)
    registry.keys[APPROVED] = {"OAuth Desk": b"\x03" + bytes(11)}
    assert not entry.is_on()
    registry.keys[APPROVED] = {"OAuth Desk": b"\x02" + bytes(11)}
    assert entry.is_on()
    registry.keys[APPROVED] = {"OAuth Desk": b"\x03" + bytes(11)}
    entry.put(COMMAND)
    assert entry.is_on()


def test_a_sandbox_leaves_it_to_the_system(tmp_path: Path) -> None:
    """A Flatpak writes no file that its host would not read."""
    assert login_entry("linux", {"FLATPAK_ID": "org.example.Desk", "HOME": str(tmp_path)}) is None
    assert isinstance(login_entry("linux", {"HOME": str(tmp_path)}), DesktopEntry)
    assert isinstance(login_entry("darwin", {}), LaunchAgent)


async def test_a_sandbox_says_where_it_is_chosen() -> None:
    """Where the system keeps its list to itself, a sentence says so."""
    with pytest.raises(DeskError, match="settings of this system"):
        await SystemAutostart(COMMAND, lambda: None).is_on()


async def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A file in the folder's place is said in words, and nothing is left behind."""
    (tmp_path / ".config").write_text("in the way", encoding="utf-8")
    with pytest.raises(DeskError) as told:
        await SystemAutostart(COMMAND, lambda: linux(tmp_path)).turn(on=True)
    assert told.value.code == "autostart_not_changed"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".config"]


def test_what_is_started_survives_an_update(tmp_path: Path) -> None:
    """The command names what an update replaces in its place: an image, the installed program, or this source tree."""
    python = str(tmp_path / "python3")
    assert own_command({}, python, "linux", frozen=False)[:2] == (python, "-c")
    assert own_command({}, python, "linux", frozen=True) == (python,)
    image = {"APPIMAGE": "/home/ana/OAuth_Desk.AppImage", "APPDIR": str(tmp_path)}
    assert own_command(image, python, "linux", frozen=True) == ("/home/ana/OAuth_Desk.AppImage",)
    (tmp_path / "oauth-desk-window").touch()
    assert own_command({}, python, "linux", frozen=True) == (str(tmp_path / "oauth-desk-window"),)
    (tmp_path / "oauth-desk-window.exe").touch()
    assert own_command({}, python, "win32", frozen=True) == (str(tmp_path / "oauth-desk-window.exe"),)


def test_another_programs_image_is_not_started(tmp_path: Path) -> None:
    """Whoever types the command in a terminal that came in an image itself has that one's variables around them."""
    editor = {"APPIMAGE": "/home/ana/Editor.AppImage", "APPDIR": str(tmp_path / "mounted")}
    python = str(tmp_path / "python3")
    assert own_command(editor, python, "linux", frozen=True) == (python,)
    assert own_command({"APPIMAGE": "/home/ana/Editor.AppImage"}, python, "linux", frozen=True) == (python,)


def test_a_source_tree_starts_from_any_folder(tmp_path: Path) -> None:
    """A login starts programs in the home folder, where Python would not find a checkout by its name."""
    command = own_command({}, sys.executable, sys.platform, frozen=False)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [*command, "--version"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"oauth-desk {__version__}\n"


@pytest.mark.skipif(sys.platform != "linux", reason="writes the file of a Linux desktop")
async def test_it_starts_hidden_on_the_same_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is started at login is the hidden window, on the folder and passphrase file of now."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("FLATPAK_ID", raising=False)
    settings = Settings(tmp_path / "data", own_folder=True, passphrase_file=tmp_path / "secret")
    made = autostart(settings, Company())
    await made.turn(on=True)
    assert await made.is_on()
    lines = (tmp_path / "autostart" / NAME).read_text(encoding="utf-8").splitlines()
    line = next(each for each in lines if each.startswith("Exec="))
    assert line.endswith(f" --hidden --data-dir {tmp_path / 'data'} --passphrase-file {tmp_path / 'secret'}")
