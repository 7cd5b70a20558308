"""Strict JSON."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.protocol.json_body import DEEPEST, MOST_VALUES, BadJson, parse, parse_object

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text('aé"\\[]{}'),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab", max_size=3), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b'{"a":1,"a":2}',
        b'{"o":{"a":1,"a":1}}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":-Infinity}',
        b"[" * 21 + b"]" * 21,
        b"[" * 500_000,
        b'{"a":' * 200_000,
        b'{"a":' + b"9" * 4301 + b"}",
        b'{"a":1} trailing',
        b'{"a":1}{"a":1}',
        b'{"a":"\xff"}',
        b'{"a":"\\ud800"}',
        b"{'a':1}",
        b'{"a":1,}',
        b'"' + b'\\"' * 400_000,
    ],
)
def test_refuses_what_is_ambiguous_or_too_much(body: bytes) -> None:
    """C52: duplicate keys, NaN, depth over 20, integers over 4300 digits and trailing data are errors, not crashes."""
    with pytest.raises(BadJson):
        parse(body)


def test_accepts_the_limits() -> None:
    """C52: 20 levels and 4300 digits are still read; brackets inside strings do not count."""
    assert DEEPEST == 20
    assert parse(b"[" * DEEPEST + b"]" * DEEPEST) is not None
    assert parse(b"9" * 4300) == int("9" * 4300)
    assert parse(b'["' + b"[" * 100 + b'", "\\"[[["]') == ["[" * 100, '"[[[']
    assert parse(b'\xef\xbb\xbf{"a":"\\ud83d\\ude00"}') == {"a": "😀"}


@pytest.mark.parametrize("body", [b"[]", b"null", b"1", b'"text"', b"true"])
def test_an_object_is_an_object(body: bytes) -> None:
    """C45: an answer that is no JSON object is an error."""
    with pytest.raises(BadJson):
        parse_object(body)


@given(VALUES)
def test_reads_what_json_writes(value: object) -> None:
    """Ordinary JSON reads as the standard library reads it."""
    text = json.dumps(value, ensure_ascii=False)
    assert parse(text.encode()) == json.loads(text)


@given(st.binary(max_size=200) | st.text('[]{}",:\\ue01dDnaN ', max_size=60).map(str.encode))
def test_no_bytes_raise_anything_else(body: bytes) -> None:
    """C52: whatever the bytes, the only error is the documented one."""
    with contextlib.suppress(BadJson):
        parse(body)


@given(st.dictionaries(st.text("abc", min_size=1), st.integers(), min_size=1), st.data())
def test_a_cut_answer_is_no_answer(members: dict[str, int], data: st.DataObject) -> None:
    """A body that arrived in part is refused, wherever it was cut."""
    body = json.dumps(members).encode()
    cut = data.draw(st.integers(0, len(body) - 1))
    with pytest.raises(BadJson):
        parse_object(body[:cut])


@pytest.mark.parametrize("piece", [b"[],", b"{},", b"1,", b'"",', b"[[1]],"])
def test_more_values_than_any_honest_answer_has_are_refused_unread(piece: bytes) -> None:
    """C39: a body within its limit cannot keep the program busy with a million tiny values."""
    fits = b"[" + piece * (MOST_VALUES // 4) + b"1]"
    assert isinstance(parse(fits), list)
    with pytest.raises(BadJson, match="too many"):
        parse(b"[" + piece * MOST_VALUES + b"1]")
