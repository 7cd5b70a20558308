"""The clock of a server, read from its answers."""

from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.protocol.http import Response
from oauth_desk.protocol.server_clock import instant, skew
from tests.protocol.samples import NOW


def measured(date: str, *, took: float = 0.2) -> float | None:
    """Return the skew of an answer that came now."""
    return skew(Response(200, (("Date", date),)), sent_at=NOW - took, received_at=NOW)


@pytest.mark.parametrize(
    ("server", "expected"),
    [(NOW, 0), (NOW - 1, 0), (NOW + 120, 120), (NOW + 14_400, 14_400), (NOW - 14_400, -14_399 + 0.2)],
)
def test_the_difference_is_what_neither_rounding_nor_the_way_explains(server: float, expected: float) -> None:
    """C74: whole seconds and a slow answer are no skew; hours are."""
    assert measured(formatdate(server, usegmt=True)) == pytest.approx(expected, abs=0.01)


def test_a_slow_answer_is_no_skew() -> None:
    """A date written before forty seconds of body is as right as any."""
    assert measured(formatdate(NOW - 39, usegmt=True), took=40) == 0


def test_a_date_without_a_zone_is_gmt(monkeypatch: pytest.MonkeyPatch) -> None:
    """“-0000” says that the zone is unknown; it is not that of this computer."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    import time  # noqa: PLC0415 - beside the one call that needs it

    time.tzset()
    try:
        assert instant("Fri, 15 Jan 2027 08:00:00 -0000") == instant("Fri, 15 Jan 2027 08:00:00 GMT")
    finally:
        monkeypatch.undo()
        time.tzset()


@given(st.text())
def test_nonsense_is_no_date(text: str) -> None:
    """Whatever a server sends, nothing is raised."""
    assert measured(text.replace("\r", "").replace("\n", "")) is None or instant(text) is not None
