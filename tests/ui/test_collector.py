"""Which thread takes down what nobody holds any more."""

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from oauth_desk.ui.collector import YOUNG, Collector


class Circle:
    """Something that holds itself, as a dialog does whose button calls it."""

    def __init__(self, ended_on: list[int]) -> None:
        self.itself = self
        self._ended_on = ended_on

    def __del__(self) -> None:
        self._ended_on.append(threading.get_ident())


@pytest.fixture
def collector(qapp: QApplication) -> Iterator[Collector]:
    """Start a collector, as the window does."""
    made = Collector()
    yield made
    made.close()
    assert gc.isenabled()


def allocate_much() -> None:
    """Do what makes Python collect on the thread that does it."""
    kept = [[number] for number in range(200_000)]
    assert len(kept) == 200_000


def test_another_thread_takes_nothing_down(collector: Collector) -> None:
    """The vault's thread allocates as much as it likes; the window's thread collects when it looks."""
    ended_on: list[int] = []
    for _ in range(YOUNG):
        Circle(ended_on)
    worker = threading.Thread(target=allocate_much)
    worker.start()
    worker.join()
    assert ended_on == []
    collector.look()
    assert ended_on == [threading.get_ident()] * YOUNG


def test_a_look_at_little_costs_nothing(collector: Collector) -> None:
    """Where nothing has come together nothing is collected; the old are looked through now and then."""
    ended_on: list[int] = []
    gc.collect()
    Circle(ended_on)
    collector.look()
    assert ended_on == []
    gc.collect(1)
    old = [Circle(ended_on) for _ in range(YOUNG)]
    gc.collect(1)
    old.clear()
    for _ in range(100):
        young = [[number] for number in range(2 * YOUNG)]
        collector.look()
        young.clear()
    assert len(ended_on) == YOUNG + 1


def test_a_hidden_window_wakes_up_for_nothing(collector: Collector) -> None:
    """Out of sight there is no timer; what happens leads to a look."""
    collector.set_awake(False)
    assert not collector._timer.isActive()
    collector.set_awake(True)
    assert collector._timer.isActive()
