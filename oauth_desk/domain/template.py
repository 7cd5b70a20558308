"""Texts of a profile with gaps, ``{token.instance_url}/api``: where the gaps are, and whether they can be."""

import re
from collections.abc import Callable
from typing import Final

GAP: Final = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[A-Za-z0-9_.\[\]-]+)?)\}")
"""A name, or where a value comes from and the path there."""

KEPT: Final = ("token.", "callback.", "account.", "place.")
"""What a connection keeps of an answer, of the way back from the browser, of who signed in, and of a chosen place."""

_SAMPLE_BASE: Final = "https://sample.example"
_SAMPLE: Final = "sample"


def gaps(text: str) -> tuple[str, ...]:
    """Return the names of the gaps, in order."""
    return tuple(GAP.findall(text))


def kept_gaps(text: str) -> tuple[str, ...]:
    """Return the gaps that only a sign-in can fill."""
    return tuple(name for name in gaps(text) if name.startswith(KEPT))


def is_named_by_service(template: str) -> bool:
    """Tell whether a sign-in decides about the host of an address: then the service says where it leads."""
    scheme, mark, rest = template.partition("://")
    authority = re.split(r"[/?]", rest, maxsplit=1)[0] if mark else scheme
    return bool(kept_gaps(authority))


def check_template(text: str, check: Callable[[str], str]) -> str:
    """Return an address with gaps if ``check`` takes it once they are filled; raise ValueError."""
    first = GAP.match(text)
    if first is not None and text[first.end() : first.end() + 1] not in {"", "/", "?"}:
        raise ValueError("must go on with / behind an address that is filled in")
    sample = GAP.sub(_SAMPLE_BASE, text, count=1) if first is not None else text
    check(GAP.sub(_SAMPLE, sample))
    return text
