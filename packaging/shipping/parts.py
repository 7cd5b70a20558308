"""What a folder build is made of: each part with its version, its licence and the words of that."""

import importlib.metadata
import json
import platform
import re
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from shipping.libraries import Unknown, libraries
from shipping.part import Part, Text
from shipping.pins import plain_name, read_pins

TEXTS: Final = Path(__file__).with_name("texts")
OWN: Final = "oauth-desk"
QT_PACKAGES: Final = ("pyside6-essentials", "shiboken6")
QT_LICENCE: Final = "LGPL-3.0-only"

NOT_SAID: Final = "not said"
_LICENCE_LEFT_OUT: Final = {"openssl": "Apache-2.0"}
"""What bills inside packages leave out."""

_SPDX_OF_CLASSIFIER: Final = {"MIT License": "MIT", "Apache Software License": "Apache-2.0"}
_WORDS_OF_A_LICENCE: Final = re.compile(r"(^|/)(licen[cs]e|copying|notice)[^/]*$", re.IGNORECASE)


@dataclass(frozen=True)
class Origins:
    """Where the files of a folder came from: its path inside, then the path on this machine."""

    folder: Path
    of: dict[str, Path] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path, path: Path) -> "Origins":
        """Read what the .spec file wrote; raise OSError, ValueError."""
        known = json.loads(path.read_text(encoding="utf-8"))
        return cls(folder, {name: Path(source) for name, source in known.items()})


def parts(origins: Origins, pins: Path) -> list[Part]:
    """Return all parts beside the program itself, Python first; raise Unknown for a file that is nobody's."""
    packages = list(_packages(origins, pins))
    left = _without(origins.of, packages)
    found = [_python(left), *libraries(left)]
    nobodys = [name for name in _without(left, found) if not name.startswith("oauth_desk/")]
    if nobodys:
        raise Unknown(f"No part is known for {', '.join(sorted(nobodys))}.")
    return [found[0], _loader(), *packages, *_parts_of_qt(packages), *found[1:]]


def _without(files: dict[str, Path], parts: list[Part]) -> dict[str, Path]:
    taken = {name for part in parts for name in part.files}
    return {name: source for name, source in files.items() if name not in taken}


def _packages(origins: Origins, pins: Path) -> Iterator[Part]:
    digests = {(pin.name, pin.version): pin.digests for pin in read_pins(pins)}
    inside = {source: name for name, source in origins.of.items()}
    for package in sorted(importlib.metadata.distributions(), key=lambda each: plain_name(each.name)):
        files = [Path(str(package.locate_file(file))) for file in package.files or []]
        held = [inside[file] for file in files if file in inside]
        name = plain_name(package.name)
        if any(".dist-info" not in each for each in held) and name != OWN:
            yield Part(
                name=package.name,
                version=package.version,
                licence=QT_LICENCE if name in QT_PACKAGES else licence_of(package.metadata),
                purl=f"pkg:pypi/{name}@{package.version}",
                source=_home_of(package.metadata),
                texts=_texts_of(package),
                digests=digests.get((name, package.version), ()),
                files=tuple(sorted(held)),
                inner=tuple(_declared_inside(package)),
            )


def licence_of(metadata: importlib.metadata.PackageMetadata) -> str:
    """Return a package's licence: an SPDX expression where it gives one, else its own words."""
    for key in ("License-Expression", "License"):
        said = _one(metadata, key)
        if said and "\n" not in said:
            return said
    classifiers = [line.rpartition(" :: ")[2] for line in metadata.get_all("Classifier") or [] if "License ::" in line]
    return " AND ".join(_SPDX_OF_CLASSIFIER.get(each, each) for each in classifiers) or NOT_SAID


def _one(metadata: importlib.metadata.PackageMetadata, key: str) -> str:
    return next((str(value).strip() for value in metadata.get_all(key) or []), "")


def _home_of(metadata: importlib.metadata.PackageMetadata) -> str:
    named = dict(line.split(", ", 1) for line in metadata.get_all("Project-URL") or [] if ", " in line)
    wanted = ("source", "source code", "code", "repository", "github", "homepage", "home page")
    plain = {label.lower(): address for label, address in named.items()}
    return next((plain[label] for label in wanted if label in plain), _one(metadata, "Home-page"))


