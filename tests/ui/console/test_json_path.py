"""Paths into JSON."""

import json

import pytest

from oauth_desk.ui.console.json_lines import JsonLines
from oauth_desk.ui.console.json_path import BadPath, PathSearch, parse_path

ANSWER = {
    "kind": "list",
    "items": [
        {"summary": "A", "more": {"summary": "deeper"}},
        {"other": 1},
        {"summary": {"deep": [1, 2]}},
        5,
        [{"summary": "in a list"}],
        {"summary": []},
    ],
    "items2": [{"summary": "elsewhere"}],
    "a.b": {"c d": 1},
    "tags": ["x", "y"],
}


def found(path: str, text: str | None = None) -> list[object]:
    """Return what lies at the end of ``path``."""
    lines = JsonLines((text or json.dumps(ANSWER)).encode())
    list(lines.scan())
    search = PathSearch(lines, parse_path(path))
    list(search.run())
    values = json.loads(search.result())
    assert len(values) == search.found
    return list(values)


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("items[].summary", ["A", {"deep": [1, 2]}, []]),
        (".items[*].summary", ["A", {"deep": [1, 2]}, []]),
        ("$.items[0]", [{"summary": "A", "more": {"summary": "deeper"}}]),
        ("items[2].summary.deep[1]", [2]),
        ("items[].*", ["A", {"summary": "deeper"}, 1, {"deep": [1, 2]}, {"summary": "in a list"}, []]),
        ("items[4][].summary", ["in a list"]),
        ("tags", [["x", "y"]]),
        ("tags[]", ["x", "y"]),
        ("tags[7]", []),
        ('["a.b"]["c d"]', [1]),
        ('"a.b".c d', [1]),
        ("nothing.here", []),
        ("$", [ANSWER]),
        ("", [ANSWER]),
    ],
)
def test_follows_a_path(path: str, values: list[object]) -> None:
    """A path leads to the same values as walking the objects would."""
    assert found(path) == values


def test_reads_escaped_keys() -> None:
    """A key is compared as read, not as written."""
    assert found("größe", '{"gr\\u00f6\\u00dfe": 1}') == [1]


def test_follows_a_path_in_every_value_of_json_lines() -> None:
    """JSON lines are searched one value after the other."""
    assert found("a", '{"a":1}\n{"a":[2]}\n{"b":3}') == [1, [2]]


@pytest.mark.parametrize("path", ["items[", "items[x]", "a..b", "[]]"])
def test_says_where_a_path_cannot_be_read(path: str) -> None:
    """A path that is none gets a sentence, not silence."""
    with pytest.raises(BadPath, match="Cannot read the path"):
        parse_path(path)
