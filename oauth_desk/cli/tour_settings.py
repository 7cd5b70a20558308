"""What the composition root builds the tour's desk from."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from oauth_desk.services.desk import Desk
from oauth_desk.services.ports import Browser

ACCESS_TTL: Final = 5.0
"""Seconds that a token of the tour's demo lives: short, so that a renewal is seen at once."""


@dataclass(frozen=True, slots=True)
class TourSettings:
    """All of it temporary, nothing of the person's."""

    data_dir: Path
    passphrase_file: Path
    browser: Browser
    demo_access_ttl: float = ACCESS_TTL


OpenTour = Callable[[TourSettings], AbstractAsyncContextManager[Desk]]
