"""Strict JSON (RFC 8259): what two readers could understand differently is refused (NORMS C52)."""

import json
import re
from typing import Final, NoReturn

JsonObject = dict[str, object]

DEEPEST: Final = 20
LONGEST_INTEGER: Final = 4300
MOST_VALUES: Final = 20_000
"""An honest answer has a few hundred; a mebibyte of brackets would keep the program busy for half a second."""

# An unterminated string swallows the rest, so that no input makes this search slower than linear.
_PIECE: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[{]|[\]}]', re.DOTALL)


class BadJson(ValueError):
    """Not JSON, or JSON that is ambiguous or too deep. Quotes nothing of the text."""


def parse(body: bytes, *, most: int = MOST_VALUES) -> object:
    """Return the value of a JSON text in UTF-8, with or without a byte order mark; raise BadJson."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadJson("not UTF-8") from None
    return parse_text(text, most=most)


def parse_text(text: str, *, most: int = MOST_VALUES) -> object:
    """Return the value of a JSON text of at most ``most`` values; raise BadJson."""
    brackets = text.count("[") + text.count("{")
    if brackets + text.count(",") > most:
        raise BadJson("too many values")
    if brackets > DEEPEST:  # nearly no answer: it cannot be deeper than it has brackets
        _check_depth(text)
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_int=_integer, parse_constant=_constant)
    except BadJson:
        raise
    except (ValueError, RecursionError):
        raise BadJson("not JSON") from None
    _check_surrogates(text, value)
    return value


def parse_object(body: bytes) -> JsonObject:
    """Return a JSON object; raise BadJson, for any other value too."""
    value = parse(body)
    if not isinstance(value, dict):
        raise BadJson("not a JSON object")
    return value


def _check_depth(text: str) -> None:
    depth = 0
    for piece in _PIECE.finditer(text):
        mark = piece[0]
        if mark in "[{":
            depth += 1
            if depth > DEEPEST:
                raise BadJson(f"nested deeper than {DEEPEST}")
        elif mark in "]}":
            depth -= 1


def _object(pairs: list[tuple[str, object]]) -> JsonObject:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise BadJson("the same key twice")
    return members


def _integer(digits: str) -> int:
    if len(digits) > LONGEST_INTEGER:
        raise BadJson("an integer too long")
    return int(digits)


def _constant(_name: str) -> NoReturn:
    raise BadJson("NaN or Infinity")


def _check_surrogates(text: str, value: object) -> None:
    r"""Refuse half a surrogate pair (``\ud800``): such a string breaks whoever writes it out later."""
    if "\\u" not in text:
        return
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise BadJson("half a surrogate pair") from None
