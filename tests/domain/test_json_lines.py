"""On which line of a JSON text a key stands."""

import json

from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.json_lines import keys_of

TEXT = """{
  "locked": {"proxy": "a: {\\"b\\": 1}",
    "demo": false
  },
  "list": [{"inside": 1}, [2]],
  "defaults": {}, "locked": {
     "demo": true}
}"""


def test_each_key_has_its_line() -> None:
    """Keys come from the outside in, twice where they stand twice; what stands in texts and lists is none."""
    assert list(keys_of(TEXT)) == [
        (("locked",), 2),
        (("locked", "proxy"), 2),
        (("locked", "demo"), 3),
        (("list",), 5),
        (("defaults",), 6),
        (("locked",), 6),
        (("locked", "demo"), 7),
    ]


def test_a_key_is_told_as_the_parser_reads_it() -> None:
    """One key written in two ways stands twice."""
    text = '{"locked": {"d\\u0065mo": false,\n "demo": true, "\\"": 1}}'
    assert json.loads(text) == {"locked": {"demo": True, '"': 1}}
    assert list(keys_of(text))[1:] == [(("locked", "demo"), 1), (("locked", "demo"), 2), (("locked", '"'), 2)]


PLAIN = st.text(st.characters(codec="ascii", exclude_characters='\\"'), max_size=5)
VALUES = st.recursive(st.text() | st.integers(), lambda inner: st.dictionaries(PLAIN, inner, max_size=4), max_leaves=8)


def paths(content: object, above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return every key of objects in objects."""
    if not isinstance(content, dict):
        return []
    return [path for key, inner in content.items() for path in ((*above, key), *paths(inner, (*above, key)))]


@given(content=VALUES, indent=st.sampled_from([None, 1]))
def test_any_text_gives_its_keys_in_order(content: object, indent: int | None) -> None:
    """Whatever the texts in it hold, the keys are those that the parser finds."""
    written = json.dumps(content, indent=indent)
    found = list(keys_of(written))
    assert [path for path, _ in found] == paths(content)
    assert all(1 <= line <= written.count("\n") + 1 for _, line in found)
