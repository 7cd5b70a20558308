"""The packages themselves, around a stand-in of the program."""

import gzip
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from linux.appdir import build_appdir
from linux.deb import build_deb
from linux.flatpak import write_manifest
from linux.rpm import spec_file
from linux.tarball import build_tarball
from linux.tree import lay_out

from tests.packaging.stand_in import EPOCH, ROOT, stand_in

needs_dpkg = pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="needs dpkg-deb")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="makes packages for Linux")


def digest(path: Path) -> str:
    """Return a file's hash."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def run(*command: str | Path, **variables: str) -> str:
    """Run a command; return its stdout."""
    environment = {**os.environ, **variables}
    return subprocess.run(
        [str(each) for each in command], env=environment, check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture(scope="module")
def deb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the package once."""
    folder = tmp_path_factory.mktemp("deb")
    return build_deb(stand_in(folder), folder, folder / "work", level=0)


@pytest.fixture(scope="module")
def inside(deb: Path) -> dict[str, tarfile.TarInfo]:
    """Return what the package unpacks."""
    data = subprocess.run(["dpkg-deb", "--fsys-tarfile", str(deb)], check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        return {entry.name.removeprefix("."): entry for entry in archive}


@needs_dpkg
def test_two_debs_are_the_same(deb: Path, tmp_path: Path) -> None:
    """Built again elsewhere, with another umask and another time, the package is the same byte for byte."""
    before = os.umask(0o077)
    try:
        again = build_deb(stand_in(tmp_path), tmp_path, tmp_path / "work", level=0)
    finally:
        os.umask(before)
    assert digest(again) == digest(deb)


@needs_dpkg
def test_the_deb_belongs_to_root_and_to_one_time(inside: dict[str, tarfile.TarInfo]) -> None:
    """Nothing tells who built it or when, nothing is writable by others, and only programs can be run."""
    assert {(entry.uid, entry.gid, int(entry.mtime)) for entry in inside.values()} == {(0, 0, EPOCH)}
    assert not [name for name, entry in inside.items() if not entry.issym() and entry.mode & 0o7022]
    runnable = {name for name, entry in inside.items() if entry.isfile() and entry.mode & 0o111}
    assert runnable == {"/usr/lib/oauth-desk/oauth-desk"}


@needs_dpkg
def test_the_deb_brings_what_a_desktop_needs(inside: dict[str, tarfile.TarInfo]) -> None:
    """Both commands, menu, kinds of files, icons, manual and completions are there, and no start at login."""
    assert inside["/usr/bin/oauth-desk"].linkname == "../lib/oauth-desk/oauth-desk"
    assert inside["/usr/bin/oauth-desk-window"].linkname == "../lib/oauth-desk/oauth-desk"
    for name in (
        "/usr/share/applications/oauth-desk.desktop",
        "/usr/share/mime/packages/oauth-desk.xml",
        "/usr/share/icons/hicolor/48x48/apps/oauth-desk.png",
        "/usr/share/icons/hicolor/scalable/apps/oauth-desk.svg",
        "/usr/share/man/man1/oauth-desk.1.gz",
        "/usr/share/bash-completion/completions/oauth-desk",
        "/usr/share/zsh/vendor-completions/_oauth-desk",
        "/usr/share/fish/vendor_completions.d/oauth-desk.fish",
        "/usr/share/doc/oauth-desk/copyright",
        "/usr/share/doc/oauth-desk/changelog.gz",
    ):
        assert inside[name].isfile()
    assert inside["/etc/xdg/oauth-desk/services/"[:-1]].isdir()
    assert not [name for name in inside if "autostart" in name or name.startswith("/home")]


@needs_dpkg
def test_the_deb_tells_dpkg_what_it_is(deb: Path) -> None:
    """The fields are there, and every file can be checked by its sum."""
    told = run("dpkg-deb", "--field", deb)
    assert "Package: oauth-desk\nVersion: 1.2.3\nArchitecture: amd64\n" in told
    assert "Recommends: gnome-keyring | " in told
    sums = run("dpkg-deb", "--info", deb, "md5sums").splitlines()
    licence = hashlib.md5((ROOT / "LICENSE").read_bytes(), usedforsecurity=False).hexdigest()
    assert f"{licence}  usr/lib/oauth-desk/LICENSE" in sums


@needs_dpkg
def test_only_purge_speaks_and_it_deletes_nothing(deb: Path, tmp_path: Path) -> None:
    """Removal leaves what people keep, and purge says where that is; neither knows a command that deletes."""
    run("dpkg-deb", "--control", deb, tmp_path / "control")
    assert sorted(path.name for path in (tmp_path / "control").iterdir()) == ["control", "md5sums", "postrm"]
    script = tmp_path / "control/postrm"
    assert "rm " not in script.read_text(encoding="utf-8")
    assert run("sh", script, "remove") == ""
    assert run("sh", script, "upgrade", "2.0") == ""
    assert "~/.local/share/oauth-desk" in run("sh", script, "purge")


def test_the_spec_owns_every_file_and_no_shared_folder(tmp_path: Path) -> None:
    """Rpmbuild packs the program's folder whole and each file elsewhere by its name, so nothing is left over."""
    release, root = stand_in(tmp_path), tmp_path / "root"
    lay_out(release, root / "usr")
    (root / "etc/xdg/oauth-desk/services").mkdir(parents=True)
    spec = spec_file(release, root)
    listed = [line.split()[-1] for line in spec.partition("%files")[2].splitlines() if line.startswith(("/", "%d"))]
    owned = {path for path in listed if not path.startswith("%")}
    made = {f"/{path.relative_to(root)}" for path in root.rglob("*") if path.is_symlink() or path.is_file()}
    assert made == {path for path in made if path in owned or path.startswith("/usr/lib/oauth-desk/")}
    folders = {path for path in owned if (root / path[1:]).is_dir() and not (root / path[1:]).is_symlink()}
    assert folders == {"/usr/lib/oauth-desk", "/etc/xdg/oauth-desk", "/etc/xdg/oauth-desk/services"}
    assert "@" not in spec.partition("%files")[0]
    assert "Version: 1.2.3\n" in spec


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the plain archive and unpack it."""
    folder = tmp_path_factory.mktemp("tar")
    made = build_tarball(stand_in(folder), folder, folder / "work")
    with tarfile.open(made) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    [top] = (folder / "unpacked").iterdir()
    return top


def test_two_archives_are_the_same(tmp_path: Path) -> None:
    """The plain archive is the same byte for byte, too, and holds no name, no owner and no time of its making."""
    made = [build_tarball(stand_in(tmp_path / name), tmp_path / name, tmp_path / name / "work") for name in ("a", "b")]
    assert digest(made[0]) == digest(made[1])
    with tarfile.open(made[0]) as archive:
        assert {(e.uid, e.uname, e.mtime) for e in archive} == {(0, "", EPOCH)}
        names = archive.getnames()
    assert names == sorted(names, key=lambda name: name.split("/"))  # a folder, then what is in it
    assert gzip.decompress(made[0].read_bytes())[:4] == b"oaut"


def files(folder: Path) -> set[str]:
    """Return every file and link below a folder."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_symlink() or path.is_file()}


def test_a_person_installs_and_removes_it(unpacked: Path, tmp_path: Path) -> None:
    """One script installs into a home with odd characters, runs, and takes back all of it and nothing else."""
    prefix = tmp_path / "with a blank & 100% $HOME"
    (prefix / "share/applications").mkdir(parents=True)
    (prefix / "share/applications/other.desktop").write_text("theirs", encoding="utf-8")
    said = run("sh", unpacked / "install.sh", "--prefix", prefix, HOME=str(tmp_path))
    assert "Installed OAuth Desk" in said
    assert run(prefix / "bin/oauth-desk", "list") == "stand-in: list\n"
    entry = (prefix / "share/applications/oauth-desk.desktop").read_text(encoding="utf-8")
    quoted = str(prefix).replace("$", "\\\\$").replace("%", "%%")
    assert f'Exec="{quoted}/bin/oauth-desk-window" %f\n' in entry
    assert f'Exec="{quoted}/bin/oauth-desk-window" --connect\n' in entry
    assert "TryExec" not in entry
    run("sh", prefix / "lib/oauth-desk/install.sh", "--prefix", prefix, "--uninstall", HOME=str(tmp_path))
    left = {name for name in files(prefix) if not name.endswith(("mimeinfo.cache", "icon-theme.cache"))}
    assert {name for name in left if not name.startswith("share/mime/")} == {"share/applications/other.desktop"}
    assert not [name for name in left if "oauth-desk" in name]


def test_installing_again_leaves_nothing_of_the_older_one(tmp_path: Path) -> None:
    """A newer archive takes the place of the older one whole."""
    for version, more in (("1.0", {"old.txt": "old"}), ("2.0", {"new.txt": "new"})):
        folder = tmp_path / version
        made = build_tarball(stand_in(folder, version, **more), folder, folder / "work")
        with tarfile.open(made) as archive:
            archive.extractall(folder / "unpacked", filter="data")
        [top] = (folder / "unpacked").iterdir()
        run("sh", top / "install.sh", "--prefix", tmp_path / "home", HOME=str(tmp_path))
    assert not (tmp_path / "home/lib/oauth-desk/_internal/old.txt").exists()
    assert (tmp_path / "home/lib/oauth-desk/_internal/new.txt").exists()
    assert not (tmp_path / "home/lib/oauth-desk.new").exists()


def test_removing_what_is_not_there_says_so(unpacked: Path, tmp_path: Path) -> None:
    """Nothing is deleted where nothing was installed."""
    command = ["sh", str(unpacked / "install.sh"), "--prefix", str(tmp_path), "--uninstall"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, f"OAuth Desk is not installed in {tmp_path}.\n")


def test_the_flatpak_may_do_what_it_needs_and_no_more(tmp_path: Path) -> None:
    """Keyring, tray and network are let in; no folder of the person's is, and the archive is named by its hash."""
    made = build_tarball(stand_in(tmp_path), tmp_path, tmp_path / "work")
    read = json.loads(write_manifest(made, tmp_path).read_text(encoding="utf-8"))
    allowed = read["finish-args"]
    assert {"--share=network", "--talk-name=org.freedesktop.secrets"} <= set(allowed)
    assert "--talk-name=org.kde.StatusNotifierWatcher" in allowed
    assert not [
        each for each in allowed if each.startswith(("--filesystem", "--socket=session-bus", "--socket=system-bus"))
    ]
    [module] = read["modules"]
    assert module["sources"] == [{"type": "archive", "path": made.name, "sha256": digest(made)}]


def test_the_appdir_runs_wherever_it_lies(tmp_path: Path) -> None:
    """AppRun hands its arguments on as they are, from a folder with blanks and through a link."""
    made = build_appdir(stand_in(tmp_path), tmp_path)
    moved = tmp_path / "some where"
    made.rename(moved)
    (tmp_path / "link").symlink_to(moved / "AppRun")
    assert run(tmp_path / "link", "token", "Acme CRM") == "stand-in: token Acme CRM\n"
    assert {"AppRun", "oauth-desk.desktop", "oauth-desk.png", ".DirIcon"} <= {path.name for path in moved.iterdir()}
    assert (moved / ".DirIcon").read_bytes().startswith(b"\x89PNG")
