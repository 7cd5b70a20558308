"""A Windows of our own: a prefix of a 64-bit Wine, which runs programs without a screen."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

_PLACES: Final = ("/usr/lib/wine", "/usr/lib/x86_64-linux-gnu/wine")
_ENDS_WITHIN: Final = 120.0

STAND_IN: Final = """\
Target amd64-unicode
Unicode true
OutFile "{out}"
RequestExecutionLevel user
SilentInstall silent
!include FileFunc.nsh
Section
  FileOpen $0 "$EXEDIR\\arguments.txt" w
  ${{GetParameters}} $1
  FileWriteUTF16LE $0 $1
  FileClose $0
  Sleep {milliseconds}
SectionEnd
"""
"""A program that notes its arguments and then stays for a while."""


def found(name: str) -> str:
    """Return the path of one of Wine's programs; raise FileNotFoundError."""
    path = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), *_PLACES]))
    if path is None:
        raise FileNotFoundError(f"{name} is not here: “sh packaging/test.sh windows-installer” installs it")
    return path


def stand_in(path: Path, *, seconds: float = 0) -> Path:
    """Compile a stand-in for a program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = STAND_IN.format(out=path, milliseconds=round(seconds * 1000))
    subprocess.run(["makensis", "-V1", "-"], input=text, text=True, check=True)
    return path


class Windows:
    """One prefix, which says that it is Windows 10. Its user has an administrator's rights."""

    def __init__(self, folder: Path) -> None:
        self._prefix = folder / "prefix"
        self.drive = self._prefix / "drive_c"
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "WINEPREFIX": str(self._prefix),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=",
        }
        self._run("wineboot", "-i")
        self._run("winecfg", "-v", "win10")

    def run(self, program: Path, *arguments: str) -> int:
        """Run a program to its end; return its exit code as Unix has it: the lowest byte alone."""
        return self._run(str(program), *arguments)

    def start(self, program: Path, *arguments: str) -> "subprocess.Popen[bytes]":
        """Start a program that stays."""
        return subprocess.Popen(
            [found("wine64"), str(program), *arguments],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def values(self, root: str, key: str) -> dict[str, str] | None:
        """Return the values of a key as Wine prints them; None where there is no such key."""
        done = subprocess.run(
            [found("wine64"), "reg", "query", f"{root}\\{key}", "/reg:64"],
            env=self._environment,
            capture_output=True,
            check=False,
            timeout=_ENDS_WITHIN,
        )
        if done.returncode:
            return None
        rows = [
            re.split(r"\s{4}", line.strip(), maxsplit=2) for line in done.stdout.decode(errors="replace").splitlines()
        ]
        return {row[0]: row[2] if len(row) == 3 else "" for row in rows if len(row) >= 2}

    def below(self, *parts: str) -> Path:
        """Return a folder of the person's own."""
        (home,) = [each for each in (self.drive / "users").iterdir() if each.name != "Public"]
        return home.joinpath(*parts)

    def end(self) -> None:
        """End everything that runs in it."""
        subprocess.run([found("wineserver"), "-k"], env=self._environment, check=False)
        subprocess.run([found("wineserver"), "-w"], env=self._environment, check=False, timeout=_ENDS_WITHIN)

    def _run(self, *arguments: str) -> int:
        process = subprocess.run(
            [found("wine64"), *arguments],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            timeout=_ENDS_WITHIN,
        )
        return process.returncode