def _texts_of(package: importlib.metadata.Distribution) -> tuple[Text, ...]:
    if plain_name(package.name) in QT_PACKAGES:
        return ()  # told once, for all of Qt
    told = [
        file
        for file in package.files or []
        if ".dist-info" in str(file) and _WORDS_OF_A_LICENCE.search(file.as_posix())
    ]
    return tuple(Text(file.name, Path(str(package.locate_file(file))).read_text("utf-8", "replace")) for file in told)


def _declared_inside(package: importlib.metadata.Distribution) -> Iterator[Part]:
    """Yield what a package says is built into its libraries (PEP 770)."""
    for file in package.files or []:
        if "/sboms/" in file.as_posix() and file.suffix == ".json":
            bill = json.loads(Path(str(package.locate_file(file))).read_text(encoding="utf-8"))
            for each in bill.get("components", []):
                yield Part(
                    name=each["name"],
                    version=each.get("version", ""),
                    licence=_licence_in_bill(each),
                    purl=_purl_without_places(each.get("purl", "")),
                )


def _licence_in_bill(component: dict[str, Any]) -> str:
    for each in component.get("licenses", []):
        licence = each.get("license", {})
        return str(each.get("expression") or licence.get("id") or licence.get("name") or NOT_SAID)
    return _LICENCE_LEFT_OUT.get(component["name"], NOT_SAID)


def _purl_without_places(purl: str) -> str:
    """Leave out paths of the machine where the package was built."""
    return purl.partition("?")[0].partition("#")[0]


def _python(left: dict[str, Path]) -> Part:
    own = [name for name, source in left.items() if _is_of_python(source)]
    words = [Path(sysconfig.get_path("stdlib")) / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt"]
    words.append(Path(f"/usr/share/doc/python{sys.version_info.major}.{sys.version_info.minor}/copyright"))
    texts = [Text("LICENSE", path.read_text("utf-8", "replace")) for path in words if path.is_file()][:1]
    return Part(
        name="Python",
        version=platform.python_version(),
        licence="PSF-2.0",
        purl=f"pkg:generic/python@{platform.python_version()}",
        source="https://www.python.org/downloads/source/",
        texts=(*texts, Text("What is built into it", (TEXTS / "inside-python.txt").read_text(encoding="utf-8"))),
        files=tuple(sorted(own)),
    )


def _is_of_python(source: Path) -> bool:
    name = source.name.lower()
    if name.startswith(("libpython", "python3")) or "lib-dynload" in source.parts or source.suffix == ".pyd":
        return True
    return source.is_relative_to(sysconfig.get_path("stdlib")) and "site-packages" not in source.parts


def _loader() -> Part:
    package = importlib.metadata.distribution("pyinstaller")
    return Part(
        name="PyInstaller's loader",
        version=package.version,
        licence="GPL-2.0-or-later WITH Bootloader-exception",
        purl=f"pkg:pypi/pyinstaller@{package.version}",
        source="https://github.com/pyinstaller/pyinstaller",
        texts=_texts_of(package),
    )


def _parts_of_qt(packages: list[Part]) -> Iterator[Part]:
    """Yield Qt itself and ICU, which the packages bring along as libraries."""
    brought = next((part for part in packages if plain_name(part.name) == QT_PACKAGES[0]), None)
    if brought is None:
        return
    texts = [Text(path.stem, path.read_text(encoding="utf-8")) for path in (TEXTS / "qt.txt", TEXTS / "inside-qt.txt")]
    words = [
        Text(f"{name} as published", (TEXTS / f"{name}.txt").read_text("utf-8")) for name in ("LGPL-3.0", "GPL-3.0")
    ]
    yield Part(
        name="Qt",
        version=brought.version,
        licence=QT_LICENCE,
        purl=f"pkg:generic/qt@{brought.version}",
        source=f"https://download.qt.io/archive/qt/{brought.version.rpartition('.')[0]}/{brought.version}/single/",
        texts=(*texts, *words),
    )
    icu = next((match for name in brought.files if (match := re.search(r"libicudata\.so\.(\d+)", name))), None)
    if icu:
        words = [Text("LICENSE", (TEXTS / "icu.txt").read_text(encoding="utf-8"))]
        yield Part(
            "ICU", icu[1], "Unicode-DFS-2016", f"pkg:generic/icu@{icu[1]}", "https://icu.unicode.org", tuple(words)
        )
