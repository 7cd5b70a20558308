"""A stage for every window test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.stage import Stage


@pytest.fixture
def stage(qapp: QApplication, tmp_path: Path) -> Iterator[Stage]:
    """Return a desk on stand-ins, closed at the end."""
    made = Stage(qapp, tmp_path)
    yield made
    made.close()
    failures, made.failures = made.failures, []
    if failures:
        pytest.fail(f"a task ended badly: {failures}")
