"""A stage for every window test."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.stage import Stage

MUCH_GARBAGE = 200_000


@pytest.fixture(autouse=True, scope="module")
def garbage_stays_on_this_thread() -> Iterator[None]:
    """Leave no widget to a later test's threads: taken down on another thread than its own it may end the process."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def garbage_does_not_pile_up(garbage_stays_on_this_thread: None) -> Iterator[None]:
    """Collect between two tests where much has come together."""
    yield
    if gc.get_count()[0] > MUCH_GARBAGE:
        gc.collect()


@pytest.fixture
def stage(qapp: QApplication, tmp_path: Path) -> Iterator[Stage]:
    """Return a desk on stand-ins, closed at the end."""
    made = Stage(qapp, tmp_path)
    yield made
    made.close()
    failures, made.failures = made.failures, []
    if failures:
        pytest.fail(f"a task ended badly: {failures}")
