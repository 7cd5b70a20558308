"""What macOS is told of the program: the Info.plist of its bundle, and what the .spec file gives PyInstaller."""

import sys
from pathlib import Path
from typing import Final

from macos.icon import macos_icon
from oauth_desk.config import APP_NAME, BUNDLE_ID

OLDEST: Final = "14.0"
"""What the wheel of the pinned PySide6 is made for."""

SERVICE_FILE: Final = "org.oauthdesk.service"


def bundle_options(version: str, work: Path, platform: str = sys.platform) -> dict[str, object]:
    """Return what PyInstaller's BUNDLE is given on macOS; nothing elsewhere, where there is none to make."""
    if platform != "darwin":
        return {}
    icon = work / "oauth-desk.icns"
    icon.write_bytes(macos_icon())
    return {
        "name": f"{APP_NAME}.app",
        "icon": str(icon),
        "bundle_identifier": BUNDLE_ID,
        "version": version,
        "info_plist": info_plist(version),
    }


def info_plist(version: str) -> dict[str, object]:
    """Return the keys. The program asks for no camera, place or contacts, so there are no words for such a question."""
    return {
        "CFBundleIdentifier": BUNDLE_ID,
        "CFBundleName": APP_NAME,
        "CFBundleDisplayName": APP_NAME,
        "CFBundleShortVersionString": version,
        "CFBundleVersion": version,
        "CFBundlePackageType": "APPL",
        "CFBundleDevelopmentRegion": "en",
        "LSApplicationCategoryType": "public.app-category.productivity",
        "LSMinimumSystemVersion": OLDEST,
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": "MIT licence",
        "NSRequiresAquaSystemAppearance": False,  # dark where the system is dark
        "NSSupportsAutomaticTermination": False,  # it renews connections while its window is closed
        "NSSupportsSuddenTermination": False,
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": "Service file",
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Owner",
                "LSItemContentTypes": [SERVICE_FILE],
            },
            {
                # Other TOML files stay with the editors that have them; this one is offered under "Open With".
                "CFBundleTypeName": "TOML file",
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Alternate",
                "CFBundleTypeExtensions": ["toml"],
            },
        ],
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": SERVICE_FILE,
                "UTTypeDescription": "Service file of OAuth Desk",
                "UTTypeConformsTo": ["public.text"],
                "UTTypeTagSpecification": {"public.filename-extension": ["oauth-desk.toml"]},
            }
        ],
    }
