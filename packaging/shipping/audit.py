"""Looks for known weaknesses of what is pinned, in a file of advisories (OSV): ``python -m shipping.audit [FILE]``.

FILE is one advisory in OSV's JSON, a list of them, a folder of such files, or the
zip archive in which OSV gives out all advisories for PyPI. Nothing is fetched.
"""

import argparse
import json
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from packaging.version import InvalidVersion, Version

from shipping.pins import Pin, plain_name, read_pins

PACKAGING: Final = Path(__file__).resolve().parents[1]
PINNED: Final = {
    "shipped": "requirements.txt",
    "for building": "requirements-build.txt",
    "for tests": "requirements-test.txt",
    "for trying": "requirements-install.txt",
}

NOTHING_KNOWN, FOUND, UNREADABLE = 0, 1, 2

SKIPPED: Final = """\
The check for known weaknesses was skipped: no file of advisories was given, and this script fetches none.
Give it one in OSV's JSON, a folder of them, or OSV's archive of all advisories for PyPI:
    sh packaging/audit.sh all.zip"""


class Unreadable(Exception):
    """The file holds no advisories."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A pinned version that an advisory names."""

    pin: Pin
    use: str
    advisory: str
    summary: str
    fixed: str

    def line(self) -> str:
        """Return one line about it."""
        mended = f"; mended in {self.fixed}" if self.fixed else ""
        return f"{self.pin.name} {self.pin.version} ({self.use}): {self.advisory}: {self.summary}{mended}"


def read_advisories(path: Path) -> list[dict[str, Any]]:
    """Return the advisories in a file, a folder or an archive; raise Unreadable."""
    try:
        if path.is_dir():
            return [one for file in sorted(path.rglob("*.json")) for one in _in_text(file.name, file.read_bytes())]
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                names = sorted(name for name in archive.namelist() if name.endswith(".json"))
                return [one for name in names for one in _in_text(name, archive.read(name))]
        return _in_text(path.name, path.read_bytes())
    except (OSError, zipfile.BadZipFile) as error:
        raise Unreadable(f"{path} cannot be read: {error}") from None


def _in_text(name: str, data: bytes) -> list[dict[str, Any]]:
    try:
        said = json.loads(data)
    except ValueError:
        raise Unreadable(f"{name} is no JSON.") from None
    if isinstance(said, dict) and isinstance(said.get("vulns"), list):
        said = said["vulns"]
    found = said if isinstance(said, list) else [said]
    if not all(isinstance(each, dict) and isinstance(each.get("id"), str) for each in found):
        raise Unreadable(f"{name} holds no advisories in OSV's JSON.")
    return found


def findings(advisories: Iterable[dict[str, Any]], pins: Iterable[tuple[str, Pin]]) -> list[Finding]:
    """Return what the advisories say about the pins; ``pins`` come with what they are for."""
    by_name: dict[str, list[tuple[str, Pin]]] = {}
    for use, pin in pins:
        by_name.setdefault(pin.name, []).append((use, pin))
    found = []
    for advisory in advisories:
        for affected in [] if advisory.get("withdrawn") else advisory.get("affected", []):
            package = affected.get("package", {})
            if package.get("ecosystem") != "PyPI":
                continue
            for use, pin in by_name.get(plain_name(package.get("name", "")), []):
                if is_affected(pin.version, affected):
                    summary = advisory.get("summary") or "no summary"
                    found.append(Finding(pin, use, advisory["id"], summary, _fixed_in(pin.version, affected)))
    return sorted(dict.fromkeys(found), key=Finding.line)


def is_affected(version: str, affected: dict[str, Any]) -> bool:
    """Tell whether a version is one of those affected: named, or in a range."""
    if version in affected.get("versions", []):
        return True
    ranges = (each for each in affected.get("ranges", []) if each.get("type") == "ECOSYSTEM")
    return any(_is_within(Version(version), each.get("events", [])) for each in ranges)


def _is_within(version: Version, events: list[dict[str, str]]) -> bool:
    """Walk the events of a range in the order of their versions, as OSV's schema says."""
    inside = False
    for kind, at in sorted(_points(events), key=lambda point: (point[1], point[0] == "introduced")):
        if kind == "introduced" and version >= at:
            inside = True
        elif (kind == "fixed" and version >= at) or (kind == "last_affected" and version > at):
            inside = False
    return inside


def _points(events: list[dict[str, str]]) -> Iterator[tuple[str, Version]]:
    for event in events:
        for kind, text in event.items():
            try:
                yield kind, Version(text)
            except InvalidVersion:
                continue


def _fixed_in(version: str, affected: dict[str, Any]) -> str:
    """Return the first version after this one that mends it."""
    points = [point for each in affected.get("ranges", []) for point in _points(each.get("events", []))]
    later = sorted(at for kind, at in points if kind == "fixed" and at > Version(version))
    return str(later[0]) if later else ""


def pinned(folder: Path = PACKAGING) -> list[tuple[str, Pin]]:
    """Return every pin once, with what it is for."""
    known: dict[tuple[str, str], tuple[str, Pin]] = {}
    for use, name in PINNED.items():
        for pin in read_pins(folder / name):
            known.setdefault((pin.name, pin.version), (use, pin))
    return list(known.values())


def main(argv: list[str] | None = None) -> int:
    """Say what is known; end with 1 where that is anything."""
    parser = argparse.ArgumentParser(prog="sh packaging/audit.sh", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, metavar="ADVISORIES.json")
    file = parser.parse_args(argv).file
    if file is None:
        print(SKIPPED)
        return NOTHING_KNOWN
    try:
        advisories = read_advisories(file)
    except Unreadable as trouble:
        print(trouble, file=sys.stderr)
        return UNREADABLE
    pins = pinned()
    found = findings(advisories, pins)
    for finding in found:
        print(finding.line())
    print(f"{len(pins)} pinned versions, {len(advisories)} advisories: {len(found) or 'none'} to look at.")
    return FOUND if found else NOTHING_KNOWN


if __name__ == "__main__":
    sys.exit(main())
