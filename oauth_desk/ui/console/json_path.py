"""A path into JSON such as ``items[].summary``, followed over lines instead of objects."""

import json
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from oauth_desk.ui.console.json_lines import STRING, JsonLines
from oauth_desk.ui.console.lines import BATCH

_STEP: Final = re.compile(r'\.?(?:([^.\[\]"\s][^.\[\]"]*)|"((?:[^"\\]|\\.)*)")|\[(\d*|\*|"(?:[^"\\]|\\.)*")\]')
_KEY: Final = re.compile(rb"(%s)[ \t\r\n]*+:[ \t\r\n]*+" % STRING)
_TAIL: Final = b", \t\r\n"


class BadPath(ValueError):
    """The text is no path; its argument says why in a sentence."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step down: a key, a position, or (both None) every element."""

    key: str | None = None
    position: int | None = None

    def takes(self, key: str | None, position: int) -> bool:
        """Tell whether a child with this key, or this position in a list, lies on the path."""
        if self.key is not None:
            return key == self.key
        return self.position is None or (key is None and position == self.position)


def parse_path(text: str) -> tuple[Step, ...]:
    """Read a path; a leading ``$`` or ``.`` is allowed; raise BadPath."""
    rest = text.strip().removeprefix("$")
    steps: list[Step] = []
    at = 0
    while at < len(rest):
        found = _STEP.match(rest, at)
        if found is None or found.end() == at:
            raise BadPath(f"Cannot read the path from “{rest[at : at + 12]}” on. Write it like items[].summary.")
        steps.append(_step(found))
        at = found.end()
    return tuple(steps)


def _step(found: re.Match[str]) -> Step:
    name, quoted, inside = found.groups()
    if name is not None:
        return Step() if name == "*" else Step(key=name)
    if quoted is not None:
        return Step(key=_unquoted(f'"{quoted}"'))
    if inside in ("", "*"):
        return Step()
    return Step(key=_unquoted(inside)) if inside.startswith('"') else Step(position=int(inside))


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(text))
    except ValueError:
        return text[1:-1]


class PathSearch:
    """Follows a path over scanned lines and gathers what it finds as one JSON list.

    ``found`` counts values, also while the search goes on.
    """

    def __init__(self, lines: JsonLines, steps: tuple[Step, ...]) -> None:
        self._lines = lines
        self._steps = steps
        self._values: list[bytes] = []
        self._positions = array("q", [0] * (len(steps) + 1))
        self._on_path = 0
        self._value_from: int | None = None

    @property
    def found(self) -> int:
        """Return how many values lie at the end of the path so far."""
        return len(self._values)

    def result(self) -> bytes:
        """Return the values as the text of a JSON list."""
        return b"[" + b",".join(self._values) + b"]"

    def run(self) -> Iterator[None]:
        """Walk all lines, stopping for breath."""
        depths, last = self._lines.depths, len(self._steps)
        for row in range(len(depths)):
            depth = depths[row]
            if depth <= last and depth <= self._on_path:
                self._visit(row, depth)
            if not row % BATCH:
                yield

    def _visit(self, row: int, depth: int) -> None:
        """Look at a line that can matter: an element of the container the path led to, or that container's end."""
        start, end = self._lines.start(row), self._lines.ends[row]
        source = self._lines.source
        if source[start] in b"]}":
            self._leave(depth, end)
            return
        self._on_path = depth
        if depth and not self._taken(start, end, depth):
            return
        key = _KEY.match(source, start, end) if depth else None
        begin = key.end() if key else start
        text = source[begin:end].rstrip(_TAIL) if end - begin < BATCH else source[begin:end]
        opens = text in (b"{", b"[")
        if depth == len(self._steps):
            if opens:
                self._value_from = begin
            else:
                self._values.append(text.rstrip(_TAIL))
        elif opens:
            self._on_path = depth + 1
            self._positions[depth + 1] = 0

    def _taken(self, start: int, end: int, depth: int) -> bool:
        position = self._positions[depth]
        self._positions[depth] = position + 1
        found = _KEY.match(self._lines.source, start, end)
        key = _unquoted(found[1].decode("utf-8", "replace")) if found else None
        return self._steps[depth - 1].takes(key, position)

    def _leave(self, depth: int, end: int) -> None:
        if self._value_from is not None and depth == len(self._steps):
            self._values.append(self._lines.source[self._value_from : end].rstrip(_TAIL))
            self._value_from = None
        self._on_path = min(self._on_path, depth)
