"""What the packages ask the system for."""

import shutil
import struct
import sys
from pathlib import Path

import pytest
from linux.libraries import UnknownLibrary, debian_packages, needs, system_needs

TABLE_HEAD = "# library, package\n"


def elf(libraries: list[str], versions: list[str]) -> bytes:
    """Return the least of an ELF file: one segment that is all of it, and one that lists what it needs."""
    strings = b"\0" + b"".join(each.encode() + b"\0" for each in [*libraries, "libc.so.6", *versions])
    at = {name: strings.index(b"\0" + name.encode() + b"\0") + 1 for name in [*libraries, "libc.so.6", *versions]}
    head, segments = 64, 2 * 56
    strings_at = head + segments
    versions_at = strings_at + len(strings)
    table = struct.pack("<HHIII", 1, len(versions), at["libc.so.6"], 16, 0)
    for index, name in enumerate(versions):
        table += struct.pack("<IHHII", 0, 0, 2, at[name], 16 if index + 1 < len(versions) else 0)
    dynamic_at = versions_at + len(table)
    entries = [(1, at[name]) for name in libraries] + [(5, strings_at)]
    entries += [(0x6FFFFFFE, versions_at), (0x6FFFFFFF, 1)] if versions else []
    dynamic = b"".join(struct.pack("<qQ", *entry) for entry in [*entries, (0, 0)])
    size = dynamic_at + len(dynamic)
    load = struct.pack("<IIQQQQQQ", 1, 5, 0, 0, 0, size, size, 4096)
    listed = struct.pack("<IIQQQQQQ", 2, 6, dynamic_at, dynamic_at, dynamic_at, len(dynamic), len(dynamic), 8)
    start = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, 64, 0, 0, 64, 56, 2, 0, 0, 0)
    return start + load + listed + strings + table + dynamic


def test_libraries_and_versions_are_read() -> None:
    """The names that a file links to are read from the file, with the versions of their symbols."""
    read = needs(elf(["libEGL.so.1", "libc.so.6"], ["GLIBC_2.9", "GLIBC_2.35"]))
    assert read is not None
    assert read.libraries == ("libEGL.so.1", "libc.so.6")
    assert read.versions == ("GLIBC_2.9", "GLIBC_2.35")


@pytest.mark.parametrize("data", [b"", b"#!/bin/sh\n", b"\x7fELF\x01\x01", b"MZ" + bytes(80)])
def test_what_is_no_library_needs_nothing(data: bytes) -> None:
    """Scripts, texts and files of other systems are passed over."""
    assert needs(data) is None


@pytest.mark.skipif(sys.platform != "linux", reason="reads libraries of Linux")
def test_a_real_library_is_read() -> None:
    """Qt's own library names what everybody knows that it needs."""
    import PySide6  # noqa: PLC0415 - the folder it lies in

    read = needs((Path(PySide6.__file__).parent / "Qt/lib/libQt6Gui.so.6").read_bytes())
    assert read is not None
    assert {"libGL.so.1", "libQt6Core.so.6", "libc.so.6"} <= set(read.libraries)
    assert any(version.startswith("GLIBC_2.") for version in read.versions)


def folder(path: Path) -> Path:
    """Make a folder build that needs the least."""
    path.mkdir()
    (path / "program").write_bytes(elf(["libfirst.so.1", "libown.so"], ["GLIBC_2.9"]))
    (path / "libown.so").write_bytes(elf(["libc.so.6", "libfirst.so.1"], ["GLIBC_2.35", "GLIBCXX_3.4.29"]))
    theme = path / "platformthemes/libqgtk3.so"
    theme.parent.mkdir()
    theme.write_bytes(elf(["libgtk.so.3", "libfirst.so.1"], ["GLIBC_2.99"]))
    return path


def test_what_is_brought_along_is_not_asked_for(tmp_path: Path) -> None:
    """Depends names what the system has to have, at least as new as needed; what is optional is suggested."""
    table = tmp_path / "libraries.txt"
    table.write_text(
        TABLE_HEAD + "libfirst.so.1 libfirst1t64 | libfirst1\nlibc.so.6 libc6\nlibgtk.so.3 libgtk-3-0\n",
        encoding="utf-8",
    )
    system = system_needs(folder(tmp_path / "build"))
    assert (set(system.needed), set(system.optional)) == ({"libfirst.so.1", "libc.so.6"}, {"libgtk.so.3"})
    assert (system.glibc, system.glibcxx) == ("2.35", "3.4.29")
    assert debian_packages(system, table) == (["libc6 (>= 2.35)", "libfirst1t64 | libfirst1"], ["libgtk-3-0"])


def test_a_library_that_nobody_knows_stops_the_build(tmp_path: Path) -> None:
    """A newer Qt that needs more is told with the file that needs it, before anybody's window fails to open."""
    table = tmp_path / "libraries.txt"
    table.write_text(TABLE_HEAD + "libc.so.6 libc6\n", encoding="utf-8")
    with pytest.raises(UnknownLibrary, match=r"needs libfirst\.so\.1: add it to libraries\.txt"):
        debian_packages(system_needs(folder(tmp_path / "build")), table)


@pytest.mark.skipif(not shutil.which("apt-cache"), reason="asks Debian's lists")
def test_the_table_is_in_order() -> None:
    """Every line of the table has a library and a package, and no library stands twice."""
    lines = (Path(__file__).parents[2] / "packaging/linux/libraries.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split(" ", 1) for line in lines if line and not line.startswith("#")]
    assert all(len(row) == 2 and ".so" in row[0] for row in rows)
    assert len({row[0] for row in rows}) == len(rows)
