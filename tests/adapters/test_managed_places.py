"""Where administrators set something: files, property lists, policies."""

import json
import plistlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from oauth_desk.adapters.managed_places import LARGEST, POLICY_KEY, SystemPlaces, json_source, plist_source, readers_of
from oauth_desk.adapters.policy_keys import policy_source
from oauth_desk.domain.managed import Source, managed_from


class FakeRegistry:
    """A Registry of keys in memory."""

    def __init__(self, keys: Mapping[str, Mapping[str, object]], fault: OSError | None = None) -> None:
        self.keys = keys
        self.fault = fault

    def values(self, key: str) -> Mapping[str, object] | None:
        """Return the values of a key."""
        if self.fault is not None:
            raise self.fault
        return self.keys.get(key)


def problem(found: Source | None) -> str:
    """Return why nothing of a place counts."""
    assert found is not None
    return found.problem


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give the path of a file in a folder that only its owner writes."""
    folder = tmp_path / "oauth-desk"
    folder.mkdir(mode=0o755)
    return folder / "settings.json"


def test_a_file_is_read_with_its_lines(path: Path) -> None:
    """Also with the mark at its beginning that editors on Windows write."""
    path.write_text('{\n "locked": {\n  "demo": false}}', encoding="utf-8-sig")
    assert json_source(path) == Source(
        str(path), {"locked": {"demo": False}}, ((("locked",), 2), (("locked", "demo"), 3))
    )


def test_no_file_is_no_place(path: Path) -> None:
    """Neither a file that is not there nor a folder that is not there is worth a word."""
    assert json_source(path) is None
    assert json_source(path / "below") is None
    path.write_text("{}")
    assert json_source(path / "below") is None
    assert plist_source(path.with_name("none.plist")) is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{\n "locked": {,}\n}', "line 2: this is not JSON"),
        (b"", "line 1: this is not JSON"),
        (b"\xff\xfe{", "not a text file in UTF-8"),
        (b"[" * 60_000, "not JSON that can be read"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not JSON that can be read"),
        (b" " * (LARGEST + 1), "larger than 64 KiB"),
    ],
)
def test_what_cannot_be_read_is_told(path: Path, content: bytes, words: str) -> None:
    """Nonsense never ends in a traceback: it is a sentence, with the line where there is one."""
    path.write_bytes(content)
    assert words in problem(json_source(path))


def test_a_folder_in_place_of_a_file_is_told(path: Path) -> None:
    """What the system says of it is passed on."""
    path.mkdir()
    assert "cannot be read (Is a directory)" in problem(json_source(path))


@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_anybody_may_write_is_not_trusted(path: Path, what: str) -> None:
    """A file that everybody could have changed, or could replace, sets nothing and is told."""
    path.write_text("{}")
    assert problem(json_source(path)) == ""
    (path if what == "file" else path.parent).chmod(0o777)
    assert "anybody on this computer may write it" in problem(json_source(path))


def test_a_folder_like_tmp_is_no_danger(path: Path) -> None:
    """Where everybody may add files, but nobody may replace another's, the file is its owner's."""
    path.write_text("{}")
    path.parent.chmod(0o1777)
    assert problem(json_source(path)) == ""


def test_a_property_list(path: Path) -> None:
    """Managed preferences of macOS hold the same two tables, in both forms that Apple has."""
    content = {"locked": {"demo": False, "lock_after_minutes": 5}}
    for form in (plistlib.FMT_XML, plistlib.FMT_BINARY):
        path.write_bytes(plistlib.dumps(content, fmt=form))
        assert plist_source(path) == Source(str(path), content)


@pytest.mark.parametrize("content", [b"", b"{}", b"bplist00\xff", b"<plist><dict><key>a</key></dict></plist>", b"<a"])
def test_a_property_list_that_is_none(path: Path, content: bytes) -> None:
    """Nonsense is told, and no traceback."""
    path.write_bytes(content)
    assert "not a property list" in problem(plist_source(path))


def test_policies_hold_and_recommended_ones_are_defaults() -> None:
    """Numbers 1 and 0 are yes and no where a setting is a switch; any other number is a mistake that is told."""
    registry = FakeRegistry(
        {
            POLICY_KEY: {"demo": 0, "lock_after_minutes": 1, "sharing": 2, "": "unnamed", "proxy": "none", "x": b"1"},
            f"{POLICY_KEY}\\Recommended": {"lock_with_screen": 1},
        }
    )
    found = policy_source(registry, POLICY_KEY)
    assert found is not None
    managed = managed_from([found])
    assert managed.locked == {"demo": False, "lock_after_minutes": 1, "proxy": "none"}
    assert managed.defaults == {"lock_with_screen": True}
    name = r"HKLM\SOFTWARE\Policies\OAuthDesk"
    assert managed.mistakes == (
        f"{name}, “locked.sharing”: must be true or false",
        f"{name}, “locked.x”: there is no such setting",
    )


def test_no_policies_and_a_registry_that_refuses() -> None:
    """Without the keys there is no place; a key that cannot be read is told."""
    assert policy_source(FakeRegistry({}), POLICY_KEY) is None
    assert policy_source(FakeRegistry({POLICY_KEY: {}}), POLICY_KEY) is None
    refused = policy_source(FakeRegistry({}, PermissionError(13, "Access is denied")), POLICY_KEY)
    assert "Access is denied" in problem(refused)


async def test_the_places_of_a_system_in_order(path: Path) -> None:
    """What the management of many computers says comes before the file, and a place that is not there is left out."""
    path.write_text(json.dumps({"locked": {"demo": True}}))
    plist = path.with_name("org.plist")
    plist.write_bytes(plistlib.dumps({"locked": {"demo": False}}))
    found = await SystemPlaces(readers_of([path, path.with_name("none")], platform="darwin", plist=plist)).read()
    assert [each.name for each in found] == [str(plist), str(path)]
    assert managed_from(found).locked == {"demo": False}
    assert len(readers_of([path], platform="win32")) == 2
