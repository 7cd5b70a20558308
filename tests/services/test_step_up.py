"""More permission for a request."""

from dataclasses import replace

import pytest

from oauth_desk.services.step_up import is_the_same_again, wanted
from tests.fakes.clock import FakeClock
from tests.services.world import connection


@pytest.mark.parametrize(
    ("asked", "granted", "scopes"),
    [
        (("read", "offline_access"), ("read",), ("read", "offline_access", "write")),
        (("read", "admin"), ("read",), ("read", "write")),
        (("read",), (), ("read", "write")),
        ((), ("read", "write"), ("read", "write")),
        (("openid",), ("profile",), ("profile", "openid", "write")),
    ],
)
def test_what_is_had_and_what_is_missing_is_asked_for(
    asked: tuple[str, ...], granted: tuple[str, ...], scopes: tuple[str, ...]
) -> None:
    """C65: a step-up asks for what was given and what is missing; what was declined once is not asked for again."""
    old = connection(FakeClock())
    old = replace(old, scopes_asked=asked, tokens=replace(old.tokens, scopes=granted))
    assert wanted(old, ("write",)) == scopes


@pytest.mark.parametrize(
    ("asked", "missing", "same"),
    [(("a", "b"), ("a",), True), (("a",), ("a", "b"), False), (("a",), (), True), ((), ("a",), False)],
)
def test_the_same_is_not_asked_for_twice(asked: tuple[str, ...], missing: tuple[str, ...], same: bool) -> None:
    """C65: never a loop: what was asked for just now and is missing still is told."""
    assert is_the_same_again(asked, missing) is same
