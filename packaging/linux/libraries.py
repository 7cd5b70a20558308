"""What the files of the folder build need from the system they run on, read from the files themselves."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

TABLE: Final = Path(__file__).with_name("libraries.txt")
OPTIONAL: Final = ("platformthemes/libqgtk3.so",)
"""Plugins that Qt does without where a library of theirs is missing."""

_MAGIC: Final = b"\x7fELF\x02\x01"
_LOAD, _DYNAMIC = 1, 2
_NEEDED, _STRINGS, _SONAME, _VERSIONS, _VERSION_COUNT = 1, 5, 14, 0x6FFFFFFE, 0x6FFFFFFF
_GLIBCXX: Final = {"3.4.26": "9", "3.4.28": "9.3", "3.4.29": "11", "3.4.30": "12", "3.4.31": "13.1", "3.4.32": "13.2"}
"""Which GCC first had a version of its C++ library's symbols."""


class UnknownLibrary(Exception):
    """A file needs a library that the table does not know."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What one file says: the libraries, and the versions of their symbols."""

    libraries: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()


@dataclass
class System:
    """What a whole folder needs from the system, with one file that needs it; ``glibc`` and ``glibcxx`` at least."""

    needed: dict[str, Path] = field(default_factory=dict)
    optional: dict[str, Path] = field(default_factory=dict)
    glibc: str = ""
    glibcxx: str = ""


def needs(data: bytes) -> Needs | None:
    """Read a 64-bit little-endian ELF file; None where it is none, or links to nothing."""
    if data[:6] != _MAGIC:
        return None
    start, size, count = struct.unpack_from("<Q", data, 32)[0], *struct.unpack_from("<HH", data, 54)
    segments: list[tuple[int, ...]] = [
        struct.unpack_from("<IIQQQQ", data, start + index * size) for index in range(count)
    ]
    dynamic = next(((offset, length) for kind, _, offset, _, _, length in segments if kind == _DYNAMIC), None)
    if dynamic is None:
        return None

    def place(address: int) -> int:
        for kind, _, offset, virtual, _, length in segments:
            if kind == _LOAD and virtual <= address < virtual + length:
                return address - virtual + offset
        raise ValueError("an address that is in no segment")

    entries = list(struct.iter_unpack("<qQ", data[dynamic[0] : sum(dynamic)]))
    values = dict(reversed(entries))
    strings = place(values[_STRINGS])

    def text(at: int) -> str:
        return data[strings + at : data.index(b"\0", strings + at)].decode()

    libraries = tuple(text(value) for tag, value in entries if tag == _NEEDED)
    versions: list[str] = []
    at = place(values[_VERSIONS]) if _VERSIONS in values else 0
    for _ in range(values.get(_VERSION_COUNT, 0)):
        _, pieces, _, first, following = struct.unpack_from("<HHIII", data, at)
        piece = at + first
        for _ in range(pieces):
            _, _, _, name, step = struct.unpack_from("<IHHII", data, piece)
            versions.append(text(name))
            piece += step
        at += following
    return Needs(libraries, tuple(versions))


def system_needs(folder: Path) -> System:
    """Return what no file of the folder brings along."""
    found = System()
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    brought = {path.name for path in files}
    for path in files:
        read = _read(path)
        if read is None:
            continue
        where = found.optional if path.as_posix().endswith(OPTIONAL) else found.needed
        for library in read.libraries:
            if library not in brought:
                where.setdefault(library, path.relative_to(folder))
        if where is found.needed:
            found.glibc = _newest(found.glibc, *_of(read, "GLIBC_"))
            found.glibcxx = _newest(found.glibcxx, *_of(read, "GLIBCXX_"))
    found.optional = {name: path for name, path in found.optional.items() if name not in found.needed}
    return found


def debian_packages(system: System, table: Path = TABLE) -> tuple[list[str], list[str]]:
    """Return what Depends and Suggests say; raise UnknownLibrary, KeyError."""
    known = dict(_table(table))
    for library, path in {**system.needed, **system.optional}.items():
        if library not in known:
            raise UnknownLibrary(f"{path} needs {library}: add it to {table.name} with the package that has it.")
    at_least = {"libc6": system.glibc, "libstdc++6": _GLIBCXX[system.glibcxx] if system.glibcxx else ""}
    depends = {known[library] for library in system.needed}
    suggests = {known[library] for library in system.optional} - depends
    versioned = [f"{name} (>= {at_least[name]})" if at_least.get(name) else name for name in sorted(depends)]
    return versioned, sorted(suggests)


def _read(path: Path) -> Needs | None:
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            return None
    return needs(path.read_bytes())


def _of(read: Needs, prefix: str) -> Iterator[str]:
    return (each.removeprefix(prefix) for each in read.versions if each.startswith(prefix) and each[-1].isdigit())


def _newest(*versions: str) -> str:
    return max(versions, key=lambda version: [int(part) for part in version.split(".") if part])


def _table(table: Path) -> Iterator[tuple[str, str]]:
    for line in table.read_text(encoding="utf-8").splitlines():
        library, _, packages = line.partition(" ")
        if library and not library.startswith("#"):
            yield library, packages.strip()
