"""The lives of a connection's access, drawn over a day."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.events import ActivityEntry, ActivityKind
from oauth_desk.services.wording import Tone
from oauth_desk.ui.activity.timeline import segments, span_at

NOW = datetime(2026, 5, 4, 16, 0).timestamp()  # noqa: DTZ001 - local, as the page
HOUR = 3600.0


def entry(hours_ago: float, outcome: str, kind: ActivityKind = ActivityKind.RENEWAL) -> ActivityEntry:
    """Return an entry of so many hours ago."""
    return ActivityEntry(NOW - hours_ago * HOUR, "id", "Google", kind, outcome)


def test_a_day_reads_as_lives_and_trouble() -> None:
    """Each renewal begins a life; a failing network is one stretch of trouble until the next success."""
    entries = [entry(h, o) for h, o in ((3, "renewed"), (2, "network"), (1.6, "network"), (1, "renewed"))]
    drawn = segments(entries, span_at(NOW, HOUR), NOW, lifetime=HOUR, expires_at=NOW + HOUR)
    assert [((s.start - NOW) / HOUR, (s.end - NOW) / HOUR, s.tone, s.label, s.ahead) for s in drawn] == [
        (-3, -2, Tone.GOOD, "", False),
        (-2, -1, Tone.ATTENTION, "no network", False),
        (-1, 0, Tone.GOOD, "", False),
        (0, 1, Tone.GOOD, "", True),
    ]


def test_a_life_is_never_drawn_longer_than_it_lasted() -> None:
    """While the program did not run nothing lived: a gap, not a long life."""
    drawn = segments([entry(8, "renewed"), entry(1, "renewed")], span_at(NOW, HOUR), NOW, lifetime=HOUR)
    assert [s.end - s.start for s in drawn] == [HOUR, HOUR]


def test_the_night_before_reaches_into_the_day() -> None:
    """A life of yesterday is cut at midnight."""
    span = span_at(NOW, 10 * HOUR)
    (life,) = segments([entry(17, "connected", ActivityKind.SIGN_IN)], span, NOW, lifetime=10 * HOUR)
    assert life.start == span.start
    assert life.end == NOW - 7 * HOUR


def test_a_rejected_renewal_ends_in_red_until_somebody_signs_in() -> None:
    """After a rejection nothing lives."""
    entries = [entry(3, "renewed"), entry(2, "rejected"), entry(1, "reconnected", ActivityKind.SIGN_IN)]
    assert [(s.tone, s.label) for s in segments(entries, span_at(NOW, None), NOW)] == [
        (Tone.GOOD, ""),
        (Tone.BAD, "sign in again"),
        (Tone.GOOD, ""),
    ]


def test_short_lives_are_shown_over_an_hour() -> None:
    """Lives of 90 s could not be seen in a day."""
    assert span_at(NOW, 90).title == "Last hour"
    assert span_at(NOW, 3600).title == "Today"
    assert span_at(NOW, None).title == "Today"


OUTCOMES = st.sampled_from(["renewed", "network", "busy", "rejected", "refused"])


@given(st.lists(st.tuples(st.floats(0, 40), OUTCOMES), max_size=30), st.none() | st.floats(1, 90_000))
def test_segments_never_overlap_and_stay_inside(told: list[tuple[float, str]], lifetime: float | None) -> None:
    """Whatever the log says, the drawing is in order."""
    span = span_at(NOW, lifetime)
    drawn = segments([entry(h, o) for h, o in told], span, NOW, lifetime=lifetime, expires_at=NOW + 9e9)
    edges = [edge for s in drawn for edge in (s.start, s.end)]
    assert edges == sorted(edges)
    assert all(span.start <= edge <= span.end for edge in edges)


@pytest.mark.parametrize("outcome", ["assertion", "subject", "source_gone", "source", "clock"])
def test_nobody_is_asked_to_sign_in_who_cannot(outcome: str) -> None:
    """Where nobody signs in, a stretch of trouble is named after what it is."""
    (segment,) = segments([entry(1, outcome)], span_at(NOW, HOUR), NOW)
    assert segment.label not in {"", "sign in again", "trying again"}
