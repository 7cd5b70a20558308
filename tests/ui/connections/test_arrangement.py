"""Which connections the list shows, and in what order."""

import time
from dataclasses import replace

import pytest

from oauth_desk.domain.connection import Connection, History
from oauth_desk.domain.schedule import renewal_due_at
from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.ui.connections.arrangement import Arrangement, Order, Section
from tests.ui import samples

NOW = 1.8e9


def next_renewal(connection: Connection) -> float | None:
    """Plan renewals as the program does, without jitter."""
    return renewal_due_at(connection.tokens, 0.0) if connection.renews else None


@pytest.fixture
def arrangement() -> Arrangement:
    """Return an arrangement of the drawings' connections."""
    made = Arrangement(next_renewal)
    made.load(samples.drawn(NOW), NOW)
    return made


def names(arrangement: Arrangement) -> list[str]:
    """Return the names in the order shown."""
    return [entry.connection.name for entry in arrangement.rows]


def test_who_needs_you_stands_first(arrangement: Arrangement) -> None:
    """Those who need their owner stand first, then the rest by name."""
    assert names(arrangement) == ["HubSpot", "Acme CRM", "Demo service", "Google", "Microsoft 365", "Slack"]
    assert [entry.section for entry in arrangement.rows] == [Section.NEEDS_YOU] + [Section.CONNECTED] * 5


def test_only_red_needs_you() -> None:
    """What the program is working on does not ask for its owner; what cannot be saved does."""
    made = Arrangement(next_renewal)
    made.load(samples.every_state(NOW), NOW)
    needing = {entry.connection.name for entry in made.rows if entry.section is Section.NEEDS_YOU}
    assert all(
        name.startswith(("sign_in_needed", "settings_problem")) or name == "retrying not_saved" for name in needing
    )
    assert len(needing) == 16


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("goo", ["Google"]),
        ("NORTHWIND", ["HubSpot", "Microsoft 365", "Slack"]),
        ("northwind ana", ["Microsoft 365", "Slack"]),
        ("ana northwind", ["Microsoft 365", "Slack"]),
        ("  ", ["HubSpot", "Acme CRM", "Demo service", "Google", "Microsoft 365", "Slack"]),
        ("zebra", []),
    ],
)
def test_search(arrangement: Arrangement, search: str, expected: list[str]) -> None:
    """Every word must occur in name, account or service, in any order and case."""
    arrangement.search(search)
    assert names(arrangement) == expected


def test_orders(arrangement: Arrangement) -> None:
    """The sections stay whatever the order; within them the order holds."""
    arrangement.sort(Order.NEXT, NOW)
    assert names(arrangement) == ["HubSpot", "Demo service", "Microsoft 365", "Google", "Slack", "Acme CRM"]
    used = replace(samples.drawn(NOW)[2], history=History(last_used_at=NOW))
    arrangement.load([*samples.drawn(NOW)[:2], used], NOW)
    arrangement.sort(Order.USED, NOW)
    assert names(arrangement) == ["HubSpot", "Slack", "Google"]
    arrangement.sort(Order.SERVICE, NOW)
    assert names(arrangement) == ["HubSpot", "Google", "Slack"]


def test_rows_are_found(arrangement: Arrangement) -> None:
    """A connection is found at its row; one that is hidden by the search is not."""
    for row, entry in enumerate(arrangement.rows):
        assert arrangement.row_of(entry.connection.id) == row
    arrangement.search("google")
    assert arrangement.row_of("id-slack-slack") == -1
    assert arrangement.row_of("nobody") == -1
    assert arrangement.knows("id-slack-slack")


def test_time_that_ran_out_is_noticed() -> None:
    """A connection that cannot renew is named once when its time is over: no event tells of it."""
    made = Arrangement(next_renewal)
    ending = samples.connection(samples.GOOGLE, "", NOW, age=0, lifetime=60, renews=False)
    made.load([ending], NOW)
    assert made.ended(NOW + 59) == []
    assert made.ended(NOW + 60) == [ending]
    assert made.ended(NOW + 61) == []


def test_what_counts_has_a_bar(arrangement: Arrangement) -> None:
    """A card has a bar where there is something to count."""
    counting = {entry.connection.name for entry in arrangement.rows if entry.counts}
    assert counting == {"Google", "Slack", "Microsoft 365", "Demo service"}


def test_ten_thousand_are_searched_within_a_frame() -> None:
    """A search among 10,000 connections takes less than 50 ms."""
    made = Arrangement(next_renewal)
    made.load(samples.many(10_000, NOW), NOW)
    for text in ("person99", "google", "zebra", "hubspot 1"):
        began = time.thread_time()
        made.search(text)
        assert time.thread_time() - began < 0.05
    made.search("person99")
    assert len(made.rows) == 111


def test_a_change_of_state_changes_the_section(arrangement: Arrangement) -> None:
    """A rejected connection moves up."""
    google = next(entry.connection for entry in arrangement.rows if entry.connection.name == "Google")
    entry = arrangement.put(replace(google, condition=Condition(Status.SIGN_IN_NEEDED, Cause.REJECTED)), NOW)
    assert entry.section is Section.NEEDS_YOU
    assert arrangement.place(entry) == 0
