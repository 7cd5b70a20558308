"""Makes the installer for Windows from the folder build: ``python -m windows.installer FOLDER OUT``.

makensis compiles it, on Windows as on Linux; FOLDER has to be a build for Windows.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from oauth_desk import __version__
from windows.icon import windows_icon
from windows.release import DESCRIPTION, LICENCE, NAME, PUBLISHER, Release

SCRIPT: Final = Path(__file__).with_name("oauth-desk.nsi")
LICENCE_FILE: Final = Path(__file__).parents[2] / "LICENSE"
PROGRAMS: Final = ("oauth-desk.exe", "oauth-desk-window.exe")


class NoPayload(Exception):
    """The folder is not one that can be installed; the message says why."""


def uninstall_lines(folder: Path) -> str:
    """Return what the uninstaller deletes: what the installer brings, and nothing else."""
    lines = []
    for path in sorted(folder.iterdir()):
        if any(character in path.name for character in '$"`'):
            raise NoPayload(f"{path.name} is a name that the installer cannot write.")
        # Never a file's name alone with /r: a person may have chosen a folder that has more in it.
        lines.append(f'RMDir /r "$INSTDIR\\{path.name}"' if path.is_dir() else f'Delete "$INSTDIR\\{path.name}"')
    return "\n".join([*lines, ""])


def check_payload(folder: Path) -> None:
    """Raise NoPayload where a program of the folder build is missing."""
    missing = [name for name in PROGRAMS if not (folder / name).is_file()]
    if missing:
        raise NoPayload(f"{folder} holds no {missing[0]}: it is not a folder build for Windows.")


def build(folder: Path, out: Path, release: Release, *, sign: str = "", machine: str = "") -> Path:
    """Compile the installer and return it; raise NoPayload, OSError, CalledProcessError.

    ``sign`` is a command that signs the file named by ``%1``: it is run for uninstaller and installer.
    ``machine`` is what the installer itself is made for; left out, it is 32-bit and runs everywhere.
    """
    check_payload(folder)
    target = out / f"oauth-desk-{release.version}-windows-x64.exe"
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    with tempfile.TemporaryDirectory(prefix="oauth-desk-installer-") as work:
        icon, lines = Path(work) / "oauth-desk.ico", Path(work) / "uninstall.nsh"
        icon.write_bytes(windows_icon())
        lines.write_text(uninstall_lines(folder), encoding="utf-8")
        values = {
            "NAME": NAME,
            "PUBLISHER": PUBLISHER,
            "DESCRIPTION": DESCRIPTION,
            "LICENCE": LICENCE,
            "LICENCE_FILE": LICENCE_FILE,
            "VERSION": release.version,
            "VERSION_FOUR": release.four,
            "SIZE_KB": (size + 1023) // 1024,
            "PAYLOAD": folder,
            "ICON": icon,
            "UNINSTALL_LINES": lines,
            "OUT": target,
            **({"SIGN": sign} if sign else {}),
            **({"TARGET": machine} if machine else {}),
        }
        options = [f"-D{name}={value}" for name, value in values.items()]
        command = ["makensis", "-V2", "-WX", "-INPUTCHARSET", "UTF8", *options, str(SCRIPT)]
        subprocess.run(command, check=True)
    return target


def main(argv: list[str] | None = None) -> int:
    """Build it, and say where it is."""
    parser = argparse.ArgumentParser(prog="python -m windows.installer", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the folder build for Windows")
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument("--version", default=__version__, help="of the folder build, where it is another one's")
    parser.add_argument("--sign", default="", metavar="COMMAND", help="signs the file named by %%1")
    args = parser.parse_args(argv)
    out = args.out.absolute()
    out.mkdir(parents=True, exist_ok=True)
    try:
        target = build(args.folder.absolute(), out, Release(args.version), sign=args.sign)
    except NoPayload as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Built {target} ({target.stat().st_size / 1e6:.1f} MB).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
