"""What a Linux desktop is told of the program."""

import configparser
import fnmatch
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from linux.icons import SIZES, png
from linux.release import APP_ID
from linux.tree import desktop_files
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from oauth_desk.cli.main import parse
from oauth_desk.config import APP_NAME
from oauth_desk.services.sharing import file_name
from oauth_desk.ui.app_icon import app_icon
from tests.packaging.stand_in import stand_in
from tests.services.world import service

MIME = "application/x-oauth-desk-service"
NAMESPACE = "{http://www.freedesktop.org/standards/shared-mime-info}"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """Return the texts as a package has them."""
    return desktop_files(stand_in(tmp_path))


def entry(files: dict[str, str]) -> configparser.ConfigParser:
    """Read the desktop file."""
    read = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string(files["applications/oauth-desk.desktop"])
    return read


def test_every_line_of_the_menu_starts_the_window(files: dict[str, str]) -> None:
    """What the menu runs are arguments that the program understands, and none of them is a command."""
    read = entry(files)
    actions = [each for each in read["Desktop Entry"]["Actions"].split(";") if each]
    for group in ("Desktop Entry", *(f"Desktop Action {name}" for name in actions)):
        program, *arguments = read[group]["Exec"].split()
        assert program == "oauth-desk-window"
        assert parse([each for each in arguments if each != "%f"]).command is None
    assert parse(["--connect"]).connect


def test_a_desktop_knows_which_window_is_whose(files: dict[str, str]) -> None:
    """X11 tells a window's program by the name that Qt gives it, Wayland by that of the desktop file."""
    assert entry(files)["Desktop Entry"]["StartupWMClass"] == APP_NAME
    assert "applications/oauth-desk.desktop" in files


def test_nothing_is_hidden_or_started_unasked(files: dict[str, str]) -> None:
    """A package brings a line in the menu, and no start at login."""
    assert not [name for name in files if "autostart" in name]
    assert "Hidden" not in files["applications/oauth-desk.desktop"]


def test_a_double_click_opens_shared_files_and_no_other(files: dict[str, str]) -> None:
    """The kind of file is known by its whole ending: a project's TOML files stay what they are."""
    kinds = ET.fromstring(files["mime/packages/oauth-desk.xml"])  # noqa: S314 - our own text
    [kind] = kinds.findall(f"{NAMESPACE}mime-type")
    patterns = [glob.get("pattern", "") for glob in kind.findall(f"{NAMESPACE}glob")]
    assert kind.get("type") == MIME
    assert not kind.findall(f"{NAMESPACE}magic")
    assert any(fnmatch.fnmatch(file_name(service()), pattern) for pattern in patterns)
    assert not any(
        fnmatch.fnmatch(name, pattern) for name in ("pyproject.toml", "oauth-desk.toml") for pattern in patterns
    )
    assert entry(files)["Desktop Entry"]["MimeType"] == f"{MIME};"


def test_the_shops_of_programs_are_told_the_same(files: dict[str, str]) -> None:
    """AppStream's file names the desktop file, the kind of file and this release."""
    told = ET.fromstring(files[f"metainfo/{APP_ID}.metainfo.xml"])  # noqa: S314 - our own text
    assert told.findtext("id") == APP_ID
    assert told.findtext("launchable") == "oauth-desk.desktop"
    assert told.findtext("provides/mediatype") == MIME
    release = told.find("releases/release")
    assert release is not None
    assert (release.get("version"), release.get("date")) == ("1.2.3", "2026-09-21")
    assert "@" not in files[f"metainfo/{APP_ID}.metainfo.xml"]


@pytest.mark.parametrize("size", SIZES)
def test_icons_have_their_sizes(size: int) -> None:
    """Each picture is as large as its folder says, and clear at its corners."""
    image = QImage.fromData(png(size))
    assert (image.width(), image.height()) == (size, size)
    assert image.pixelColor(0, 0).alpha() < 30
    assert image.pixelColor(size // 2, size // 10).alpha() == 255


@pytest.mark.parametrize("size", [48, 128, 256])
def test_the_menu_shows_the_icon_of_the_window(qapp: QApplication, size: int) -> None:
    """The picture in the packages and the one that the window paints are the same to the eye."""
    painted = app_icon().pixmap(size, size).toImage()
    packed = QImage.fromData(png(size))
    far = 0
    for y in range(size):
        for x in range(size):
            one, other = painted.pixelColor(x, y), packed.pixelColor(x, y)
            far += abs(one.red() * one.alpha() - other.red() * other.alpha()) > 90 * 255
    assert far / size**2 < 0.01
