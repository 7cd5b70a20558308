"""The activity log as a file."""

import csv
import json
from pathlib import Path

import pytest

from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.events import ActivityEntry, ActivityKind
from oauth_desk.ui.activity.export import write

ENTRIES = [
    ActivityEntry(1_800_000_000.25, "id", 'Größe, "x"', ActivityKind.RENEWAL, "renewed", "Good for 60 minutes.", 0.4),
    ActivityEntry(1_799_999_000.0, "id", "=cmd()", ActivityKind.PROBLEM, "odd", "@SUM(A1)"),
]


def test_json_has_utc_times_and_all_fields(tmp_path: Path) -> None:
    """What is exported can be read by a program."""
    path = tmp_path / "log.json"
    write(path, ENTRIES)
    first, second = json.loads(path.read_text("utf-8"))
    assert first["at"] == "2027-01-15T08:00:00.250Z"
    assert first["name"] == 'Größe, "x"'
    assert second == {**second, "kind": "problem", "outcome": "odd", "duration": None}


def test_csv_is_safe_in_a_spreadsheet(tmp_path: Path) -> None:
    """A text that a service sent never becomes a formula."""
    path = tmp_path / "log.CSV"
    write(path, ENTRIES)
    with path.open(encoding="utf-8-sig", newline="") as file:
        first, second = csv.DictReader(file)
    assert first["detail"] == "Good for 60 minutes."
    assert second["name"] == "'=cmd()"
    assert second["detail"] == "'@SUM(A1)"


def test_a_folder_that_refuses_is_told(tmp_path: Path) -> None:
    """An export that cannot be written says so and what to do."""
    with pytest.raises(DeskError, match="cannot be written"):
        write(tmp_path / "missing" / "log.json", ENTRIES)
