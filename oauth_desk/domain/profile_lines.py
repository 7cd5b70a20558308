"""On which line of a TOML text each key stands; the parser of the standard library does not tell."""

import tomllib
from collections.abc import Iterator, Mapping

from oauth_desk.domain.profile_pieces import statements

Path = tuple[str, ...]
"""Table names and key, from the outside in."""


def lines_of(text: str) -> dict[Path, int]:
    """Return the first line, from 1, of every table and key of a text that is known to parse."""
    places: dict[Path, int] = {}
    table: Path = ()
    for number, statement in statements(text):
        parsed = tomllib.loads(statement)
        if statement.lstrip().startswith("["):
            table = _innermost(parsed)
            _note(places, table, number)
            continue
        for path in _paths(parsed):
            _note(places, table + path, number)
    return places


def nearest_line(places: Mapping[Path, int], path: Path) -> int | None:
    """Return the line of ``path``, or of the innermost table around it that has one."""
    for length in range(len(path), 0, -1):
        line = places.get(path[:length])
        if line is not None:
            return line
    return None


def _innermost(parsed: Mapping[str, object]) -> Path:
    path: Path = ()
    inner: object = parsed
    while isinstance(inner, Mapping | list) and inner:
        if isinstance(inner, list):
            inner = inner[0]
            continue
        name, inner = next(iter(inner.items()))
        path = (*path, name)
    return path


def _paths(parsed: Mapping[str, object]) -> Iterator[Path]:
    for name, value in parsed.items():
        yield (name,)
        if isinstance(value, Mapping):
            yield from ((name, *rest) for rest in _paths(value))


def _note(places: dict[Path, int], path: Path, line: int) -> None:
    for length in range(1, len(path) + 1):
        places.setdefault(path[:length], line)
