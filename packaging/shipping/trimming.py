"""What goes into the folder build, of all that PyInstaller finds: named one by one, so that nothing new slips in."""

import re
import sys
from pathlib import PurePosixPath
from typing import Final

QT_LIBRARIES: Final = ("Core", "Gui", "Widgets", "Svg", "DBus", "OpenGL", "XcbQpa", "WaylandClient")
"""The window draws with the first four; the others are what the plugins below need."""

QT_PLUGINS: Final[dict[str, tuple[str, ...]]] = {
    "platforms": ("qxcb", "qwayland", "qoffscreen", "qwindows", "qcocoa"),
    "platformthemes": ("qxdgdesktopportal", "qgtk3"),
    "platforminputcontexts": ("composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"),
    "imageformats": ("qsvg", "qico", "qicns", "qgif", "qjpeg", "qwebp"),
    "iconengines": ("qsvgicon",),
    "styles": ("qmodernwindowsstyle", "qmacstyle"),
    "xcbglintegrations": ("qxcb-egl-integration", "qxcb-glx-integration"),
    "wayland-shell-integration": ("xdg-shell",),
    "wayland-decoration-client": ("adwaita", "bradient"),
    "wayland-graphics-integration-client": ("qt-plugin-wayland-egl",),
}

SYSTEM_LIBRARIES_TAKEN: Final = re.compile(
    # What Python was linked with, in a version that the target may not have.
    r"lib(python3|ssl|crypto|sqlite3|ffi|lzma|bz2|mpdec)[\d.-]*\.so"
    # Small parts of X that a desktop without other Qt programs lacks.
    r"|libxcb-(cursor|icccm|image|keysyms|render-util|util)\.so"
)
"""Of this machine's own libraries only these. The rest is shared with the desktop, and an older copy would break it."""

_METADATA: Final = ("METADATA", "entry_points.txt")
"""What of a distribution's description is read while the program runs."""

_HOOKS: Final = "_pyi_rth_utils"
"""What only PyInstaller's hooks use, which stay out."""

_SOFTWARE_DRAWING: Final = ("opengl32sw.dll", "d3dcompiler_47.dll")
"""20 MB for drawing in three dimensions on Windows."""


def is_shipped(target: str, kind: str = "", platform: str = sys.platform) -> bool:
    """Tell whether the file that would lie at ``target`` in the folder belongs there; ``kind`` is PyInstaller's."""
    path = PurePosixPath(target.replace("\\", "/"))
    if path.parts[0] == _HOOKS:
        return False
    if path.parts[0] == "PySide6":
        return _is_shipped_of_qt(path)
    if path.parts[0].endswith(".dist-info"):
        return path.name in _METADATA
    if platform == "linux" and len(path.parts) == 1 and path.name.startswith("lib"):
        # Links beside the libraries serve loaders that look nowhere else; these all have a path of their own.
        return kind != "SYMLINK" and SYSTEM_LIBRARIES_TAKEN.match(path.name) is not None
    return path.suffix not in (".pyi", ".typed")


def _is_shipped_of_qt(path: PurePosixPath) -> bool:
    if "translations" in path.parts or "qml" in path.parts or path.name in _SOFTWARE_DRAWING:
        return False
    if "plugins" in path.parts:
        family = path.parts[path.parts.index("plugins") + 1]
        return _plain_name(path.name) in QT_PLUGINS.get(family, ())
    library = re.match(r"(?:lib)?Qt6?([A-Z]\w*)(?:\.so|\.dll|\.framework|\.dylib|$)", _library(path))
    return library is None or library.group(1) in QT_LIBRARIES


def _library(path: PurePosixPath) -> str:
    """Return the part of the path that names the library: on macOS a folder, a framework."""
    return next((part for part in path.parts if part.endswith(".framework")), path.name)


def _plain_name(name: str) -> str:
    return name.removeprefix("lib").partition(".")[0]
