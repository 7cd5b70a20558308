"""What lies in the folder build."""

import getpass
import json
import os
import re
import subprocess
import sys
from pathlib import Path

from packaging.markers import Marker
from shipping.listing import digest
from shipping.pins import plain_name, read_pins
from shipping.traces import of_this_machine, traces
from shipping.trimming import QT_PLUGINS

from tests.packaging.built.installed import ROOT

SYSTEM_LIBRARIES = re.compile(
    # what every Linux has
    r"(ld-linux.*|lib(c|m|dl|pthread|gcc_s|stdc\+\+|z|zstd|uuid|expat))\.so\.\d+"
    # what a desktop has; system-packages.txt names the packages
    r"|lib(EGL|GL|X11|X11-xcb|dbus-1|fontconfig|freetype|glib-2\.0|gthread-2\.0|xkbcommon(-x11)?)\.so\.\d+"
    r"|lib(wayland-(client|cursor|egl)|xcb(-(glx|randr|render|shape|shm|sync|xfixes|xkb))?)\.so\.\d+"
)
GTK_THEME = "libqgtk3.so"
"""Qt loads it where the desktop has GTK, and does without it elsewhere."""

LARGEST_MEGABYTES = 145

OF_OTHER_SYSTEMS = {"qwindows", "qcocoa", "qmodernwindowsstyle", "qmacstyle"}

ONLY_FOR_MAKING = {"pycparser"}
"""Pinned since cffi names it, and imported only by those who write such libraries."""


def libraries(folder: Path) -> list[Path]:
    """Return everything that a loader reads."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return [path for path in files if path.read_bytes().startswith(b"\x7fELF")]


def test_nothing_tells_of_the_machine_that_built_it(folder_build: Path) -> None:
    """No path of the checkout, of the build or of its Python, and no name of a person."""
    wanted = {*of_this_machine(ROOT), str(folder_build.parent), sys.prefix}
    if getpass.getuser() != "root":
        wanted.add(f"/{getpass.getuser()}/")
    assert traces(folder_build, wanted) == []


def test_every_module_and_resource_of_the_program_is_there(folder_build: Path) -> None:
    """Also those that are imported when somebody first wants them."""
    inside = folder_build / "_internal"
    there = {path.relative_to(inside).as_posix() for path in (inside / "oauth_desk").rglob("*") if path.is_file()}
    modules = {f"{path.relative_to(ROOT).as_posix()}c" for path in ROOT.glob("oauth_desk/**/*.py")}
    resources = [path.relative_to(ROOT / "resources") for path in ROOT.glob("resources/**/*") if path.is_file()]
    assert modules | {f"oauth_desk/_resources/{path.as_posix()}" for path in resources} == there


def test_every_plugin_that_is_wanted_is_there(folder_build: Path) -> None:
    """One that a newer Qt calls by another name would be missed by its users first: Wayland's, an input method's."""
    plugins = folder_build / "_internal/PySide6/Qt/plugins"
    there = {path.stem.removeprefix("lib") for path in plugins.rglob("*.so")}
    assert {name for names in QT_PLUGINS.values() for name in names} - there == OF_OTHER_SYSTEMS


def test_libraries_of_the_system_are_the_known_ones(folder_build: Path) -> None:
    """A library that Qt begins to need is brought along or asked for, and not found missing by a person."""
    there = {path.name for path in folder_build.rglob("*")}
    missing = {}
    for path in libraries(folder_build):
        told = subprocess.run(["objdump", "-p", path], capture_output=True, text=True, check=True).stdout
        needed = re.findall(r"NEEDED +(\S+)", told)
        unknown = [name for name in needed if name not in there and not SYSTEM_LIBRARIES.fullmatch(name)]
        if unknown and path.name != GTK_THEME:
            missing[path.name] = unknown
    assert missing == {}


def test_its_libraries_stay_files_that_can_be_replaced(folder_build: Path) -> None:
    """Qt's licence asks for it: shared libraries, each under its own name, with the words of how."""
    inside = folder_build / "_internal"
    assert (inside / "PySide6/Qt/lib/libQt6Core.so.6").is_file()
    assert (inside / "PySide6/libpyside6.abi3.so.6.12").exists() or list(
        (inside / "PySide6").glob("libpyside6.abi3.so.*")
    )
    told = (folder_build / "THIRD-PARTY-LICENSES.txt").read_text(encoding="utf-8")
    assert "You may replace them." in told
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in told


def test_it_is_no_larger_than_it_was(folder_build: Path) -> None:
    """What a newer Qt brings is noticed."""
    size = sum(path.lstat().st_size for path in folder_build.rglob("*") if path.is_file())
    assert size / 1e6 < LARGEST_MEGABYTES


def test_the_bill_names_every_pin_and_every_library(folder_build: Path) -> None:
    """With the digests that are in the folder; what is only for other systems is not in it."""
    bill = json.loads((folder_build / "sbom.cdx.json").read_text(encoding="utf-8"))
    named = {plain_name(each["name"]): each for each in bill["components"]}
    pins = read_pins(ROOT / "packaging" / "requirements.txt")
    here = {pin.name for pin in pins if not pin.marker or Marker(pin.marker).evaluate()}
    assert here - set(named) == ONLY_FOR_MAKING
    assert all(named[name]["hashes"] for name in here - ONLY_FOR_MAKING)
    files = {file["name"]: file for each in bill["components"] for file in each.get("components", [])}
    inside = folder_build / "_internal"
    for path in libraries(inside):
        name = path.relative_to(inside).as_posix()
        assert files[name]["hashes"][0]["content"] == digest(path)


def test_the_report_has_the_words_of_every_part(folder_build: Path) -> None:
    """Each part of the bill has its chapter."""
    bill = json.loads((folder_build / "sbom.cdx.json").read_text(encoding="utf-8"))
    told = (folder_build / "THIRD-PARTY-LICENSES.txt").read_text(encoding="utf-8")
    for each in bill["components"]:
        assert f"\n{each['name']} {each['version']}\nLicence: " in told


def test_the_sums_are_right(folder_build: Path) -> None:
    """Whoever gets the folder can check every file."""
    command = ["sha256sum", "--check", "--quiet", "--strict", "oauth-desk.sha256"]
    done = subprocess.run(command, cwd=folder_build.parent, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_rights_are_those_of_installed_files(folder_build: Path) -> None:
    """Readable by all, writable by the owner, and of one time."""
    modes = {path.stat().st_mode & 0o777 for path in folder_build.rglob("*") if not path.is_symlink()}
    assert modes <= {0o755, 0o644}
    assert os.access(folder_build / "oauth-desk", os.X_OK)
    assert len({path.lstat().st_mtime for path in folder_build.rglob("*")}) == 1
