"""Log entries in words."""

import pytest

from oauth_desk.domain.events import ActivityEntry, ActivityKind
from oauth_desk.ui.activity.rows import Choice, row_of, rows_of

NOW = 1_800_000_000.0


def entry(at: float, kind: ActivityKind, outcome: str, *, duration: float | None = None) -> ActivityEntry:
    """Return an entry of one connection, ``at`` seconds before NOW."""
    return ActivityEntry(NOW - at, "id", "Google", kind, outcome, duration=duration)


def test_tries_of_one_trouble_are_one_line() -> None:
    """Three failed tries in a row read as one line with its first time; the renewal after them stays its own."""
    rows = rows_of(
        [
            entry(10, ActivityKind.RENEWAL, "renewed"),
            entry(20, ActivityKind.RENEWAL, "network"),
            entry(40, ActivityKind.RENEWAL, "network"),
            entry(60, ActivityKind.RENEWAL, "network"),
            entry(90, ActivityKind.RENEWAL, "busy"),
        ]
    )
    assert [(row.entry.outcome, row.tries, NOW - row.first) for row in rows] == [
        ("renewed", 1, 10),
        ("network", 3, 60),
        ("busy", 1, 90),
    ]
    assert rows[1].took == "3 tries"
    assert " to " in rows[1].exactly


def test_renewals_are_never_drawn_together() -> None:
    """Every success is a line of its own."""
    assert len(rows_of([entry(n, ActivityKind.RENEWAL, "renewed") for n in range(3)])) == 3


@pytest.mark.parametrize(
    ("kind", "outcome", "choices"),
    [
        (ActivityKind.RENEWAL, "renewed", {Choice.RENEWALS}),
        (ActivityKind.RENEWAL, "network", {Choice.RENEWALS, Choice.PROBLEMS}),
        (ActivityKind.SIGN_IN, "connected", {Choice.SIGN_INS}),
        (ActivityKind.REQUEST, "200", {Choice.REQUESTS}),
        (ActivityKind.REQUEST, "500", {Choice.REQUESTS, Choice.PROBLEMS}),
        (ActivityKind.PROBLEM, "disk", {Choice.PROBLEMS}),
        (ActivityKind.PROGRAM, "woke", set()),
    ],
)
def test_filters(kind: ActivityKind, outcome: str, choices: set[Choice]) -> None:
    """Each filter shows its own lines; everything shows under all."""
    row = row_of(entry(0, kind, outcome))
    assert {choice for choice in Choice if row.belongs_to(choice)} == {Choice.ALL, *choices}


@pytest.mark.parametrize(
    ("kind", "seconds", "words"),
    [
        (ActivityKind.RENEWAL, 0.41, "0.4 s"),
        (ActivityKind.REQUEST, 0.312, "312 ms"),
        (ActivityKind.REQUEST, 1.2, "1.2 s"),
        (ActivityKind.RENEWAL, 90, "2 min"),
        (ActivityKind.RENEWAL, None, ""),
    ],
)
def test_says_how_long(kind: ActivityKind, seconds: float | None, words: str) -> None:
    """A request is told in milliseconds, the rest in seconds."""
    assert row_of(entry(0, kind, "renewed", duration=seconds)).took == words
