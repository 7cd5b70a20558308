"""How long a server asks to wait."""

from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.protocol.http import Response
from oauth_desk.protocol.retry_after import retry_after
from tests.protocol.samples import NOW


def asked(value: str) -> float | None:
    """Return the wait that a header asks for."""
    return retry_after(Response(503, (("retry-after", value),)), NOW)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        (" 5 ", 5),
        ("3600", 3600),
        ("86400", 3600),
        ("9" * 400, 3600),
        (formatdate(NOW + 90, usegmt=True), 90),
        (formatdate(NOW + 90_000, usegmt=True), 3600),
        ("Sun, 06 Nov 1994 08:49:37 GMT", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("Fri, 99 Foo 2030 99:99:99 GMT", None),
        ("Tue, 29 Feb 99999 10:00:00 GMT", None),
        ("²", None),
    ],
)
def test_seconds_and_dates(value: str, seconds: float | None) -> None:
    """C57: seconds and dates are read, capped at an hour; nonsense and the past are nothing."""
    assert asked(value) == seconds


def test_absent() -> None:
    """C57: without the header nothing is asked."""
    assert retry_after(Response(503), NOW) is None


@given(st.text())
def test_no_value_crashes(value: str) -> None:
    """C57: whatever the header holds, the wait is nothing or between zero and an hour."""
    wait = asked(value)
    assert wait is None or 0 <= wait <= 3600


@pytest.mark.parametrize("ours", [NOW - 14_400, NOW, NOW + 14_400])
def test_a_date_counts_from_the_servers_own_clock(ours: float) -> None:
    """C57: a computer whose clock is hours off still waits as long as it was asked to."""
    headers = (("Date", formatdate(NOW, usegmt=True)), ("Retry-After", formatdate(NOW + 90, usegmt=True)))
    assert retry_after(Response(503, headers), ours) == 90
