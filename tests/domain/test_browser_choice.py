"""What a chosen browser is called, and which names from outside are fit to be shown."""

import pytest

from oauth_desk.domain.browser_choice import USUAL, BrowserChoice, BrowserProfile, FoundBrowser, can_be_named

FIREFOX = FoundBrowser("firefox", "Firefox", (BrowserProfile("x.work", "Work", "ana@northwind.example"),))


def test_the_words_say_browser_and_profile() -> None:
    """People read the names they gave; where one is missing, what the browser says stands for it."""
    assert FIREFOX.choice.words == "Firefox"
    assert FIREFOX.choice_of(FIREFOX.profiles[0]).words == "Firefox, profile “Work”"
    assert BrowserChoice("firefox", profile="x.work").words == "firefox, profile “x.work”"
    assert USUAL.words == "your usual browser"


def test_nothing_is_kept_where_the_system_decides() -> None:
    """The usual browser is no choice; any other is."""
    assert (USUAL.is_usual, USUAL.kept) == (True, None)
    assert (FIREFOX.choice.is_usual, FIREFOX.choice.kept) == (False, FIREFOX.choice)


@pytest.mark.parametrize("text", ["Work", "Club 👩‍🚀", "می‌خواهم", "a-b", "x" * 120])
def test_a_name_that_a_person_gave(text: str) -> None:
    """Letters of all scripts, emoji and what joins them are names."""
    assert can_be_named(text)


@pytest.mark.parametrize("text", ["", " ", "-x", "a\nb", "a\0b", "a\u202eb", "a\u2066b", "\ud800", "x" * 121, None, 7])
def test_a_name_that_nobody_sees_as_it_is(text: object) -> None:
    """C12: options, control characters and what turns text around are no names."""
    assert not can_be_named(text)
