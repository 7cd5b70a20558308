"""The AppDir of an AppImage; the image itself where a runtime for it is at hand."""

import shutil
import subprocess
from pathlib import Path
from typing import Final

from linux import icons
from linux.release import NAME, Release
from linux.tree import lay_out, settle

APP_RUN: Final = Path(__file__).with_name("AppRun")


def build_appdir(release: Release, out: Path) -> Path:
    """Write the AppDir into ``out`` and return it; raise OSError."""
    root = out / f"{NAME}.AppDir"
    shutil.rmtree(root, ignore_errors=True)
    lay_out(release, root / "usr")
    shutil.copy(APP_RUN, root / "AppRun")
    shutil.copy(root / f"usr/share/applications/{NAME}.desktop", root)
    (root / f"{NAME}.png").write_bytes(icons.png(256))
    (root / ".DirIcon").symlink_to(f"{NAME}.png")
    settle(root, release.epoch)
    (root / "AppRun").chmod(0o755)
    return root


def build_appimage(release: Release, appdir: Path, runtime: Path, out: Path) -> Path:
    """Put the runtime and a packed AppDir together; raise OSError, CalledProcessError."""
    target = out / f"OAuth_Desk-{release.version}-{release.machine}.AppImage"
    packed = out / f"{NAME}.squashfs"
    packed.unlink(missing_ok=True)
    time = str(release.epoch)
    options = ["-root-owned", "-noappend", "-no-progress", "-quiet", "-comp", "zstd", "-processors", "2"]
    options += ["-mkfs-time", time, "-all-time", time]
    subprocess.run(["mksquashfs", str(appdir), str(packed), *options], check=True)
    with target.open("wb") as image:
        for part in (runtime, packed):
            with part.open("rb") as piece:
                shutil.copyfileobj(piece, image)
    target.chmod(0o755)
    packed.unlink()
    return target
