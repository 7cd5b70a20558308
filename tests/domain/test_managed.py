"""What an administrator sets."""

from typing import Any

import pytest

from oauth_desk.domain.managed import CHOICES, RULES, SWITCHES, Managed, Source, managed_from


def source(content: object, name: str = "/etc/a", **more: Any) -> Source:
    """Return a place with this content."""
    return Source(name, content, **more)


def told(content: object, *lines: tuple[tuple[str, ...], int]) -> tuple[str, ...]:
    """Return the mistakes of one place."""
    return managed_from([source(content, lines=lines)]).mistakes


def test_nothing_is_set_and_all_is_allowed() -> None:
    """Where there is no place, everything is the person's."""
    managed = managed_from([])
    assert managed == Managed()
    assert all(managed.allows(rule) for rule in RULES)
    assert managed.update_feed == ""


def test_defaults_and_locks() -> None:
    """Both hold what is right, in the form that the program uses, with the place of each lock."""
    managed = managed_from(
        [
            source(
                {
                    "defaults": {"lock_after_minutes": 15, "lock_with_sleep": True},
                    "locked": {"proxy": "proxy.example:3128", "demo": False, "update_feed": "https://a.example/v.json"},
                }
            )
        ]
    )
    assert managed.defaults == {"lock_after_minutes": 15, "lock_with_sleep": True}
    assert managed.locked["proxy"] == "http://proxy.example:3128"
    assert managed.locked_in == dict.fromkeys(("proxy", "demo", "update_feed"), "/etc/a")
    assert (managed.allows("demo"), managed.allows("sharing")) == (False, True)
    assert managed.update_feed == "https://a.example/v.json"
    assert (managed.places, managed.mistakes) == (("/etc/a",), ())


def test_the_first_place_is_the_strongest() -> None:
    """What an earlier place says of a key holds, as a default and as a lock; the later one adds what it left open."""
    first = source({"defaults": {"lock_with_sleep": True}, "locked": {"demo": False}})
    second = source({"defaults": {"lock_with_sleep": False}, "locked": {"demo": True, "exports": False}}, "/etc/b")
    managed = managed_from([first, second])
    assert managed.defaults == {"lock_with_sleep": True}
    assert managed.locked == {"demo": False, "exports": False}
    assert managed.locked_in == {"demo": "/etc/a", "exports": "/etc/b"}


@pytest.mark.parametrize(
    ("table", "key", "value", "words"),
    [
        ("locked", "lock_with_screen", 1, "must be true or false"),
        ("locked", "lock_after_minutes", True, "must be a whole number from 0 to 1440"),
        ("defaults", "lock_after_minutes", 1441, "must be a whole number from 0 to 1440"),
        ("locked", "proxy", 3128, "must be a text"),
        ("locked", "proxy", "http://ana:canary@proxy:1", "It must not hold a user name or password"),
        ("locked", "update_feed", 1, "must be a text"),
        ("locked", "update_feed", "http://127.0.0.1/v", "must start with https://"),
        ("locked", "update_feed", "https://a b/", "must not hold spaces"),
        ("locked", "locks", True, "there is no such setting"),
        ("defaults", "demo", False, "nobody chooses it, so it must stand under “locked”"),
    ],
)
def test_a_mistake_costs_its_key_alone(table: str, key: str, value: object, words: str) -> None:
    """Place, line and key are named with what is wrong, no value is repeated, and all else in the file counts."""
    content = {table: {key: value}, **({"locked": {"sharing": False}} if table == "defaults" else {})}
    if table == "locked":
        content[table]["sharing"] = False
    managed = managed_from([source(content, lines=(((table, key), 7),))])
    assert managed.locked == {"sharing": False}
    assert managed.defaults == {}
    (mistake,) = managed.mistakes
    assert mistake.startswith(f"/etc/a, line 7, “{table}.{key}”: {words}")
    assert "canary" not in mistake
    assert not mistake.endswith(".")


def test_mistakes_of_form() -> None:
    """A file that is no object, a table that is none and a key outside the tables are told, with a line if known."""
    assert told([]) == ("/etc/a: it must hold “defaults”, “locked” or both, in braces",)
    assert told({"proxy": "none"}) == ("/etc/a, “proxy”: must stand under “defaults” or “locked”",)
    assert told({"locked": []}, (("locked",), 3)) == ("/etc/a, line 3, “locked”: must hold settings, in braces",)


def test_a_key_that_stands_twice_counts_for_nothing() -> None:
    """Nobody can know which one was meant."""
    path = ("locked", "demo")
    lines = (((*path,), 2), ((*path,), 4))
    managed = managed_from([source({"locked": {"demo": False}}, lines=lines)])
    assert managed.locked == {}
    assert managed.mistakes == ("/etc/a, line 4, “locked.demo”: stands there twice",)


def test_a_place_that_does_not_count_leaves_the_others() -> None:
    """A file that is not JSON is told and stands for nothing; what the next place says counts."""
    managed = managed_from(
        [Source("/etc/a", problem="this is not JSON"), source({"locked": {"demo": False}}, "/etc/b")]
    )
    assert managed.mistakes == ("/etc/a: this is not JSON",)
    assert managed.locked_in == {"demo": "/etc/b"}
    assert managed.places == ("/etc/a", "/etc/b")


def test_what_can_be_switched() -> None:
    """The registry of Windows knows numbers only, so the program has to know which of them mean yes and no."""
    assert {*CHOICES, *RULES} - {"lock_after_minutes", "proxy", "update_feed"} == SWITCHES


def test_a_table_that_stands_twice_counts_for_nothing() -> None:
    """A parser keeps the last one: a lock of the first would go without a word."""
    lines = ((("locked",), 2), (("locked", "demo"), 2), (("locked",), 4), (("locked", "exports"), 4))
    managed = managed_from([source({"locked": {"exports": False}, "defaults": {"proxy": "none"}}, lines=lines)])
    assert (managed.locked, managed.defaults) == ({}, {"proxy": "none"})
    assert managed.mistakes == ("/etc/a, line 4, “locked”: stands there twice",)
