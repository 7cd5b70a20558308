"""What a second start leaves for the window that is open."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.services.second_start import Wish, read, written


@pytest.mark.parametrize(
    "wish", [Wish(), Wish(Path("/home/ana/Größe.toml").absolute()), Wish(demo=True), Wish(connect=True)]
)
def test_a_wish_is_read_as_it_was_written(wish: Wish) -> None:
    """File, demo, or nothing but to come to the front."""
    assert read(written(wish)) == wish


@pytest.mark.parametrize(
    "text", ["", "[]", "3", "{", '{"file": 3}', '{"file": "relative.toml"}', "[" * 100_000, '{"file": ["/x"]}']
)
def test_what_is_no_wish_is_nothing(text: str) -> None:
    """Whatever lies in the folder, it is a wish or it is ignored."""
    assert read(text) is None


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    """Any text is a wish or none."""
    assert isinstance(read(text), Wish | None)


def test_demo_is_a_plain_yes() -> None:
    """Anything but true is no."""
    assert read('{"file": null, "demo": 1}') == Wish()
