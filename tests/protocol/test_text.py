"""Text that a service sent, made fit for showing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.secret import MASK, Secret
from oauth_desk.protocol.text import LONGEST, clean_description


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text", "plain text"),
        ("two\r\nlines\tand  blanks ", "two lines and blanks"),
        ("\x1b[31mred\x07", "[31mred"),
        ("abc\u202edcba\u2066x\u2069\u200f", "abcdcbax"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("line\u2028separator", "line separator"),
        ("\ud800half", "half"),
        ("", ""),
    ],
)
def test_shows_plain_text(text: str, shown: str) -> None:
    """C30: control and bidi characters are removed, white space becomes one space."""
    assert clean_description(text) == shown


def test_is_cut() -> None:
    """C30: at most 300 characters are shown."""
    shown = clean_description("x" * 10_000)
    assert len(shown) == LONGEST == 300
    assert shown.endswith("…")


def test_masks_what_was_sent() -> None:
    """C102: a server that repeats a token, a code or a JWT does not get it shown."""
    text = clean_description(
        "token canary-token is bad, eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", secrets=[Secret("canary-token"), None]
    )
    assert text == f"token {MASK} is bad, {MASK}"


@pytest.mark.parametrize("secret", ["my secret  word", " my secret word", "my secret word "])
def test_masks_a_secret_with_blanks(secret: str) -> None:
    """C102: blanks are drawn together in what is shown, and the secret is known all the same."""
    assert clean_description(f"{secret} is wrong", secrets=[Secret(secret)]) == f"{MASK} is wrong"


@pytest.mark.parametrize("told", ["a+b/c d==", "a%2Bb%2Fc+d%3D%3D", "a%2Bb%2Fc%20d%3D%3D"])
def test_masks_what_was_sent_in_every_way_of_writing_it(told: str) -> None:
    """C102: a server may repeat a form as it came."""
    assert clean_description(f"code={told}&x", secrets=[Secret("a+b/c d==")]) == f"code={MASK}&x"


def test_a_short_secret_does_not_mask_the_text() -> None:
    """A client secret of one letter does not turn every word into dots."""
    assert clean_description("a banana", secrets=[Secret("a"), Secret("")]) == "a banana"


@given(st.text())
def test_never_shows_what_is_not_seen(text: str) -> None:
    """C30: whatever the text, the result is short, printable, on one line and stays as it is when cleaned again."""
    shown = clean_description(text)
    assert len(shown) <= LONGEST
    assert not any(unicodedata.category(character).startswith("C") for character in shown)
    assert "\n" not in shown
    assert clean_description(shown) == shown
