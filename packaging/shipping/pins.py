"""The pins: which version of which package may be installed, and the digests of its archives."""

import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Pin:
    """One line of a requirements file. ``marker`` says where it holds; empty is everywhere."""

    name: str
    version: str
    marker: str
    digests: tuple[str, ...]


def plain_name(name: str) -> str:
    """Return a package's name as packages are compared: small letters, hyphens."""
    return re.sub(r"[-_.]+", "-", name).lower()


def read_pins(path: Path) -> list[Pin]:
    """Return the pins of a file that compile.sh made; raise OSError."""
    pins = []
    for block in re.split(r"^(?=[A-Za-z0-9])", path.read_text(encoding="utf-8"), flags=re.MULTILINE):
        head = re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)\s*(?:;\s*([^\\\n]+))?", block)
        if head:
            digests = tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", block))
            pins.append(Pin(plain_name(head[1]), head[2], (head[3] or "").strip(), digests))
    return pins
