"""What goes into the folder build."""

import pytest
from shipping.trimming import is_shipped

TAKEN = [
    "PySide6/QtCore.abi3.so",
    "PySide6/libpyside6.abi3.so.6.12",
    "PySide6/Qt/lib/libQt6Gui.so.6",
    "PySide6/Qt/lib/libicudata.so.73",
    "PySide6/Qt/plugins/platforms/libqxcb.so",
    "PySide6/Qt/plugins/platforms/libqwayland.so",
    "PySide6/Qt/plugins/platforms/libqoffscreen.so",
    "keyring-25.7.0.dist-info/entry_points.txt",
    "oauth_desk/_resources/services/README.md",
    "libssl.so.3",
    "libpython3.13.so.1.0",
    "libxcb-cursor.so.0",
    "certifi/cacert.pem",
]
LEFT = [
    "PySide6/Qt/translations/qtbase_de.qm",
    "PySide6/Qt/qml/QtQuick/qmldir",
    "PySide6/Qt/lib/libQt6Network.so.6",
    "PySide6/Qt/plugins/platforms/libqvnc.so",
    "PySide6/Qt/plugins/tls/libqopensslbackend.so",
    "keyring-25.7.0.dist-info/RECORD",
    "certifi/py.typed",
    "libgtk-3.so.0",
    "libX11.so.6",
    "libstdc++.so.6",
    "_pyi_rth_utils/qt.pyc",
]


@pytest.mark.parametrize("target", TAKEN)
def test_what_the_program_uses_goes_along(target: str) -> None:
    """Qt's window, its ways to a screen, Python's own libraries, what is looked up while running."""
    assert is_shipped(target, platform="linux")


@pytest.mark.parametrize("target", LEFT)
def test_what_nobody_uses_stays_out(target: str) -> None:
    """Other parts of Qt, descriptions for installers, and libraries that belong to the desktop."""
    assert not is_shipped(target, platform="linux")


def test_a_link_beside_the_libraries_stays_out() -> None:
    """Each library is there once, under the path by which it is found."""
    assert not is_shipped("libssl.so.3", "SYMLINK", platform="linux")
    assert not is_shipped("libQt6Core.so.6", "SYMLINK", platform="linux")


@pytest.mark.parametrize(
    ("target", "shipped"),
    [
        ("PySide6\\Qt6Core.dll", True),
        ("PySide6\\Qt6Qml.dll", False),
        ("PySide6\\opengl32sw.dll", False),
        ("PySide6\\plugins\\platforms\\qwindows.dll", True),
        ("PySide6\\plugins\\platforms\\qminimal.dll", False),
        ("PySide6\\plugins\\styles\\qmodernwindowsstyle.dll", True),
        ("libcrypto-3-x64.dll", True),
    ],
)
def test_windows_has_its_own_paths(target: str, shipped: bool) -> None:
    """The same rules hold with the other stroke between folders, and no library of the machine is judged by name."""
    assert is_shipped(target, platform="win32") == shipped


@pytest.mark.parametrize(
    ("target", "shipped"),
    [
        ("PySide6/Qt/lib/QtCore.framework/Versions/A/QtCore", True),
        ("PySide6/Qt/lib/QtQml.framework/Versions/A/QtQml", False),
        ("PySide6/Qt/plugins/platforms/libqcocoa.dylib", True),
        ("libssl.3.dylib", True),
    ],
)
def test_macos_has_frameworks(target: str, shipped: bool) -> None:
    """A framework is a folder; what is in it goes with it."""
    assert is_shipped(target, platform="darwin") == shipped
