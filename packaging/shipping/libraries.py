"""Libraries of the building machine that go along: whose they are, and under which licence."""

import re
import shutil
import sqlite3
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from shipping.part import Part, Text


@dataclass(frozen=True, slots=True)
class Known:
    """What a library is, by the name of its file."""

    names: str
    title: str
    licence: str
    source: str
    version: str = ""


KNOWN: Final = (
    Known(
        r"(lib)?(ssl|crypto)",
        "OpenSSL",
        "Apache-2.0",
        "https://www.openssl.org/source/",
        ".".join(str(each) for each in ssl.OPENSSL_VERSION_INFO[:3]),
    ),
    Known(r"(lib)?sqlite3", "SQLite", "blessing", "https://www.sqlite.org/download.html", sqlite3.sqlite_version),
    Known(r"(lib)?ffi", "libffi", "MIT", "https://github.com/libffi/libffi"),
    Known(r"(lib)?lzma", "XZ Utils (liblzma)", "0BSD", "https://tukaani.org/xz/"),
    Known(r"(lib)?bz2", "bzip2", "bzip2-1.0.6", "https://sourceware.org/bzip2/"),
    Known(r"(lib)?mpdec", "libmpdec", "BSD-2-Clause", "https://www.bytereef.org/mpdecimal/"),
    Known(r"(lib)?z(lib1?)?", "zlib", "Zlib", "https://zlib.net"),
    Known(r"libxcb-[a-z-]+", "X protocol C binding, utilities", "MIT", "https://xcb.freedesktop.org"),
    Known(
        r"(vcruntime|msvcp|concrt|ucrtbase|api-ms-win)[\w-]*", "Microsoft Visual C++ runtime", "Microsoft's terms", ""
    ),
)


@dataclass(frozen=True, slots=True)
class Owner:
    """The package of a Debian system that brought a library."""

    package: str
    version: str

    def texts(self) -> tuple[Text, ...]:
        """Return the words of its licences."""
        path = Path("/usr/share/doc") / self.package / "copyright"
        return (Text(f"{self.package} {self.version}", path.read_text("utf-8", "replace")),) if path.is_file() else ()


class Unknown(Exception):
    """A library goes along that nobody described; its licence has to be looked up first."""


def libraries(left: dict[str, Path]) -> Iterator[Part]:
    """Yield the libraries among ``left`` (path in the folder, path on this machine); raise Unknown."""
    together: dict[tuple[str, Owner | None], list[str]] = {}
    for name in sorted(filter(is_system_library, left)):
        together.setdefault((known(name).title, _debian_owner(left[name])), []).append(name)
    for (title, owner), names in together.items():
        described = known(names[0])
        version = owner.version if owner else described.version
        yield Part(
            name=f"{title} ({owner.package})" if owner else title,
            version=version,
            licence=described.licence,
            purl=f"pkg:deb/debian/{owner.package}@{version}" if owner else f"pkg:generic/{_slug(title)}@{version}",
            source=described.source,
            texts=owner.texts() if owner else (),
            files=tuple(names),
        )


def is_system_library(name: str) -> bool:
    """Tell whether a file in the folder is a library beside Python's own and the packages'."""
    path = Path(name)
    of_python = path.name.lower().startswith(("libpython", "python3"))
    return len(path.parts) == 1 and not of_python and re.search(r"\.(so|dll|dylib)\b", name.lower()) is not None


def known(name: str) -> Known:
    """Return what the library with this file name is; raise Unknown."""
    stem = re.split(r"\.(?:so|dll|dylib)\b", name.lower())[0]
    for each in KNOWN:
        if re.fullmatch(rf"(?:{each.names})[-.\d]*(?:-x64|-arm64)?", stem):
            return each
    raise Unknown(f"{name}: its licence is not known to shipping/libraries.py.")


def _debian_owner(source: Path) -> Owner | None:
    """Return the package that brought the file, where dpkg knows."""
    if not shutil.which("dpkg-query"):
        return None
    # Lists made before /usr was merged name /lib, those made later /usr/lib.
    real = source.resolve()
    for path in (source, real, Path("/usr") / real.relative_to(real.anchor), Path(str(real).removeprefix("/usr"))):
        found = subprocess.run(["dpkg-query", "--search", path], capture_output=True, text=True, check=False)
        if found.returncode == 0:
            shown = ["dpkg-query", "--show", "--showformat=${Package} ${Version}", found.stdout.split(": ")[0]]
            done = subprocess.run(shown, capture_output=True, text=True, check=True)
            return Owner(*done.stdout.split())
    return None


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
