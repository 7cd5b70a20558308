"""The words for more permission where nobody signs in."""

from dataclasses import replace

from oauth_desk.domain.grant import Grant
from oauth_desk.ui.console.permission_words import permission_words
from tests.ui.samples import GOOGLE

ROBOT = replace(GOOGLE, grant=Grant.CLIENT_CREDENTIALS)


def test_nobody_allows_what_the_program_asks_for() -> None:
    """C65: the program asks by itself; with a person the words are about signing in, as ever."""
    alone, person = (permission_words(service, ("calendar",), ()) for service in (ROBOT, GOOGLE))
    assert (alone["action"], person["action"]) == ("Ask for it", "Allow it…")
    assert "you" not in alone["detail"].lower().split()


def test_what_was_asked_for_in_vain() -> None:
    """C65: no circle, and nobody is said to have signed in."""
    alone = permission_words(ROBOT, ("calendar",), ("calendar",))
    assert alone["action"] == ""
    assert alone["detail"].startswith("It was asked for just now (Read and change your calendar)")
    assert "this program may not" in alone["detail"]
    assert permission_words(GOOGLE, ("calendar",), ("calendar",))["detail"].startswith("You signed in for it just now")
