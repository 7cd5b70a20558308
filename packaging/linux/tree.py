"""The files of an installed program below a folder: the program itself, and what makes it at home on a desktop."""

import gzip
import os
import shutil
from pathlib import Path
from typing import Final

from linux import completions, icons
from linux.commands import command_line
from linux.manual import manual
from linux.release import APP_ID, NAME, Release

SHARE: Final = Path(__file__).with_name("share")
ZSH_OF_DEBIAN: Final = "zsh/vendor-completions"
ZSH_OF_OTHERS: Final = "zsh/site-functions"


def lay_out(release: Release, usr: Path, *, zsh: str = ZSH_OF_OTHERS) -> None:
    """Fill ``usr``: ``lib/oauth-desk``, ``bin`` and ``share``; raise OSError."""
    shutil.copytree(release.folder, usr / "lib" / NAME, symlinks=True)
    (usr / "bin").mkdir(parents=True)
    for name in (NAME, f"{NAME}-window"):
        (usr / "bin" / name).symlink_to(f"../lib/{NAME}/{NAME}")
    lay_out_share(release, usr / "share", zsh=zsh)


def lay_out_share(release: Release, share: Path, *, name: str = NAME, zsh: str = ZSH_OF_OTHERS) -> None:
    """Fill ``share``; ``name`` is what desktop file and icons are called."""
    for path, text in desktop_files(release, name).items():
        _write(share / path, text.encode())
    for size in icons.SIZES:
        _write(share / f"icons/hicolor/{size}x{size}/apps/{name}.png", icons.png(size))
    _write(share / f"icons/hicolor/scalable/apps/{name}.svg", icons.SVG.read_bytes())
    line = command_line()
    _write(share / f"man/man1/{NAME}.1.gz", packed(manual(line, release.version)))
    (share / f"man/man1/{NAME}-window.1.gz").symlink_to(f"{NAME}.1.gz")
    bash = share / "bash-completion/completions"
    _write(bash / NAME, completions.bash(line).encode())
    (bash / f"{NAME}-window").symlink_to(NAME)
    _write(share / zsh / f"_{NAME}", completions.zsh(line).encode())
    fish = share / "fish/vendor_completions.d"
    for program, text in completions.fish(line).items():
        _write(fish / f"{program}.fish", text.encode())


def desktop_files(release: Release, name: str = NAME) -> dict[str, str]:
    """Return the texts that tell a desktop of the program."""
    desktop = (SHARE / f"{NAME}.desktop").read_text(encoding="utf-8").replace(f"Icon={NAME}", f"Icon={name}")
    metainfo = (SHARE / "metainfo.xml").read_text(encoding="utf-8")
    for word, value in {
        "@ID@": APP_ID,
        "@DESKTOP@": f"{name}.desktop",
        "@ICON@": name,
        "@VERSION@": release.version,
        "@DATE@": release.day,
    }.items():
        metainfo = metainfo.replace(word, value)
    return {
        f"applications/{name}.desktop": desktop,
        f"metainfo/{APP_ID}.metainfo.xml": metainfo,
        f"mime/packages/{name}.xml": (SHARE / f"{NAME}.xml").read_text(encoding="utf-8"),
    }


def packed(text: str) -> bytes:
    """Return a text as gzip packs it, with no time and no name in it."""
    return gzip.compress(text.encode(), mtime=0)


def settle(root: Path, epoch: int) -> None:
    """Give everything below ``root`` one time, and rights that no umask of the builder's changes."""
    for path in [root, *root.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or _is_program(path) else 0o644)
        os.utime(path, (epoch, epoch), follow_symlinks=False)


def size_of(root: Path) -> int:
    """Return how many bytes the files take."""
    return sum(path.stat().st_size for path in root.rglob("*") if path.is_file() and not path.is_symlink())


def _is_program(path: Path) -> bool:
    """Tell whether somebody may want to run a file; a library is loaded, whatever its rights are."""
    return bool(path.stat().st_mode & 0o100) and ".so" not in path.suffixes


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
