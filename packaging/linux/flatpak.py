"""The manifest of a Flatpak: it packs the plain archive, which is named with its hash."""

import hashlib
import json
from pathlib import Path
from typing import Any, Final

from linux.release import APP_ID, NAME

RUNTIME: Final = "24.08"
PERMISSIONS: Final = (
    "--share=network",  # the services, and the page in the browser that comes back to 127.0.0.1
    "--share=ipc",
    "--socket=wayland",
    "--socket=fallback-x11",
    "--device=dri",
    "--talk-name=org.freedesktop.secrets",  # the keyring
    "--talk-name=org.kde.kwalletd5",
    "--talk-name=org.kde.kwalletd6",
    "--talk-name=org.kde.StatusNotifierWatcher",  # the tray
    "--talk-name=org.freedesktop.Notifications",
    "--talk-name=org.freedesktop.ScreenSaver",  # locking with the screen
    "--talk-name=org.gnome.ScreenSaver",
    "--system-talk-name=org.freedesktop.login1",  # locking before sleep
)
"""No folder of the person's: files come through the portal that opens them."""


def manifest(tarball: Path) -> dict[str, Any]:
    """Return what flatpak-builder reads, beside ``tarball``."""
    with tarball.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "id": APP_ID,
        "runtime": "org.freedesktop.Platform",
        "runtime-version": RUNTIME,
        "sdk": "org.freedesktop.Sdk",
        "command": f"{NAME}-window",
        "rename-desktop-file": f"{NAME}.desktop",
        "rename-icon": NAME,
        "finish-args": list(PERMISSIONS),
        "build-options": {"no-debuginfo": True, "strip": False},
        "modules": [
            {
                "name": NAME,
                "buildsystem": "simple",
                "build-commands": [
                    "mkdir -p /app/lib /app/bin /app/share",
                    f"cp -r {NAME} /app/lib/{NAME}",
                    f"ln -s ../lib/{NAME}/{NAME} /app/bin/{NAME}",
                    f"ln -s ../lib/{NAME}/{NAME} /app/bin/{NAME}-window",
                    "cp -r share/. /app/share/",
                    f"mv /app/share/mime/packages/{NAME}.xml /app/share/mime/packages/{APP_ID}.xml",
                ],
                "sources": [{"type": "archive", "path": tarball.name, "sha256": digest}],
            }
        ],
    }


def write_manifest(tarball: Path, out: Path) -> Path:
    """Write the manifest into ``out`` and return it; raise OSError."""
    target = out / f"{APP_ID}.json"
    target.write_text(json.dumps(manifest(tarball), indent=2) + "\n", encoding="utf-8")
    return target
