"""Paths into JSON such as ``data.users[0].email``, and what they lead to as text."""

import re
from typing import Final

from oauth_desk.protocol.text import clean_description

LONGEST_TEXT: Final = 200
_STEP: Final = re.compile(r"[^.\[\]]+")


def at(value: object, path: str) -> object:
    """Follow a path; None where it leads nowhere."""
    for step in _STEP.findall(path):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isascii() and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def text_of(value: object) -> str:
    """Return a string or a whole number as it may be shown; empty for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    if isinstance(value, int):
        return str(value) if abs(value) < 10**LONGEST_TEXT else ""
    return clean_description(value, longest=LONGEST_TEXT)
