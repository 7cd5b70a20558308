"""The plain archive, for any Linux, with a script that installs it for one person."""

import gzip
import io
import shutil
import tarfile
from pathlib import Path
from typing import Final

from linux.release import NAME, Release
from linux.tree import lay_out_share, settle

INSTALL: Final = Path(__file__).with_name("install.sh")


def build_tarball(release: Release, out: Path, work: Path) -> Path:
    """Write the archive into ``out`` and return it; raise OSError."""
    top = f"{NAME}-{release.version}-linux-{release.machine}"
    root = work / "tar" / top
    shutil.copytree(release.folder, root / NAME, symlinks=True)
    lay_out_share(release, root / "share")
    shutil.copy(INSTALL, root / "install.sh")
    settle(root, release.epoch)
    (root / "install.sh").chmod(0o755)
    target = out / f"{top}.tar.gz"
    with target.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        write_tar(root, packed, top)
    return target


def write_tar(root: Path, file: "gzip.GzipFile | io.BytesIO", top: str) -> None:
    """Write what is below ``root``, in the order of its names, as nobody's in particular."""
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in [root, *sorted(root.rglob("*"), key=lambda path: path.as_posix())]:
            place = top if path == root else f"{top}/{path.relative_to(root).as_posix()}"
            archive.add(path, place, recursive=False, filter=_nobodys)


def _nobodys(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mtime = int(entry.mtime)
    return entry
