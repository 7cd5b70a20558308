"""One timer, and only while it is of use."""

from pytestqt.qtbot import QtBot

from oauth_desk.ui.ticker import Ticker


def test_runs_while_somebody_counts(qtbot: QtBot) -> None:
    """The timer starts with the first who counts and stops with the last."""
    ticker = Ticker()
    assert not ticker.running
    ticker.count("list", on=True)
    ticker.count("overview", on=True)
    ticker.count("list", on=False)
    assert ticker.running
    ticker.count("overview", on=False)
    assert not ticker.running


def test_rests_while_nobody_looks(qtbot: QtBot) -> None:
    """A hidden window stops the timer; when it is seen again everything is brought up to date at once."""
    ticker = Ticker()
    ticks = []
    ticker.ticked.connect(lambda: ticks.append(1))
    ticker.count("list", on=True)
    ticker.set_awake(awake=False)
    assert not ticker.running
    ticker.set_awake(awake=True)
    assert ticker.running
    assert ticks == [1]


def test_ticks(qtbot: QtBot) -> None:
    """It ticks by itself."""
    ticker = Ticker()
    ticker.count("list", on=True)
    with qtbot.waitSignal(ticker.ticked, timeout=3000):
        pass
