"""Faults provoked for real and counted; ``pytest tests/faults`` prints the figures, ``--long`` takes many more runs."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

from tests.e2e.conftest import browser, desk, folders, keyring_desk, oidc_provider, secret_service
from tests.faults.figures import Figure, table
from tests.faults.stand import stand

__all__ = ["browser", "desk", "folders", "keyring_desk", "oidc_provider", "secret_service", "stand"]

_HERE = Path(__file__).parent
_PROPERTY = "figure"


class Effort(Protocol):
    """Chooses how often a fault is provoked."""

    def __call__(self, short: int, long: int) -> int:
        """Return ``short`` in the normal run and ``long`` with ``--long``."""


@dataclass(frozen=True)
class Record:
    """Writes figures down for the table at the end of the run."""

    write: Callable[[str, object], None]

    def __call__(self, fault: str, *, tried: int, held: int, saw: str = "") -> None:
        """Record that a fault was provoked ``tried`` times and the promise held ``held`` times."""
        self.write(_PROPERTY, [fault, tried, held, saw])


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the switch between the short form and the long."""
    parser.addoption("--long", action="store_true", help="provoke each fault as often as the promises are made for")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark everything in this folder; leave out what is only for long runs."""
    ours = [item for item in items if item.path.is_relative_to(_HERE)]
    for item in ours:
        item.add_marker(pytest.mark.faults)
    if not config.getoption("--long", default=False):
        left_out = [item for item in ours if item.get_closest_marker("long")]
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


@pytest.fixture
def effort(request: pytest.FixtureRequest) -> Effort:
    """Return how many runs the size of this run calls for."""
    chosen = bool(request.config.getoption("--long", default=False))
    return lambda short, long: long if chosen else short


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Record:
    """Return what takes down a figure; with it a test says what it counted, whether or not it passes."""
    return Record(record_property)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the figures of all tests, also of those that other processes ran."""
    reports = [report for each in ("passed", "failed") for report in terminalreporter.stats.get(each, [])]
    figures = [Figure(*value) for report in reports for name, value in report.user_properties if name == _PROPERTY]
    if figures:
        terminalreporter.section("faults: how often provoked, how often the promise held")
        terminalreporter.write_line(table(figures))
