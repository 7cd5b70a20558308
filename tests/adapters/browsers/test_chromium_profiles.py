"""Profiles of Chrome's family: what ``Local State`` says, believed as far as it makes sense."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from oauth_desk.adapters.browsers import own_file
from oauth_desk.adapters.browsers.chromium_profiles import chromium_profiles
from tests.adapters.browsers.homes import chromium_data


def test_profiles_are_told_with_their_accounts(tmp_path: Path) -> None:
    """Each profile has the name that its owner gave it, who is signed in, and the option that takes its folder."""
    found = chromium_profiles(chromium_data(tmp_path))
    assert [(each.profile.name, each.profile.account, each.options) for each in found] == [
        ("Ana", "ana@home.example", ("--profile-directory=Default",)),
        ("Club 👩‍🚀", "", ("--profile-directory=Profile 2",)),
        ("Work", "ana@northwind.example", ("--profile-directory=Profile 1",)),
    ]


@pytest.mark.parametrize(
    "folder",
    ["--user-data-dir=x", "-x", "..", ".", "", "a/b", "a\\b", "C:", 'a"b', "a\nb", "a\u202eb", "\ud800", "x" * 200],
)
def test_a_folder_that_is_no_plain_name_is_left_out(tmp_path: Path, folder: str) -> None:
    """C12: no option, no way out of the folder and no hidden character comes from a folder's name."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a/b").mkdir()
    state = {"profile": {"info_cache": {folder: {"name": "Work"}, "Default": {"name": "Ana"}}}}
    (tmp_path / "Local State").write_text(json.dumps(state), encoding="utf-8")
    (tmp_path / "Default").mkdir()
    assert [each.profile.name for each in chromium_profiles(tmp_path)] == ["Ana"]


@pytest.mark.parametrize(
    "info",
    [
        {},
        {"name": 7},
        {"name": ""},
        {"name": " "},
        {"name": "\u202eevil"},
        {"name": "a\x1b[31m"},
        {"name": "a\u2028b"},
        {"name": "-x"},
        None,
        "Work",
    ],
)
def test_a_profile_with_an_odd_name_is_left_out(tmp_path: Path, info: Any) -> None:
    """What could not be shown as it is, is not offered."""
    assert chromium_profiles(chromium_data(tmp_path, {"Default": info})) == []


def test_an_odd_account_is_not_told(tmp_path: Path) -> None:
    """The profile stays; who is signed in is not shown where that would turn the words around."""
    [found] = chromium_profiles(chromium_data(tmp_path, {"Default": {"name": "Ana", "user_name": "a\u202eb"}}))
    assert found.profile.account == ""


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"7",
        b"null",
        b'{"profile": []}',
        b'{"profile": {"info_cache": []}}',
        b'{"profile": {"info_cache": null}}',
        b"[" * 100_000,
        b'{"a": ' + b"9" * 10_000 + b"}",
    ],
)
def test_a_broken_list_is_no_list(tmp_path: Path, text: bytes) -> None:
    """Broken, nested and cut lists end in no profiles, not in an error."""
    (tmp_path / "Local State").write_bytes(text)
    assert chromium_profiles(tmp_path) == []


def test_what_is_no_ordinary_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe is not waited for, a loop of links not followed, a huge file not read, a missing one no trouble."""
    state = tmp_path / "Local State"
    assert chromium_profiles(tmp_path) == []
    os.mkfifo(state)
    assert chromium_profiles(tmp_path) == []
    state.unlink()
    state.symlink_to(state)
    assert chromium_profiles(tmp_path) == []
    state.unlink()
    chromium_data(tmp_path)
    assert own_file.content_of(state, 10) is None
    assert own_file.content_of(Path("a\0b")) is None
    state.unlink()
    state.mkdir()
    assert chromium_profiles(tmp_path) == []


def test_a_profile_whose_folder_is_gone_is_left_out(tmp_path: Path) -> None:
    """A folder that was deleted, is a file, or leads in a circle is no profile."""
    chromium_data(tmp_path)
    (tmp_path / "Default").rmdir()
    (tmp_path / "Profile 1").rmdir()
    (tmp_path / "Profile 1").symlink_to("Profile 1")
    (tmp_path / "Profile 2").rmdir()
    (tmp_path / "Profile 2").write_text("")
    assert chromium_profiles(tmp_path) == []


def test_there_is_an_end_to_the_list(tmp_path: Path) -> None:
    """A list of thousands is cut."""
    many = {f"Profile {number}": {"name": f"P{number:05}"} for number in range(1000)}
    assert len(chromium_profiles(chromium_data(tmp_path, many))) == 200
