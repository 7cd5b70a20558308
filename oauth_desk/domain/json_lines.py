"""On which line of a JSON text each key stands; the parser of the standard library does not tell."""

import json
import re
from collections.abc import Iterator
from typing import Final

Path = tuple[str, ...]
"""Names from the outside in."""

_PIECE: Final = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)"(?P<key>\s*:)?|(?P<bracket>[{}\[\]])')


def keys_of(text: str) -> Iterator[tuple[Path, int]]:
    """Yield every key with its line, from 1, of a text that is known to parse; one that stands twice comes twice.

    Keys in objects within lists are left out.
    """
    around: list[str | None] = []  # the key that each open bracket belongs to; None for one without
    last: str | None = None
    for piece in _PIECE.finditer(text):
        bracket = piece["bracket"]
        if bracket in {"{", "["}:
            around.append(None if bracket == "[" else last or "")
            last = None
        elif bracket is not None:
            around.pop()
        elif piece["key"] and None not in around:
            last = str(json.loads(f'"{piece["text"]}"'))  # as the parser reads it: with what its escapes stand for
            yield (*(name for name in around[1:] if name is not None), last), text.count("\n", 0, piece.start()) + 1
