"""Profiles of Firefox's family: ``profiles.ini`` and the groups beside it, believed as far as they make sense."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from oauth_desk.adapters.browsers.firefox_profiles import firefox_profiles
from tests.adapters.browsers.homes import firefox_data

_TABLE = """CREATE TABLE "Profiles" (id INTEGER NOT NULL, path TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
avatar TEXT NOT NULL, themeId TEXT NOT NULL, themeFg TEXT NOT NULL, themeBg TEXT NOT NULL, PRIMARY KEY(id))"""


def names(data: Path) -> list[str]:
    """Return the names of the profiles that are found."""
    return [each.profile.name for each in firefox_profiles(data)]


def grouped(data: Path, *rows: tuple[str, str]) -> sqlite3.Connection:
    """Make a group of profiles as Firefox 138 does; the connection is still open, as that of a running Firefox."""
    (data / "Profile Groups").mkdir(parents=True)
    for path, _ in rows:
        if path.startswith("Profiles/"):
            (data / path).mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(data / "Profile Groups/0a1b2c3d.sqlite")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(_TABLE)
    connection.executemany(
        "INSERT INTO Profiles (path, name, avatar, themeId, themeFg, themeBg) VALUES (?, ?, 'star', '', '', '')", rows
    )
    connection.commit()
    return connection


def ini(data: Path, *sections: str) -> Path:
    """Write a list of profiles, each with a folder of its own."""
    data.mkdir(parents=True, exist_ok=True)
    (data / "one").mkdir(exist_ok=True)
    (data / "profiles.ini").write_text("\n".join(sections), encoding="utf-8", errors="surrogatepass")
    return data


def test_profiles_are_taken_by_name(tmp_path: Path) -> None:
    """Profiles in the folder and elsewhere are found, and each is taken with -P and its name as one word."""
    found = firefox_profiles(firefox_data(tmp_path / "firefox", tmp_path / "elsewhere"))
    assert [(each.profile.name, each.options) for each in found] == [
        ("default", ("-P", "default")),
        ("Elsewhere", ("-P", "Elsewhere")),
        ("Work", ("-P", "Work")),
    ]


def test_profiles_of_a_group_are_taken_by_path(tmp_path: Path) -> None:
    """Those that Firefox's own menu makes are found while Firefox runs, in place of the group, and its file is left."""
    data = ini(tmp_path, "[Profile0]", "Name=default", "Path=one", "StoreID=0a1b2c3d")
    rows = (("Profiles/x.Home", "Home"), ("Profiles/y.Work", "Work"), ("../z", "Out"), ("Profiles/w.Odd", "-x"))
    with closing(grouped(data, *rows)):
        before = sorted(path.name for path in (data / "Profile Groups").iterdir())
        found = firefox_profiles(data)
        assert sorted(path.name for path in (data / "Profile Groups").iterdir()) == before
    assert [(each.profile.key, each.profile.name, each.options) for each in found] == [
        ("Profiles/x.Home", "Home", ("--profile", str(data / "Profiles/x.Home"))),
        ("Profiles/y.Work", "Work", ("--profile", str(data / "Profiles/y.Work"))),
    ]
    assert [each.profile.name for each in firefox_profiles(data, groups=False)] == ["default"], "where paths differ"


@pytest.mark.parametrize("content", [None, b"", b"SQLite format 3\0 broken", b"x" * 5000])
def test_a_group_that_cannot_be_read_leaves_its_profile(tmp_path: Path, content: bytes | None) -> None:
    """The group itself is offered where the list of its profiles is missing or broken."""
    data = ini(tmp_path, "[Profile0]", "Name=default", "Path=one", "StoreID=0a1b2c3d")
    (data / "Profile Groups").mkdir()
    if content is not None:
        (data / "Profile Groups/0a1b2c3d.sqlite").write_bytes(content)
    assert names(data) == ["default"]


def test_a_group_is_named_by_no_path(tmp_path: Path) -> None:
    """A store that leads out of its folder is not opened."""
    data = ini(
        tmp_path / "firefox", "[Profile0]", "Name=default", "Path=one", "StoreID=../../x/Profile Groups/0a1b2c3d"
    )
    grouped(tmp_path / "x", ("Profiles/y", "Work")).close()
    assert names(data) == ["default"]


@pytest.mark.parametrize(
    "name",
    ["-P", "--new-instance", "a\u202eb", "a\x1bb", "", "x" * 200],
)
def test_a_profile_with_an_odd_name_is_left_out(tmp_path: Path, name: str) -> None:
    """C12: no option and no hidden character comes from a profile's name."""
    data = ini(tmp_path, "[Profile0]", f"Name={name}", "Path=one", "[Profile1]", "Name=Good", "Path=one")
    assert names(data) == ["Good"]


@pytest.mark.parametrize(
    ("path", "relative"),
    [
        ("../out", "1"),
        ("/", "1"),
        ("", "1"),
        ("missing", "1"),
        ("one", "0"),
        ("loop", "1"),
        ("file", "1"),
        ("a:b", "1"),
    ],
)
def test_a_profile_without_a_folder_of_its_own_is_left_out(tmp_path: Path, path: str, relative: str) -> None:
    """A path that leads out, in a circle, or nowhere is no profile."""
    (tmp_path / "out").mkdir()
    data = ini(tmp_path / "firefox", "[Profile0]", "Name=Work", f"Path={path}", f"IsRelative={relative}")
    (data / "loop").symlink_to("loop")
    (data / "file").write_text("")
    assert names(data) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[Profile0",
        "Name=x",
        "[Profile0]\nName",
        "\0",
        "[Profile0]\n[Profile0]\nName=%(x)s\nPath=nowhere",
        "[" * 9999,
    ],
)
def test_a_broken_list_is_no_list(tmp_path: Path, text: str) -> None:
    """Broken lists end in no profiles, not in an error."""
    (tmp_path / "profiles.ini").write_text(text, encoding="utf-8")
    assert names(tmp_path) == []


def test_a_list_that_is_not_text_is_no_list(tmp_path: Path) -> None:
    """Nor do bytes of another kind, a huge file, a folder, or nothing at all."""
    assert names(tmp_path) == []
    listed = tmp_path / "profiles.ini"
    listed.write_bytes(b"[Profile0]\nName=\xff\xfe\nPath=one")
    assert names(tmp_path) == []
    listed.write_bytes(b"#" * (1024 * 1024 + 1))
    assert names(tmp_path) == []
    listed.unlink()
    listed.mkdir()
    assert names(tmp_path) == []


def test_the_first_of_two_names_counts(tmp_path: Path) -> None:
    """Firefox takes the first profile of a name; a second one could not be meant."""
    (tmp_path / "two").mkdir()
    data = ini(tmp_path, "[Profile0]", "Name=Work", "Path=one", "[Profile1]", "Name=Work", "Path=two")
    assert names(data) == ["Work"]
