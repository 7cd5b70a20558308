"""The package for Debian and its kin, made by dpkg-deb alone."""

import hashlib
import os
import subprocess
from email.utils import formatdate
from pathlib import Path
from typing import Final

from linux.libraries import debian_packages, system_needs
from linux.release import DESCRIPTION, MAINTAINER, NAME, SUMMARY, Release
from linux.tree import ZSH_OF_DEBIAN, lay_out, packed, settle, size_of

PAPERS: Final = Path(__file__).with_name("debian")
MACHINE_PROFILES: Final = f"etc/xdg/{NAME}/services"
RECOMMENDS: Final = (
    "gnome-keyring | kwalletmanager | keepassxc",
    "xdg-utils",
    "hicolor-icon-theme",
    "shared-mime-info",
    "fonts-dejavu-core | fonts-noto-core | fonts-liberation2",
)
_WORLD_READS: Final = 0o755


def build_deb(release: Release, out: Path, work: Path, *, level: int = 6) -> Path:
    """Write the package into ``out`` and return it; ``work`` is a folder to fill.

    ``level`` is how tightly it is packed. Raise OSError, CalledProcessError, UnknownLibrary.
    """
    root = work / "deb"
    lay_out(release, root / "usr", zsh=ZSH_OF_DEBIAN)
    (root / MACHINE_PROFILES).mkdir(parents=True)
    papers = root / f"usr/share/doc/{NAME}"
    papers.mkdir(parents=True)
    (papers / "copyright").write_text(copyright_file(release), encoding="utf-8")
    (papers / "changelog.gz").write_bytes(packed(changelog(release)))
    overrides = root / f"usr/share/lintian/overrides/{NAME}"
    overrides.parent.mkdir(parents=True)
    overrides.write_bytes((PAPERS / "lintian-overrides").read_bytes())
    control = root / "DEBIAN"
    control.mkdir()
    depends, suggests = debian_packages(system_needs(release.folder))
    (control / "control").write_text(control_file(release, depends, suggests, size_of(root)), encoding="utf-8")
    (control / "md5sums").write_text(md5sums(root), encoding="utf-8")
    (control / "postrm").write_bytes((PAPERS / "postrm").read_bytes())
    settle(root, release.epoch)
    (control / "postrm").chmod(_WORLD_READS)
    target = out / f"{NAME}_{release.version}_{release.debian_architecture}.deb"
    # Two threads, not as many as there are: with one, xz writes other bytes.
    options = ["--root-owner-group", "-Zxz", f"-z{level}", "--threads-max=2"]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(release.epoch), "LC_ALL": "C"}
    command = ["dpkg-deb", *options, "--build", str(root), str(target)]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return target


def control_file(release: Release, depends: list[str], suggests: list[str], size: int) -> str:
    """Return what dpkg is told; ``size`` in bytes."""
    fields = {
        "Package": NAME,
        "Version": release.version,
        "Architecture": release.debian_architecture,
        "Maintainer": MAINTAINER,
        "Installed-Size": str((size + 1023) // 1024),
        "Depends": ", ".join(depends),
        "Recommends": ", ".join(RECOMMENDS),
        "Suggests": ", ".join(suggests),
        "Section": "net",
        "Priority": "optional",
        "Description": SUMMARY[0].lower() + SUMMARY[1:],
    }
    lines = [f"{name}: {value}" for name, value in fields.items() if value]
    return "\n".join((*lines, *(f" {line}" for line in DESCRIPTION), ""))


def md5sums(root: Path) -> str:
    """Return the sums by which dpkg tells whether a file was changed since; they protect from accidents alone."""
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    inside = [path for path in files if not path.is_relative_to(root / "DEBIAN")]
    return "".join(f"{_md5(path)}  {path.relative_to(root)}\n" for path in inside)


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def changelog(release: Release) -> str:
    """Return the one entry that a package of ours has: what changed is told with the release."""
    day = formatdate(release.epoch)
    return (
        f"{NAME} ({release.version}) stable; urgency=medium\n\n"
        f"  * Release {release.version}.\n\n -- {MAINTAINER}  {day.replace('-0000', '+0000')}\n"
    )


def copyright_file(release: Release) -> str:
    """Return whose the program is, and where the papers of its libraries lie."""
    licence = (release.folder / "LICENSE").read_text(encoding="utf-8")
    body = licence.split("\n\n", 2)[2]
    lines = "\n".join(f" {line}" if line.strip() else " ." for line in body.strip().splitlines())
    return (PAPERS / "copyright").read_text(encoding="utf-8").replace("@MIT@", lines)
