"""What a connection keeps of answers beside its tokens: values that are a stranger's until they are checked."""

import re
from collections.abc import Iterable
from typing import Final

from oauth_desk.domain.tokens import Kept
from oauth_desk.protocol.json_path import at

LONGEST: Final = 500
_PLAIN: Final = re.compile(r"[\x20-\x7e]+")


def kept(source: str, answer: object, paths: Iterable[str]) -> Kept:
    """Return the values at ``paths`` under names such as ``token.instance_url``; what is no plain text is left out."""
    found = ((f"{source}.{path}", plain(at(answer, path))) for path in paths)
    return tuple((name, value) for name, value in found if value)


def plain(value: object) -> str:
    """Return a value exactly as it came, if it is a short printable text, a whole number, true or false."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if abs(value) < 10**LONGEST else ""
    if isinstance(value, str) and len(value) <= LONGEST and _PLAIN.fullmatch(value):
        return value
    return ""


def joined(old: Kept, new: Kept) -> Kept:
    """Return both; of one name the new value."""
    return tuple({**dict(old), **dict(new)}.items())
