"""What makes the installer for Windows; what it then does is seen in installed_on_wine.py."""

import re
import struct
from pathlib import Path
from typing import Any

import pytest
from windows.icon import SIZES, ico, windows_icon
from windows.installer import SCRIPT, NoPayload, check_payload, main, uninstall_lines
from windows.release import Release
from windows.version_resource import executable_options, version_resource

from tests.packaging.roots import ROOT

TEXT = SCRIPT.read_text(encoding="utf-8")


def payload(folder: Path) -> Path:
    """Return a folder that could be a build for Windows."""
    (folder / "_internal" / "PySide6").mkdir(parents=True)
    for name in ("oauth-desk.exe", "oauth-desk-window.exe", "LICENCES.txt"):
        (folder / name).write_text("MZ")
    return folder


@pytest.mark.parametrize(
    ("version", "four"),
    [
        ("0.1.0", "0.1.0.0"),
        ("2", "2.0.0.0"),
        ("1.2.3.4.5", "1.2.3.4"),
        ("1.2rc1", "1.2.0.0"),
        ("0.1.0.dev3", "0.1.0.0"),
    ],
)
def test_windows_wants_four_numbers(version: str, four: str) -> None:
    """Whatever a version looks like, Windows compares four numbers."""
    assert Release(version).four == four


@pytest.mark.parametrize("version", ["", "dev", "1.70000"])
def test_a_version_that_windows_cannot_hold(version: str) -> None:
    """It is told, and not cut to something else."""
    with pytest.raises(ValueError, match=r"version|number"):
        _ = Release(version).four


class Noted(dict[str, Any]):
    """Takes part in evaluating a version resource: what was given, by name."""


def test_the_version_resource_is_what_pyinstaller_reads() -> None:
    """It is an expression of its five kinds of value, with numbers and words of this version."""

    def kept(*values: Any, **named: Any) -> Any:
        return Noted(named, values=values)

    names = (
        "VSVersionInfo",
        "FixedFileInfo",
        "StringFileInfo",
        "StringTable",
        "StringStruct",
        "VarFileInfo",
        "VarStruct",
    )
    text = version_resource(Release("1.2.3"), "oauth-desk-window")
    made = eval(text, dict.fromkeys(names, kept))  # noqa: S307 - as PyInstaller does
    assert made["ffi"]["filevers"] == made["ffi"]["prodvers"] == (1, 2, 3, 0)
    (table,) = made["kids"][0]["values"][0]
    strings = dict(each["values"] for each in table["values"][1])
    assert strings["ProductVersion"] == "1.2.3"
    assert strings["OriginalFilename"] == "oauth-desk-window.exe"
    assert strings["FileDescription"] == "OAuth Desk"
    assert made["kids"][1]["values"][0][0]["values"] == ("Translation", [1033, 1200])


def test_the_spec_file_is_given_files_on_windows_alone(tmp_path: Path, qapp: object) -> None:
    """Elsewhere PyInstaller would refuse a version resource."""
    assert executable_options("1.0", "oauth-desk", tmp_path, "linux") == {}
    options = executable_options("1.0", "oauth-desk", tmp_path, "win32")
    assert set(options) == {"version", "icon"}
    assert all(Path(path).read_bytes() for path in options.values())


def test_the_icon_has_all_sizes(qapp: object) -> None:
    """Small pictures are bitmaps that older parts of Windows read, the largest is a PNG; each lies where it says."""
    made = windows_icon()
    reserved, kind, count = struct.unpack_from("<HHH", made)
    assert (reserved, kind, count) == (0, 1, len(SIZES))
    for number, size in enumerate(SIZES):
        side, _, _, _, _, bits, length, at = struct.unpack_from("<BBBBHHII", made, 6 + 16 * number)
        block = made[at : at + length]
        assert (side or 256, bits, len(block)) == (size, 32, length)
        if size == 256:
            assert block.startswith(b"\x89PNG")
        else:
            assert struct.unpack_from("<Iii", block) == (40, size, 2 * size)
            middle = block[40 + 4 * size * (size // 2) :][: 4 * size]
            assert len(set(middle)) > 2
    assert at + length == len(made)


def test_an_icon_is_upside_down() -> None:
    """A bitmap in an icon begins with its lowest row."""
    made = ico({16: (b"", b"".join(bytes([row]) * 64 for row in range(16)))})
    at = struct.unpack_from("<I", made, 18)[0]
    assert made[at + 40] == 15


def test_the_uninstaller_takes_what_was_brought(tmp_path: Path) -> None:
    """Each thing by its name, folders with what is in them, and never the chosen folder as a whole."""
    assert uninstall_lines(payload(tmp_path)).splitlines() == [
        'Delete "$INSTDIR\\LICENCES.txt"',
        'RMDir /r "$INSTDIR\\_internal"',
        'Delete "$INSTDIR\\oauth-desk-window.exe"',
        'Delete "$INSTDIR\\oauth-desk.exe"',
    ]
    assert not re.search(r'RMDir /r "?\$INSTDIR"?\s*$', TEXT, re.MULTILINE)


def test_a_name_that_nsis_would_read_otherwise(tmp_path: Path) -> None:
    """A dollar sign would be a variable of the script."""
    (payload(tmp_path) / "$WINDIR").mkdir()
    with pytest.raises(NoPayload, match=r"\$WINDIR"):
        uninstall_lines(tmp_path)


def test_a_folder_for_another_system_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is compiled from a build for Linux; it is said in one line."""
    with pytest.raises(NoPayload, match="not a folder build for Windows"):
        check_payload(tmp_path)
    assert main([str(tmp_path), str(tmp_path / "out")]) == 1
    assert "not a folder build for Windows" in capsys.readouterr().err


def test_the_script_is_given_every_value_it_uses() -> None:
    """What stands as ${…} is defined in the script, by NSIS, or given by installer.py."""
    given = set(re.findall(r'"([A-Z_]+)": ', (SCRIPT.parent / "installer.py").read_text(encoding="utf-8")))
    used = set(re.findall(r"\$\{([A-Z_]{3,})\}", TEXT))
    defined = set(re.findall(r"^!define ([A-Z_]+)", TEXT, re.MULTILINE))
    assert used - defined - given == {"BST_CHECKED"}


def test_nothing_starts_at_login_unasked() -> None:
    """The section is off, and the value is the one that the program itself writes and reads."""
    assert re.search(r'^Section /o "Start at login', TEXT, re.MULTILINE)
    assert 'WriteRegStr HKCU "${RUN}" "${NAME}" \'"$INSTDIR\\${WINDOW}" --hidden\'' in TEXT


def test_no_data_of_a_person_is_deleted() -> None:
    """The uninstaller names the data folder in its words alone."""
    lines = [line for line in TEXT.splitlines() if "LOCALAPPDATA" in line]
    assert len(lines) == 2
    assert lines[0].startswith("!define KEPT")
    assert "Programs" in lines[1]
    assert (ROOT / "LICENSE").is_file()
