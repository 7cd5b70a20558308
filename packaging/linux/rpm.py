"""The package for Fedora, openSUSE and their kin, made by rpmbuild from the finished tree."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from linux.libraries import system_needs
from linux.release import DESCRIPTION, NAME, SUMMARY, Release
from linux.tree import lay_out, settle

SPEC: Final = Path(__file__).with_name("oauth-desk.spec.in")
_IN_ANY_LIBC: Final = "ld-linux"


def build_rpm(release: Release, out: Path, work: Path) -> Path:
    """Write the package into ``out`` and return it; raise OSError, CalledProcessError."""
    top = work / "rpm"
    root = top / "root"
    lay_out(release, root / "usr")
    (root / f"etc/xdg/{NAME}/services").mkdir(parents=True)
    settle(root, release.epoch)
    spec = top / f"{NAME}.spec"
    spec.write_text(spec_file(release, root), encoding="utf-8")
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(release.epoch), "LC_ALL": "C"}
    command = ["rpmbuild", "-bb", "--quiet", "--target", f"{release.machine}-linux"]
    command += ["--define", f"_topdir {top}", "--define", f"finished_tree {root}", str(spec)]
    subprocess.run(command, env=environment, check=True)
    made = next((top / "RPMS").rglob("*.rpm"))
    return Path(shutil.copy(made, out / made.name))


def spec_file(release: Release, root: Path) -> str:
    """Return the spec; libraries are asked for by their own names, which are the same everywhere."""
    system = system_needs(release.folder)
    needed = [f"{name}()(64bit)" for name in sorted(system.needed) if not name.startswith(_IN_ANY_LIBC)]
    needed += [f"libc.so.6(GLIBC_{system.glibc})(64bit)"] if system.glibc else []
    needed += [f"libstdc++.so.6(GLIBCXX_{system.glibcxx})(64bit)"] if system.glibcxx else []
    words = {
        "@NAME@": NAME,
        "@VERSION@": release.version,
        "@SUMMARY@": SUMMARY,
        "@DESCRIPTION@": "\n".join(DESCRIPTION),
        "@REQUIRES@": "\n".join(f"Requires: {each}" for each in needed),
        "@FILES@": "\n".join(_files(root)),
    }
    text = SPEC.read_text(encoding="utf-8")
    for word, value in words.items():
        text = text.replace(word, value)
    return text


def _files(root: Path) -> list[str]:
    """Return what belongs to the package: its own folders whole, files of shared folders one by one."""
    own = [f"/usr/lib/{NAME}", f"%dir /etc/xdg/{NAME}", f"%dir /etc/xdg/{NAME}/services"]
    inside = root / "usr" / "lib"
    shared = sorted(path for path in (root / "usr").rglob("*") if not path.is_relative_to(inside) and _is_file(path))
    return own + [f"{'%doc ' if '/man/' in str(path) else ''}/{path.relative_to(root)}" for path in shared]


def _is_file(path: Path) -> bool:
    return path.is_symlink() or path.is_file()
