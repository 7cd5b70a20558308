"""What holds for every test: no connection beyond loopback, no file outside folders of its own, no real screen."""

import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.loopback_guard import LoopbackGuard
from tests.private_folders import private_folders

GUARD = pytest.StashKey[LoopbackGuard]()

# Before any test module imports Qt. Tests that need a screen start a program of their own on it.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

# An example that is slow once, on a busy machine, is no failure; pytest-timeout watches the whole.
settings.register_profile("desk", deadline=None)
settings.load_profile("desk")


def pytest_configure(config: pytest.Config) -> None:
    """Watch every connection from here on; an audit hook cannot be taken back."""
    guard = LoopbackGuard()
    guard.install()
    config.stash[GUARD] = guard


def pytest_collection_finish() -> None:
    """Leave thousands of collected tests out of every later look for garbage: they stay to the end anyway."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def no_connection_beyond_loopback(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that tried to leave this machine, even where the program took it for a broken network."""
    guard = request.config.stash[GUARD]
    yield
    if seen := guard.forget():
        pytest.fail(f"tried to reach beyond loopback: {', '.join(seen)}")


@pytest.fixture(autouse=True, scope="session")
def private_home() -> Iterator[Path]:
    """Keep the tests away from the files, the keyring and the settings of whoever runs them."""
    with tempfile.TemporaryDirectory(prefix="desk-") as folder, pytest.MonkeyPatch.context() as patch:
        for name, value in private_folders(Path(folder)).items():
            patch.setenv(name, value)
        for name in [name for name in os.environ if name.startswith("OAUTH_DESK_")]:
            patch.delenv(name)
        patch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={folder}/no-bus")
        patch.delenv("BROWSER", raising=False)
        yield Path(folder)
