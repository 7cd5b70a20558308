"""What stands around every record before it is sealed: JSON, and the version of its form."""

import json
from typing import Any, Final

from oauth_desk.adapters.vault.forms import BadForm

RECORD_VERSION: Final = 3
"""Moves when a record written by this release would be misread by the one before.

The file's format then moves too, and its step of ``migration`` converts the records.
"""


class NewerRecord(Exception):
    """A later release of the program wrote this record."""


# JSON stays in ASCII: text from services may hold lone surrogates, which UTF-8 cannot carry.
_encode: Final = json.JSONEncoder(separators=(",", ":")).encode


def wrapped(data: Any) -> bytes:
    """Return the bytes of a record, to be sealed."""
    return _encode({"version": RECORD_VERSION, "data": data}).encode()


def unwrapped(packed: bytes) -> Any:
    """Return a record's data; raise BadForm, NewerRecord."""
    try:
        saved: Any = json.loads(packed)
    except (ValueError, RecursionError):
        raise BadForm("not JSON") from None
    if not isinstance(saved, dict) or not isinstance(saved.get("version"), int):
        raise BadForm("no version")
    if saved["version"] > RECORD_VERSION:
        raise NewerRecord
    return saved.get("data")
