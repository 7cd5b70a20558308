"""A length of time as people type it."""

import math


def read_seconds(text: str) -> float:
    """Return seconds, which may be 0; raise ValueError where it is no such number."""
    seconds = float(text)
    if not 0 <= seconds < math.inf:
        raise ValueError("not a length of time")
    return seconds
