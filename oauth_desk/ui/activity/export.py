"""The activity log as a file, for people and for spreadsheets."""

import csv
import io
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from oauth_desk.domain.errors import DeskError, Remedy
from oauth_desk.domain.events import ActivityEntry

FIELDS: Final = ("at", "name", "kind", "outcome", "detail", "duration")
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def _record(entry: ActivityEntry) -> dict[str, str | float | None]:
    return {
        "at": datetime.fromtimestamp(entry.at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "name": entry.name,
        "kind": entry.kind.value,
        "outcome": entry.outcome,
        "detail": entry.detail,
        "duration": entry.duration,
    }


def as_json(entries: Iterable[ActivityEntry]) -> str:
    """Return entries as a JSON list; times in UTC, ``duration`` in seconds."""
    return json.dumps([_record(entry) for entry in entries], ensure_ascii=False, indent=2) + "\n"


def as_csv(entries: Iterable[ActivityEntry]) -> str:
    """Return entries as CSV (RFC 4180), with no cell that a spreadsheet would run as a formula."""
    text = io.StringIO()
    writer: csv.DictWriter[str] = csv.DictWriter(text, FIELDS, lineterminator="\r\n")
    writer.writeheader()
    for entry in entries:
        writer.writerow({key: _harmless(value) for key, value in _record(entry).items()})
    return text.getvalue()


def _harmless(value: str | float | None) -> str | float | None:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def write(path: Path, entries: Iterable[ActivityEntry]) -> None:
    """Write a file, CSV where its name says so, else JSON; raise DeskError. Blocks: call it on a worker thread."""
    text = as_csv(entries) if path.suffix.lower() == ".csv" else as_json(entries)
    try:
        # The mark makes spreadsheets read it as UTF-8.
        path.write_text(text, "utf-8-sig" if path.suffix.lower() == ".csv" else "utf-8", newline="")
    except OSError as error:
        raise cannot_write(path, error) from error


def cannot_write(path: Path, error: OSError) -> DeskError:
    """Return the error for a file that cannot be written."""
    return DeskError(
        "cannot_write",
        f"“{path.name}” cannot be written.",
        detail=f"{error.strerror or 'The system refuses it'}.",
        advice="Choose another folder or name.",
        remedy=Remedy.RETRY,
    )
