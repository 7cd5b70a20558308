"""Which texts may stand on a page for people."""

import re
from typing import Final

_JARGON: Final = re.compile(r"oauth|token|scope|grant|refresh|callback|redirect_uri|\b[a-z]+_[a-z_]+\b", re.IGNORECASE)


def is_plain(text: str) -> bool:
    """Tell whether a text has no word that only developers know, and no error code."""
    return _JARGON.search(text) is None
