"""What is counted down, and how much of it is left."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.connection import InFlight
from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.ui.connections.countdown import Countdown, countdown_of
from tests.ui import samples

NOW = 1.8e9


def made(**more: object) -> samples.Connection:
    """Return a connection ten minutes into its hour."""
    return samples.connection(samples.GOOGLE, "ana", NOW, age=600, lifetime=3600, **more)


def test_what_renews_counts_to_its_renewal() -> None:
    """A connection that renews itself counts to the next renewal."""
    countdown = countdown_of(made(), NOW, NOW + 2400)
    assert countdown == Countdown(NOW - 600, NOW + 2400, to_renewal=True)
    assert countdown.left(NOW) == 2400
    assert countdown.share(NOW) == 0.8


def test_what_does_not_renew_counts_to_its_end() -> None:
    """A connection that cannot renew counts to its end."""
    assert countdown_of(made(renews=False), NOW, None) == Countdown(NOW - 600, NOW + 3000, to_renewal=False)


def test_trouble_counts_what_is_left() -> None:
    """While renewals fail, what is left of the connection counts, not the next try."""
    retrying = made(condition=Condition(Status.RETRYING, Cause.NETWORK, next_try_at=NOW + 5))
    assert countdown_of(retrying, NOW, NOW + 5) == Countdown(NOW - 600, NOW + 3000, to_renewal=False)
    renewing = made(in_flight=InFlight(NOW))
    assert countdown_of(renewing, NOW, NOW + 2) == Countdown(NOW - 600, NOW + 3000, to_renewal=False)


def test_nothing_to_count() -> None:
    """Nothing counts where nothing runs out, or nothing is left."""
    assert countdown_of(samples.connection(samples.GOOGLE, "", NOW, age=1, lifetime=None), NOW, None) is None
    for status in (Status.SIGN_IN_NEEDED, Status.SETTINGS_PROBLEM):
        assert countdown_of(made(condition=Condition(status, Cause.CLIENT)), NOW, None) is None
    over = replace(made(renews=False))
    assert countdown_of(over, NOW + 4000, None) is None


@given(start=st.floats(-1e6, 1e6), length=st.floats(-1e3, 1e6), passed=st.floats(-1e6, 2e6))
def test_a_share_is_a_share(start: float, length: float, passed: float) -> None:
    """Whatever the clocks say, a share stays between nothing and all, and time left is never negative."""
    countdown = Countdown(start, start + length, to_renewal=True)
    assert 0 <= countdown.share(start + passed) <= 1
    assert countdown.left(start + passed) >= 0
