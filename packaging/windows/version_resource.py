"""The version resource of the executables, as PyInstaller reads it: ``EXE(..., version=PATH)`` in the .spec file."""

import sys
from pathlib import Path
from typing import Final

from windows.icon import windows_icon
from windows.release import DESCRIPTION, LICENCE, NAME, PUBLISHER, Release

_TEMPLATE: Final = """\
VSVersionInfo(
  ffi=FixedFileInfo(
    filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0, OS=0x40004, fileType=0x1, subtype=0x0, date=(0, 0)
  ),
  kids=[
    StringFileInfo([StringTable('040904B0', [
{strings}
    ])]),
    VarFileInfo([VarStruct('Translation', [1033, 1200])])
  ]
)
"""


def version_resource(release: Release, program: str) -> str:
    """Return the resource of one executable, ``oauth-desk`` or ``oauth-desk-window``."""
    strings = {
        "CompanyName": PUBLISHER,
        "FileDescription": NAME if program.endswith("window") else f"{NAME}, command line",
        "FileVersion": release.four,
        "InternalName": program,
        "LegalCopyright": LICENCE,
        "OriginalFilename": f"{program}.exe",
        "ProductName": NAME,
        "ProductVersion": release.version,
        "Comments": DESCRIPTION,
    }
    lines = ",\n".join(f"      StringStruct({name!r}, {value!r})" for name, value in strings.items())
    return _TEMPLATE.format(numbers=release.numbers, strings=lines)


def executable_options(version: str, program: str, work: Path, platform: str = sys.platform) -> dict[str, str]:
    """Return what PyInstaller's EXE is given on Windows, written into ``work``; nothing elsewhere."""
    if platform != "win32":
        return {}
    resource, icon = work / f"{program}.version", work / "oauth-desk.ico"
    resource.write_text(version_resource(Release(version), program), encoding="utf-8")
    icon.write_bytes(windows_icon())
    return {"version": str(resource), "icon": str(icon)}
