"""A TOML text cut into pieces in one pass, whatever it holds; the parser of the standard library does the reading."""

import re
from collections.abc import Iterator
from typing import Final

DEEPEST_KEY: Final = 32
"""Dots in one key. The standard library's parser takes a time that grows with the square of a key's parts."""

# What is not closed swallows the rest, so that no text makes this slower than linear.
_PIECE: Final = re.compile(
    r"""
    (?P<comment> \#[^\n]*+ )
    | \"{3} (?: [^"\\] | \\. | \"{1,2}(?!\") )*+ (?: \"{3,5} | \Z )?
    | '{3} (?: [^'] | '{1,2}(?!') )*+ (?: '{3,5} | \Z )?
    | " (?: [^"\\\n] | \\[^\n] )*+ "?
    | ' [^'\n]*+ '?
    | [\w-]++
    | (?P<dot> \. )
    | (?P<space> [ \t]++ )
    | .
    """,
    re.DOTALL | re.VERBOSE,
)


def statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield each table header and each key with its value, with the line it begins on; ``text`` is known to parse."""
    start, line, first, depth = 0, 1, 0, 0
    for piece in _PIECE.finditer(text):
        mark = piece[0]
        if mark == "\n" and depth <= 0:
            if first:
                yield first, text[start : piece.start()].removesuffix("\r")
            start, first = piece.end(), 0
        elif not first and not (mark.isspace() or piece["comment"]):
            first = line
        depth += (mark in ("[", "{")) - (mark in ("]", "}"))
        line += mark.count("\n")
    if first:
        yield first, text[start:].removesuffix("\r")


def line_of_a_long_key(text: str) -> int | None:
    """Return the line of a key that has too many parts; None where none has."""
    if not any(line.count(".") > DEEPEST_KEY for line in text.split("\n")):
        return None
    dots = 0
    part = False
    for piece in _PIECE.finditer(text):
        if piece["dot"]:
            dots, part = dots + 1, False
        elif not piece["space"]:
            is_part = piece[0][0] in "\"'-_" or piece[0][0].isalnum()
            dots = dots if is_part and not part else 0
            part = is_part
        if dots > DEEPEST_KEY:
            return text.count("\n", 0, piece.start()) + 1
    return None
