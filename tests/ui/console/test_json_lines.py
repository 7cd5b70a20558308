"""JSON laid out in lines."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.ui.console.json_lines import JsonLines, NotJson
from oauth_desk.ui.console.lines import BATCH, LONGEST_SHOWN, Ink

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inside: st.lists(inside, max_size=5) | st.dictionaries(st.text(), inside, max_size=5),
    max_leaves=30,
)


def laid_out(text: str | bytes) -> str:
    """Return all lines of a JSON text."""
    lines = JsonLines(text.encode() if isinstance(text, str) else text)
    for _ in lines.scan():
        pass
    return "\n".join(lines.whole(row) for row in range(len(lines)))


@given(value=JSON, indent=st.sampled_from([None, 1, 3]), ascii_only=st.booleans())
def test_looks_as_json_dumps_writes_it(value: Any, indent: int | None, *, ascii_only: bool) -> None:
    """However the service spaced its answer, the lines are those of a pretty printer."""
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert laid_out(text) == json.dumps(value, indent=2, ensure_ascii=ascii_only)


@pytest.mark.parametrize(
    "text", ["", "   ", "nope", "[1", "[1}", '{"a" 1}', "[1 2]", '{"a":tru}', "<html>", '["x', "]"]
)
def test_tells_what_is_not_json(text: str) -> None:
    """An answer that only claims to be JSON is refused, so that it is shown as it came."""
    with pytest.raises(NotJson):
        laid_out(text)


def test_shows_json_lines() -> None:
    """Several values after one another are shown below one another."""
    assert laid_out('{"a":1}\n{"b":[]}\n') == '{\n  "a": 1\n}\n{\n  "b": []\n}'


def test_colours_keys_texts_numbers_and_words() -> None:
    """Each kind of word has its ink, and the ink lies on the word."""
    lines = JsonLines(b'{"n":1,"t":"x","w":true}')
    list(lines.scan())
    found = [
        (lines.text(row)[start : start + length], ink)
        for row in range(len(lines))
        for start, length, ink in lines.spans(row)
    ]
    assert found == [
        ('"n"', Ink.KEY),
        ("1", Ink.NUMBER),
        ('"t"', Ink.KEY),
        ('"x"', Ink.TEXT),
        ('"w"', Ink.KEY),
        ("true", Ink.WORD),
    ]


@pytest.mark.parametrize("escapes", [False, True])
def test_a_string_of_megabytes_is_shortened_on_screen_and_whole_when_copied(*, escapes: bool) -> None:
    """A file inside JSON does not slow the view, and none of it is lost to the clipboard."""
    value = ('ab\\"' if escapes else "abcd") * 1_000_000
    lines = JsonLines(f'{{"file": "{value}", "size": 4}}'.encode())
    list(lines.scan())
    assert [lines.text(row)[:8] for row in range(4)] == ["{", '  "file"', '  "size"', "}"]
    assert len(lines.text(1)) < LONGEST_SHOWN + 100
    assert lines.columns < LONGEST_SHOWN + 200
    assert lines.whole(1) == f'  "file": "{value}",'


def test_stops_for_breath() -> None:
    """A long answer is laid out in batches."""
    lines = JsonLines(json.dumps(list(range(3 * BATCH))).encode())
    seen = [len(lines) for _ in lines.scan()]
    assert seen == [BATCH, 2 * BATCH, 3 * BATCH]


def test_depth_has_no_limit() -> None:
    """A hostile depth is shown without overflow; the indent stops growing."""
    assert laid_out("[" * 100_000 + "]" * 100_000).count("\n") == 199_998
