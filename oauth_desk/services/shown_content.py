"""Bodies of back-channel messages for showing: only what can be read member by member, secrets masked (NORMS C102)."""

import json
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import parse_qsl

from oauth_desk.domain.secret import MASK
from oauth_desk.domain.secret_names import is_secret
from oauth_desk.protocol.json_body import BadJson, parse_object

LONGEST: Final = 64 * 1024
"""Bytes; more than that is not looked into: no honest message of these endpoints is longer."""

_LONGEST_VALUE: Final = 300


def shown_lines(body: bytes | None, media_type: str) -> tuple[str, ...]:
    """Return a line for each member of a form or JSON object; the size alone of anything else."""
    if not body:
        return ()
    if len(body) > LONGEST:
        return (_size(body),)
    if media_type == "application/x-www-form-urlencoded":
        return _form(body)
    try:
        members = parse_object(body)
    except BadJson:
        return (_size(body),)
    return tuple(f"{readable(name)}: {_value(name, value)}" for name, value in members.items())


def _form(body: bytes) -> tuple[str, ...]:
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return (_size(body),)
    return tuple(f"{readable(name)}={MASK if value and is_secret(name) else _cut(value)}" for name, value in pairs)


def _value(name: str, value: Any) -> str:
    if value is not None and not isinstance(value, bool) and is_secret(name):
        return MASK
    return _cut(json.dumps(_masked(value), ensure_ascii=False))


def _masked(value: Any) -> Any:
    """Mask what is a secret further in."""
    if isinstance(value, dict):
        return {name: MASK if is_secret(name) else _masked(each) for name, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_masked(each) for each in value]
    return value


def _cut(text: str) -> str:
    text = readable(text)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}… ({len(text)} characters)"


def readable(text: str) -> str:
    """Keep control and direction characters from reaching a terminal."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)


def _size(body: bytes) -> str:
    return f"({len(body)} bytes, not shown)"
