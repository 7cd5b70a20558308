"""What a second start of the program asks of the window that is open already. It carries no secret."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

LONGEST: Final = 65_536
"""Bytes; no path is longer."""


@dataclass(frozen=True, slots=True)
class Wish:
    """To come to the front; with ``file`` to open a service file, with ``demo`` to start the demo service.

    With ``connect`` to begin the way to a new connection.
    """

    file: Path | None = None
    demo: bool = False
    connect: bool = False


def written(wish: Wish) -> str:
    """Return the text that is left for the open window."""
    file = None if wish.file is None else str(wish.file)
    return json.dumps({"file": file, "demo": wish.demo, "connect": wish.connect})


def read(text: str) -> Wish | None:
    """Return what was asked for; None where the text is no such wish."""
    try:
        asked: Any = json.loads(text)
    except (ValueError, RecursionError):
        return None
    file = asked.get("file") if isinstance(asked, dict) else 0
    if not isinstance(file, str | None):
        return None
    path = None if file is None else Path(file)
    if path is not None and not path.is_absolute():
        return None
    return Wish(path, asked.get("demo") is True, asked.get("connect") is True)
