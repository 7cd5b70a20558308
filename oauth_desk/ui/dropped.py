"""What a person drops onto the window: a file, an address, or something that a sentence is said about."""

import os
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData

from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.ui.connect.shelf import address_in

_EXPORT: Final = ".oauth-desk"


def is_taken(data: QMimeData) -> bool:
    """Tell whether something is carried that can be looked at: files, links or text."""
    return data.hasUrls() or bool(data.text().strip())


def dropped(data: QMimeData) -> Path | str:
    """Return the file or the address; raise DeskError with a sentence where it is neither."""
    urls = data.urls()
    if len(urls) > 1:
        raise _error("Open one service file at a time.", "Drop them one after another.")
    if urls and urls[0].isLocalFile():
        return checked_file(Path(urls[0].toLocalFile()))
    text = urls[0].toString() if urls else data.text()
    address = address_in(text)
    if address is None:
        raise _error("This is neither a service file nor an address.", "An address begins with https://.")
    return address


def checked_file(path: Path) -> Path:
    """Return a file that may be a service file; raise DeskError where it is none for sure."""
    if os.path.isdir(path):  # noqa: PTH112 - that of pathlib raises for names and folders that cannot be looked at
        raise _error(f"“{path.name}” is a folder.", "Open the service file in it: its name ends with .toml.")
    if path.suffix == _EXPORT:
        advice = "Choose “Back up and move…” in the menu, and there “Import”."
        raise _error(f"“{path.name}” holds exported connections.", advice)
    return path


def _error(title: str, advice: str) -> DeskError:
    return DeskError("not_opened", title, kind=Kind.USAGE, advice=advice)
