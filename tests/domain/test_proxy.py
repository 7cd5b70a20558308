"""Which proxies can be chosen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.proxy import check_proxy


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("system", "system"),
        (" none ", "none"),
        ("proxy.example:3128", "http://proxy.example:3128"),
        ("http://proxy.example", "http://proxy.example"),
        ("https://proxy.example:443/", "https://proxy.example:443"),
        ("[::1]:8080", "http://[::1]:8080"),
        ("10.0.0.1", "http://10.0.0.1"),
    ],
)
def test_what_can_be_chosen(text: str, kept: str) -> None:
    """A word or an address; without a scheme it is spoken to by http."""
    assert check_proxy(text) == kept
    assert check_proxy(kept) == kept


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Give the proxy"),
        ("socks5://proxy:1080", "http or https"),
        ("http://ana:canary@proxy:3128", "user name or password"),
        ("ana@proxy", "user name or password"),
        ("http://", "no address"),
        ("http://proxy:0", "no address"),
        ("http://proxy:99999", "no address"),
        ("http://proxy/path", "no address"),
        ("http://proxy?x", "no address"),
        ("two words", "no address"),
        ("prøxy", "no address"),
        ("http://[::1", "no address"),
        ("x" * 3000, "no address"),
    ],
)
def test_what_cannot(text: str, words: str) -> None:
    """Each mistake has a sentence; a password never stands in it."""
    with pytest.raises(ValueError, match=words) as caught:
        check_proxy(text)
    assert str(caught.value).endswith(".")
    assert "canary" not in str(caught.value)


@given(st.text())
def test_anything_is_a_proxy_or_told(text: str) -> None:
    """Whatever is typed, it is kept in full or told in a sentence."""
    try:
        kept = check_proxy(text)
    except ValueError as told:
        assert str(told)[-1] == "."  # noqa: PT017 - most texts end here
    else:
        assert "@" not in kept
        assert check_proxy(kept) == kept
