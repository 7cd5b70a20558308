"""How a key goes along, as documentation writes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.api_key import KeyPlace, KeyUse
from oauth_desk.domain.key_template import key_use


@pytest.mark.parametrize(
    ("written", "use"),
    [
        ("Authorization: Bearer KEY", KeyUse()),
        ("bearer KEY", KeyUse()),
        ("Authorization: Token KEY", KeyUse(KeyPlace.HEADER, "Authorization", "Token ")),
        (" X-API-Key:  KEY ", KeyUse(KeyPlace.HEADER, "X-API-Key")),
        ("?api_key=KEY", KeyUse(KeyPlace.QUERY, "api_key")),
        ("key=KEY", KeyUse(KeyPlace.QUERY, "key")),
        ("ana:KEY", KeyUse(KeyPlace.BASIC, user="ana")),
        (":KEY", KeyUse(KeyPlace.BASIC)),
        ("KEY:", KeyUse(KeyPlace.BASIC)),
    ],
)
def test_a_template_is_understood(written: str, use: KeyUse) -> None:
    """What documentation shows is what a person writes."""
    assert key_use(written) == use


@pytest.mark.parametrize(
    "written", ["", "KEY", "X-API-Key", "Host: KEY", "Cookie: a=KEY", "KEY KEY", "a b: KEY", "?a b=KEY", "KEY" * 200]
)
def test_anything_else_is_told(written: str) -> None:
    """With a sentence that shows how it is written."""
    with pytest.raises(ValueError, match=r"KEY|header"):
        key_use(written)


@given(st.text(max_size=60))
def test_any_text_is_a_template_or_told(text: str) -> None:
    """No text breaks it, and what it gives can be sent: a name where one is needed, and no second line."""
    try:
        use = key_use(text)
    except ValueError:
        return
    assert bool(use.name) == (use.place in {KeyPlace.HEADER, KeyPlace.QUERY})
    assert not {"\r", "\n"} & set(use.name + use.prefix + use.user)
