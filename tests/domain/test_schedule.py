"""When to renew, and how long to wait."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.freshness import margin
from oauth_desk.domain.schedule import (
    GAP,
    LONGEST_BACKOFF,
    LONGEST_JITTER,
    LONGEST_RETRY_AFTER,
    backoff,
    is_fresh,
    renewal_due_at,
)
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.tokens import Tokens

NOW = 1_800_000_000.0
FRACTIONS = st.floats(0, 1)


def tokens(lifetime: float | None, *, refresh: bool = True) -> Tokens:
    """Return tokens obtained now."""
    expires_at = None if lifetime is None else NOW + lifetime
    return Tokens(Secret("a"), NOW, expires_at, Secret("r") if refresh else None)


@pytest.mark.parametrize(("lifetime", "expected"), [(20, 5), (3600, 300), (86_400, 300), (90, 22.5), (0, 0), (-5, 0)])
def test_margin(lifetime: float, expected: float) -> None:
    """C63: the margin is a quarter of the lifetime, at most five minutes, never negative."""
    assert margin(lifetime) == expected


@given(st.floats(0.001, 1e9), FRACTIONS)
def test_due_within_the_life(lifetime: float, jitter: float) -> None:
    """C63: the renewal is due after the start and before the end, and never earlier than margin, jitter and gap say."""
    due = renewal_due_at(tokens(lifetime), jitter)
    assert due is not None
    assert NOW < due <= NOW + lifetime
    earliest = NOW + lifetime - margin(lifetime) - min(LONGEST_JITTER, 0.05 * lifetime)
    assert due >= earliest - 1e-3


@given(st.floats(-1e9, 0), FRACTIONS)
def test_no_loop_on_a_lifetime_that_is_over(lifetime: float, jitter: float) -> None:
    """C48: a lifetime of nothing or less waits the gap between two renewals."""
    assert renewal_due_at(tokens(lifetime), jitter) == NOW + GAP


def test_gap_scales_with_short_lifetimes() -> None:
    """C63: two renewals keep 30 s apart where the lifetime allows, else half of it."""
    assert renewal_due_at(tokens(60), 1.0) == NOW + 42
    assert renewal_due_at(tokens(35), 1.0) == pytest.approx(NOW + 24.5)
    assert renewal_due_at(tokens(2), 0.0) == NOW + 1.5


def test_no_timer_without_expiry() -> None:
    """C48: where nothing tells when, no timer runs."""
    assert renewal_due_at(tokens(None), 0.5) is None


def test_an_idle_limit_keeps_the_timer_running() -> None:
    """A connection that nobody uses is renewed halfway to the moment when the service would end it."""
    day = 86_400
    assert renewal_due_at(tokens(None), 0.5, idle=30 * day) == NOW + 15 * day
    assert renewal_due_at(tokens(60 * day), 0.5, idle=30 * day) == NOW + 15 * day
    assert renewal_due_at(tokens(3600), 0.0, idle=30 * day) == NOW + 3300


def test_a_refresh_token_that_ends_first_is_used_before() -> None:
    """The told end of a refresh token counts where the access token lives as long or longer."""
    ends = replace(tokens(None), refresh_expires_at=NOW + 1800)
    assert renewal_due_at(ends, 0.5) == NOW + 900
    assert renewal_due_at(replace(ends, expires_at=NOW + 7200), 0.0) == NOW + 900
    assert renewal_due_at(replace(ends, expires_at=NOW + 300), 0.0) == NOW + 225
    assert renewal_due_at(ends, 0.5, idle=600) == NOW + 300


@given(st.floats(-1e7, 1e7), st.none() | st.floats(0.001, 1e7), FRACTIONS)
def test_no_told_end_makes_a_loop(ends: float, lifetime: float | None, jitter: float) -> None:
    """Whatever a service says of a refresh token's end, renewals keep their distance; a wrong end is not believed."""
    told = replace(tokens(lifetime), refresh_expires_at=NOW + ends)
    due, without = renewal_due_at(told, jitter), renewal_due_at(tokens(lifetime), jitter)
    assert due is None or due == without or due >= NOW + GAP
    if ends <= 0:
        assert due == without


def test_fresh_by_margin_or_by_wish() -> None:
    """A call takes the token as it is while the margin, or the time it asks for, is left."""
    hour = tokens(3600)
    assert is_fresh(hour, NOW + 3299, None)
    assert not is_fresh(hour, NOW + 3301, None)
    assert is_fresh(hour, NOW + 3301, 60)
    assert not is_fresh(hour, NOW, 3601)
    assert not is_fresh(hour, NOW + 3600, 0)
    assert is_fresh(tokens(None), NOW, 1e9)


def test_a_cleared_token_is_never_fresh() -> None:
    """What a rejection cleared is not handed out."""
    assert not is_fresh(tokens(3600).without_access(), NOW, 0)


@given(st.integers(-5, 10_000), FRACTIONS)
def test_backoff_bounds(failures: int, draw: float) -> None:
    """C57: the wait is at least a second and at most a quarter of an hour, whatever the count."""
    assert 1.0 <= backoff(failures, draw) <= LONGEST_BACKOFF


def test_backoff_doubles() -> None:
    """C57: the ceiling doubles from 5 s to 15 min."""
    assert [backoff(failures, 1.0) for failures in range(1, 10)] == [5, 10, 20, 40, 80, 160, 320, 640, 900]
    assert backoff(3, 0.5) == 10


@given(st.integers(1, 50), FRACTIONS, st.floats(0, 1e9))
def test_retry_after_is_honoured(failures: int, draw: float, asked: float) -> None:
    """C57: the server's wait is honoured up to an hour, and our own where it is longer."""
    wait = backoff(failures, draw, asked)
    assert wait >= min(asked, LONGEST_RETRY_AFTER)
    assert wait <= LONGEST_RETRY_AFTER


def test_a_token_from_the_future_is_not_fresh() -> None:
    """A clock that was set back says nothing about how long a token still lives; a few seconds do not count."""
    assert not is_fresh(tokens(3600), NOW - 4 * 3600, 60)
    assert is_fresh(tokens(3600), NOW - 5, 60)
    assert is_fresh(tokens(None), NOW - 4 * 3600, 60)


def test_an_end_that_is_over_is_waited_out() -> None:
    """C48: a lifetime of nothing or less waits the gap between two renewals."""
    assert renewal_due_at(tokens(0), 0.5) == renewal_due_at(tokens(-5), 1.0) == NOW + GAP


@pytest.mark.parametrize(("asked", "wait"), [(None, 4.0), (2.0, 4.0), (60.0, 60.0), (1e9, LONGEST_RETRY_AFTER)])
def test_a_server_that_asks_for_more_gets_it(asked: float | None, wait: float) -> None:
    """C57: its wish counts where it is longer than our own pause, up to an hour."""
    assert backoff(1, 0.8, asked) == wait


def test_what_nobody_watched_is_kept_alive_early() -> None:
    """A program that is rarely open renews when it is: after an eighth of the time that it may stay unused."""
    day = 86_400
    assert renewal_due_at(tokens(None), 0.5, idle=80 * day, watched_since=NOW + 1) == NOW + 10 * day
    assert renewal_due_at(tokens(None), 0.5, idle=80 * day, watched_since=NOW) == NOW + 40 * day
    assert renewal_due_at(tokens(None), 0.5, idle=80 * day) == NOW + 40 * day
    assert renewal_due_at(tokens(3600), 0.0, idle=80 * day, watched_since=NOW + 1) == NOW + 3300
    assert renewal_due_at(tokens(None), 0.5, idle=80, watched_since=NOW + 1) == NOW + GAP
