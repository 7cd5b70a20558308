"""Every icon that is named exists and can be seen."""

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

import oauth_desk
from oauth_desk.config import resources
from oauth_desk.ui.icons import Icons

FILES = sorted((resources() / "icons").glob("*.svg"))
NAMED = re.compile(r'icon="([a-z-]+)"|pixmap\("([a-z-]+)"|Line\([^)]*"([a-z-]+)"\)|theme\.icon\("([a-z-]+)"')


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_icon_takes_the_colour_asked_for(qapp: QApplication, file: Path) -> None:
    """An icon is drawn in the colour asked for, unless its file fixes one."""
    drawn = Icons(file.parent).pixmap(file.stem, QColor("#123456"), 32, 1.0).toImage()
    colours = {
        drawn.pixelColor(x, y).name() for x in range(32) for y in range(32) if drawn.pixelColor(x, y).alpha() == 255
    }
    assert len(colours) >= 1
    if "currentColor" in file.read_text():
        assert "#123456" in colours


def test_every_named_icon_exists() -> None:
    """No code names an icon that is not there."""
    code = Path(oauth_desk.__file__).parent
    named = {
        name
        for folder in ("ui", "services")
        for file in (code / folder).rglob("*.py")
        for found in NAMED.findall(file.read_text(encoding="utf-8"))
        for name in found
        if name
    }
    assert len(named) > 10
    assert named <= {file.stem for file in FILES}


def test_an_icon_is_drawn_once(qapp: QApplication) -> None:
    """A second wish for the same icon costs nothing."""
    icons = Icons(resources() / "icons")
    first = icons.pixmap("check", QColor("red"), 16, 1.0)
    assert icons.pixmap("check", QColor("red"), 16, 1.0) is first


def test_a_sharp_screen_gets_sharp_icons(qapp: QApplication) -> None:
    """On a screen of two pixels each the picture has twice the pixels and the same size."""
    picture = Icons(resources() / "icons").pixmap("check", QColor("red"), 16, 2.0)
    assert picture.width() == 32
    assert picture.deviceIndependentSize().width() == 16
