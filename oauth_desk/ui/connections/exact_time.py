"""Exact times, for tooltips and for developers."""

import time

from oauth_desk.domain.tokens import Instant


def moment(at: Instant | None) -> str:
    """Write an exact time: local with its offset, then UTC; empty for none."""
    if at is None:
        return ""
    local = time.localtime(at)
    return f"{time.strftime('%Y-%m-%d %H:%M:%S %z', local)}   ({time.strftime('%H:%M:%SZ', time.gmtime(at))})"
