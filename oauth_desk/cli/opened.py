"""A file in place of a command, as a double click gives it: the window opens with it."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from urllib.request import url2pathname

from oauth_desk.cli.arguments import UsageError

_NO_COMMAND: Final = "argument COMMAND: invalid choice: "
_ENDINGS: Final = (".toml", ".json")


def file_in(argv: Sequence[str], message: str) -> tuple[Path, list[str]] | None:
    """Return the file that stands where a command would, and the other arguments; None where none does.

    ``message`` is what argparse said. Raise UsageError where a file is meant and cannot be opened.
    """
    place = next((at for at, word in enumerate(argv) if message.startswith(f"{_NO_COMMAND}{word!r}")), None)
    if place is None:
        return None
    word = argv[place]
    path = _path(word)
    if path is None or not os.path.exists(path):  # noqa: PTH110 - that of pathlib raises for a name that is too long
        if _looks_like_a_file(word):
            raise UsageError(f"there is no file “{word}”")
        return None
    if os.path.isdir(path):  # noqa: PTH112 - likewise where it may not be looked at
        raise UsageError(f"“{word}” is a folder; a service file is needed")
    return path.absolute(), [*argv[:place], *argv[place + 1 :]]


def _path(word: str) -> Path | None:
    """Return the path that a word or a file: address means."""
    if not word.lower().startswith("file:"):
        return Path(word) if "\0" not in word else None
    try:
        parts = urlsplit(word)
    except ValueError:
        return None
    named = parts.netloc in ("", "localhost") and "%00" not in parts.path
    return Path(url2pathname(parts.path)) if named else None


def _looks_like_a_file(word: str) -> bool:
    return word.lower().startswith("file:") or word.endswith(_ENDINGS) or "/" in word or os.sep in word
