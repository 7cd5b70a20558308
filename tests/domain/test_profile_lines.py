"""Lines of keys in TOML."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.profile_lines import lines_of, nearest_line

TEXT = '''# a comment
format = 1   # [not] a table

[service]
name = """
[client]
id = 3
"""
a.b = 2
"quoted key" = [
  "one",  # x = 1
  "two",
]
inline = { x = 1, y = { z = 2 } }

  [scopes . meaning]
"https://acme.example/read" = "Read"
[[list]]
k = 1
'''


def test_keys_are_found_behind_comments_arrays_and_long_texts() -> None:
    """The line is that of the key, whatever stands in values and comments around it."""
    places = lines_of(TEXT)
    assert places["format",] == 2
    assert places["service",] == 4
    assert places["service", "name"] == 5
    assert places["service", "a", "b"] == 9
    assert places["service", "quoted key"] == 10
    assert places["service", "inline", "y", "z"] == 14
    assert places["scopes", "meaning"] == 16
    assert places["scopes", "meaning", "https://acme.example/read"] == 17
    assert places["list", "k"] == 19
    assert ("service", "id") not in places


def test_the_nearest_table_answers_for_a_missing_key() -> None:
    """A key that is missing is told at the table that should have it."""
    places = lines_of(TEXT)
    assert nearest_line(places, ("service", "colour")) == 4
    assert nearest_line(places, ("nowhere",)) is None


def test_windows_line_ends_count_once() -> None:
    """CRLF is one line end."""
    assert lines_of("format = 1\r\n\r\n[service]\r\nid = 'x'\r\n")["service", "id"] == 4


@given(st.dictionaries(st.from_regex(r"[a-z]{1,5}", fullmatch=True), st.integers(), max_size=20))
def test_every_key_of_a_flat_text_has_its_own_line(values: dict[str, int]) -> None:
    """One key a line: the n-th key stands on line n."""
    text = "".join(f"{key} = {value}\n" for key, value in values.items())
    assert tomllib.loads(text) == values
    assert lines_of(text) == {(key,): number for number, key in enumerate(values, start=1)}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", ['"x",\n', "# no\n", "\n", '"[",\n', "{ a = 1 },\n"])
def test_a_value_of_many_lines_is_passed_in_one_go(piece: str) -> None:
    """The work grows with the length of the text, however its values are laid out."""
    count = 20_000
    text = f"a = [\n{piece * count}]\nb = 1\n"
    assert lines_of(text) == {("a",): 1, ("b",): count + 3}


@given(
    st.lists(
        st.sampled_from(["a", "=", "1", ".", '"', "'", '"""', "[", "]", "{", "}", "#", "\n", "\\", " ", ","]),
        max_size=25,
    )
)
def test_every_text_that_parses_has_its_keys_found(pieces: list[str]) -> None:
    """Whatever TOML accepts is cut at the right places."""
    text = "".join(pieces)
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    places = lines_of(text)
    assert {path[0] for path in places} == set(parsed)
    assert all(1 <= line <= text.count("\n") + 1 for line in places.values())


@pytest.mark.parametrize(("end", "line"), [("b = 2", 2), ("b = 2\n", 2), ("b = [\n1]", 2), ("# b = 2", None)])
def test_a_text_may_end_without_a_line_end(end: str, line: int | None) -> None:
    """The last key has its line whether or not the text ends with one."""
    assert lines_of(f"a = 1\n{end}").get(("b",)) == line
