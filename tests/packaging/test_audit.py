"""Known weaknesses of what is pinned, from a file of advisories."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from shipping import audit
from shipping.audit import Unreadable, findings, is_affected, read_advisories
from shipping.pins import Pin

PINS = [("shipped", Pin("httpx", "0.28.1", "", ())), ("for tests", Pin("some-tool", "2.0", "", ()))]


def advisory(name: str = "httpx", **more: Any) -> dict[str, Any]:
    """Return an advisory about a package, from 0.20 on and mended in 0.29."""
    events = [{"introduced": "0.20"}, {"fixed": "0.29"}]
    affected = {"package": {"ecosystem": "PyPI", "name": name}, "ranges": [{"type": "ECOSYSTEM", "events": events}]}
    return {"id": "TEST-1", "summary": "It is weak", "affected": [affected | more]}


def test_a_pinned_version_in_a_range_is_found() -> None:
    """The line names package, version, what it is for, the advisory, and where it is mended."""
    (found,) = findings([advisory()], PINS)
    assert found.line() == "httpx 0.28.1 (shipped): TEST-1: It is weak; mended in 0.29"


def test_names_are_compared_as_installers_do() -> None:
    """An advisory may write a name in its own way."""
    assert findings([advisory("Some_Tool", versions=["2.0"])], PINS)


@pytest.mark.parametrize(
    "said",
    [
        advisory("another"),
        advisory() | {"withdrawn": "2026-01-01T00:00:00Z"},
        advisory(package={"ecosystem": "npm", "name": "httpx"}),
    ],
    ids=["another package", "withdrawn", "another ecosystem"],
)
def test_what_is_not_about_a_pin_is_passed_over(said: dict[str, Any]) -> None:
    """Other packages, taken back advisories, and packages of the same name elsewhere."""
    assert findings([said], PINS) == []


@pytest.mark.parametrize(
    ("events", "affected"),
    [
        ([{"introduced": "0"}], True),
        ([{"introduced": "0"}, {"fixed": "1.0"}], False),
        ([{"introduced": "0"}, {"fixed": "1.1"}], True),
        ([{"introduced": "1.0"}], True),
        ([{"introduced": "1.1"}], False),
        ([{"introduced": "0"}, {"last_affected": "1.0"}], True),
        ([{"introduced": "0"}, {"last_affected": "0.9"}], False),
        ([{"introduced": "0"}, {"fixed": "0.5"}, {"introduced": "0.9"}, {"fixed": "1.5"}], True),
        ([{"fixed": "1.5"}, {"introduced": "0.9"}], True),
        ([{"introduced": "no version"}], False),
    ],
)
def test_ranges_are_walked_in_the_order_of_their_versions(events: list[dict[str, str]], affected: bool) -> None:
    """As OSV's schema says, whatever the order in the file."""
    assert is_affected("1.0", {"ranges": [{"type": "ECOSYSTEM", "events": events}]}) == affected


def test_commits_are_no_versions() -> None:
    """A range of commits says nothing about a release."""
    assert not is_affected("1.0", {"ranges": [{"type": "GIT", "events": [{"introduced": "0"}]}]})


def test_a_file_a_list_a_folder_and_an_archive_are_read(tmp_path: Path) -> None:
    """All the forms in which OSV gives advisories out."""
    one = json.dumps(advisory())
    (tmp_path / "one.json").write_text(one)
    (tmp_path / "list.json").write_text(f"[{one}, {one}]")
    (tmp_path / "answer.json").write_text(f'{{"vulns": [{one}]}}')
    folder = tmp_path / "folder" / "below"
    folder.mkdir(parents=True)
    (folder / "TEST-1.json").write_text(one)
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("TEST-1.json", one)
    counts = [
        len(read_advisories(tmp_path / name)) for name in ("one.json", "list.json", "answer.json", "folder", "all.zip")
    ]
    assert counts == [1, 2, 1, 1, 1]


@pytest.mark.parametrize("text", ["no JSON", '{"name": "something else"}', "[1]"])
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    """Nothing that is no advisory passes for one that found nothing."""
    (tmp_path / "file.json").write_text(text)
    with pytest.raises(Unreadable):
        read_advisories(tmp_path / "file.json")


def test_without_a_file_it_is_skipped_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    """It never fails because there is no network: it asks none."""
    assert audit.main([]) == audit.NOTHING_KNOWN
    assert "was skipped" in capsys.readouterr().out


def test_the_pins_of_this_project_are_matched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A weakness of what is shipped ends the command with 1; one of something else with 0; no file with 2."""
    file = tmp_path / "advisories.json"
    file.write_text(json.dumps(advisory(ranges=[{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}])))
    assert audit.main([str(file)]) == audit.FOUND
    assert "(shipped): TEST-1" in capsys.readouterr().out
    file.write_text(json.dumps(advisory("nothing-of-ours")))
    assert audit.main([str(file)]) == audit.NOTHING_KNOWN
    assert "none to look at" in capsys.readouterr().out
    assert audit.main([str(tmp_path / "missing.json")]) == audit.UNREADABLE
