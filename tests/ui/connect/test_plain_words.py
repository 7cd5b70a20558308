"""Words for people."""

import pytest

from oauth_desk.ui.connect.plain_words import is_plain


@pytest.mark.parametrize("text", ["", "Name not known. Check the network.", "Ask whoever runs the server."])
def test_sentences_are_plain(text: str) -> None:
    """A sentence stands on the page itself."""
    assert is_plain(text)


@pytest.mark.parametrize(
    "text", ["invalid_grant: spent", "The refresh token is gone.", "Unknown scope.", "OAuth error"]
)
def test_jargon_waits_behind_a_button(text: str) -> None:
    """What only developers understand is not shown first."""
    assert not is_plain(text)
