"""What this computer offers."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Check:
    """One thing this computer should offer. ``needed``: nothing works without it; ``remedy``: how to mend it."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""
    needed: bool = True


class Checks(Protocol):
    """Looks at this computer without changing it, and without sending anything to anyone."""

    async def run(self) -> list[Check]:
        """Return every check."""
        ...
