"""Each test has a demo of its own: its state is what the tests are about."""

from collections.abc import Iterator

import pytest

from tests.demo.running import RunningDemo, running


@pytest.fixture
def demo() -> Iterator[RunningDemo]:
    """Run a demo on a free port."""
    with running() as started:
        yield started
