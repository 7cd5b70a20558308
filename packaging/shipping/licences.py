"""THIRD-PARTY-LICENSES.txt: the licence of everything that goes along, with its words."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from shipping.part import Part

FILE: Final = "THIRD-PARTY-LICENSES.txt"
WIDTH: Final = 100

HEAD: Final = """\
OAuth Desk itself is under the MIT licence (see LICENSE). It brings along what is listed here, each under a
licence of its own. The first list is an overview; the words follow in the same order.

The libraries in this folder are files of their own, and may be replaced: the program loads whatever lies in
their place. That holds for Qt and PySide6 above all (see "Qt"), which are used under the LGPL, version 3.
"""


def report(parts: list[Part]) -> str:
    """Return the whole text; raise LookupError for a part without any words."""
    missing = [part.name for part in parts if not _has_words(part, parts)]
    if missing:
        raise LookupError(f"The words of a licence are missing: {', '.join(missing)}")
    return "\n".join([HEAD, *_overview(parts), *(line for part in parts for line in _chapter(part))]) + "\n"


def _has_words(part: Part, parts: list[Part]) -> bool:
    """Tell whether the words are there: its own, or those of another part under the very same licence and maker."""
    return bool(part.texts) or any(other.texts and other.licence == part.licence == "LGPL-3.0-only" for other in parts)


def _overview(parts: list[Part]) -> Iterator[str]:
    for part in parts:
        yield f"{f'{part.name} {part.version}':<49} {part.licence}"
        for inner in part.inner:
            yield f"{f'    with {inner.name} {inner.version}':<49} {inner.licence}"
    yield ""


def _chapter(part: Part) -> Iterator[str]:
    yield "=" * WIDTH
    yield f"{part.name} {part.version}"
    yield f"Licence: {part.licence}"
    if part.source:
        yield f"Source: {part.source}"
    libraries = [name for name in part.files if ".so" in name or name.endswith((".dll", ".dylib", ".pyd"))]
    if libraries and len(libraries) <= 20:  # noqa: PLR2004 - Python's own are many, and are named as one
        yield f"Files: {', '.join(libraries)}"
    if not part.texts:
        yield 'Its words are those under "Qt".'
    for text in part.texts:
        yield "-" * WIDTH
        yield text.title
        yield ""
        yield text.words.strip("\n")
    yield ""


def write(parts: list[Part], folder: Path) -> None:
    """Write the text into the folder; raise OSError, LookupError."""
    (folder / FILE).write_text(report(parts), encoding="utf-8")
