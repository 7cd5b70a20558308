"""Comparing two builds, what they tell of the machine, and what is done to them."""

import os
from pathlib import Path

import pytest
from shipping import listing as listing_command
from shipping.folder import NO_COMMIT_EPOCH, hide_prefix, settle_times_and_rights, source_date, version
from shipping.listing import differences, listing, sums
from shipping.traces import of_this_machine, traces

from oauth_desk import __version__


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder with a program, a file and a link."""
    made = tmp_path / "one"
    (made / "inner").mkdir(parents=True)
    (made / "program").write_text("run")
    (made / "program").chmod(0o755)
    (made / "inner" / "file").write_text("text")
    (made / "link").symlink_to("program")
    return made


def test_a_listing_has_content_rights_and_links(folder: Path) -> None:
    """Whatever an installed program could notice; times are no part of it."""
    found = listing(folder)
    assert found["program"].endswith(" program")
    assert len(found["inner/file"]) == 64
    assert found["link"] == "link to program"


def test_each_difference_is_named(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file more, a file less, another content; and the command ends with 1."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "program").write_text("run")
    (other / "new").write_text("")
    lines = differences(listing(folder), listing(other))
    assert lines == [
        "not the same: program",
        "only in the first: inner/file",
        "only in the first: link",
        "only in the second: new",
    ]
    assert listing_command.main([str(folder), str(other)]) == listing_command.DIFFERENT
    assert "not the same: program" in capsys.readouterr().out


def test_two_that_are_the_same_are_said_to_be(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the number of files, so that two empty folders are noticed."""
    assert listing_command.main([str(folder), str(folder)]) == listing_command.SAME
    assert "The same 3 files" in capsys.readouterr().out
    assert listing_command.main([str(folder), str(folder / "missing")]) == listing_command.WRONG


def test_sums_are_those_that_sha256sum_checks(folder: Path) -> None:
    """Links are left out: they would be followed."""
    lines = sums(listing(folder), "one").splitlines()
    assert [line.partition("  ")[2] for line in lines] == ["one/inner/file", "one/program"]


def test_traces_are_found_in_any_file(folder: Path) -> None:
    """Also between bytes that are no text."""
    (folder / "inner" / "file").write_bytes(b"\xff\x00/home/ana/work\x00")
    assert traces(folder, ["/home/ana", "/home/ben"]) == ["inner/file holds /home/ana"]


def test_this_machine_is_known_by_its_own_paths(tmp_path: Path) -> None:
    """Paths that every machine has prove nothing."""
    wanted = of_this_machine(tmp_path)
    assert str(tmp_path) in wanted
    assert not {"/", "/usr", "/root"} & set(wanted)


def test_a_prefix_is_hidden_at_its_length_and_keeps_its_end(tmp_path: Path) -> None:
    """A version that shares its bytes with the end of the path stays readable."""
    library = tmp_path / "libpython3.13.so.1.0"
    before = b"\x00/home/ana/versions/3.13.0\x00/home/ana/versions/3.13.0/lib\x00"
    library.write_bytes(before)
    hide_prefix([library], Path("/home/ana/versions/3.13.0"))
    after = library.read_bytes()
    assert len(after) == len(before)
    assert b"ana" not in after
    assert after.count(b"/3.13.0") == 2
    assert Path(os.fsdecode(after[1:26])) == Path("/usr/3.13.0")


def test_a_systems_own_prefix_is_left(tmp_path: Path) -> None:
    """There is nothing to hide in /usr."""
    library = tmp_path / "libpython3.13.so.1.0"
    library.write_bytes(b"/usr/lib/python3.13")
    hide_prefix([library], Path("/usr"))
    assert library.read_bytes() == b"/usr/lib/python3.13"


def test_times_and_rights_do_not_depend_on_the_builder(folder: Path) -> None:
    """A strict umask and the hour of the day leave nothing behind."""
    (folder / "inner" / "file").chmod(0o600)
    (folder / "inner").chmod(0o700)
    settle_times_and_rights(folder, 1_700_000_000)
    rights = {path.name: path.stat().st_mode & 0o777 for path in folder.rglob("*") if not path.is_symlink()}
    assert rights == {"program": 0o755, "inner": 0o755, "file": 0o644}
    assert {path.lstat().st_mtime for path in [folder, *folder.rglob("*")]} == {1_700_000_000}


def test_the_date_is_the_one_that_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the last commit's, else always the same one."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1234")
    assert source_date() == 1234
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert source_date() >= NO_COMMIT_EPOCH
    monkeypatch.setenv("PATH", "")
    assert source_date() == NO_COMMIT_EPOCH


def test_the_version_is_the_programs() -> None:
    """The papers name what `--version` says."""
    assert version() == __version__
