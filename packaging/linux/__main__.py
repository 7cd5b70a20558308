"""Makes the packages for Linux from the folder build: ``python -m linux FOLDER OUT [FORMAT…]``."""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Final

from shipping.folder import source_date
from shipping.listing import digest

from linux.appdir import build_appdir, build_appimage
from linux.deb import build_deb
from linux.flatpak import write_manifest
from linux.libraries import UnknownLibrary
from linux.release import Release
from linux.rpm import build_rpm
from linux.tarball import build_tarball
from oauth_desk import __version__

FORMATS: Final = ("deb", "rpm", "tar", "flatpak", "appdir", "appimage")


def make(
    release: Release, out: Path, formats: list[str], *, runtime: Path | None = None, quick: bool = False
) -> list[Path]:
    """Make the packages asked for and return them; raise OSError, CalledProcessError, UnknownLibrary."""
    made: list[Path] = []
    with tempfile.TemporaryDirectory(prefix="oauth-desk-packages-") as folder:
        work = Path(folder)
        if "deb" in formats:
            made.append(build_deb(release, out, work, level=1 if quick else 6))
        if "rpm" in formats:
            made.append(build_rpm(release, out, work))
        if "tar" in formats or "flatpak" in formats:
            made.append(build_tarball(release, out, work))
        if "flatpak" in formats:
            made.append(write_manifest(made[-1], out))
        if "appdir" in formats or "appimage" in formats:
            made.append(build_appdir(release, out))
        if "appimage" in formats and runtime is not None:
            made.append(build_appimage(release, made[-1], runtime, out))
    return made


def main(argv: list[str] | None = None) -> int:
    """Make them, and say what they are."""
    parser = argparse.ArgumentParser(prog="python -m linux", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the folder build")
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument("formats", metavar="FORMAT", choices=FORMATS, nargs="+", help=", ".join(FORMATS))
    parser.add_argument("--version", default=__version__, help="of the folder build, where it is another one's")
    parser.add_argument("--appimage-runtime", type=Path, metavar="FILE", help="what an AppImage begins with")
    parser.add_argument("--quick", action="store_true", help="pack the .deb less tightly, to try it")
    args = parser.parse_args(argv)
    out = args.out.absolute()
    out.mkdir(parents=True, exist_ok=True)
    release = Release(args.folder.absolute(), args.version, source_date())
    if "appimage" in args.formats and args.appimage_runtime is None:
        print("No runtime for an AppImage was named (--appimage-runtime): the AppDir alone is made.")
    try:
        made = make(release, out, args.formats, runtime=args.appimage_runtime, quick=args.quick)
    except UnknownLibrary as error:
        print(error, file=sys.stderr)
        return 1
    for path in made:
        if path.is_file():
            print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB, SHA-256 {digest(path)}")
        else:
            print(f"{path.name}: a folder")
    return 0


if __name__ == "__main__":
    sys.exit(main())
