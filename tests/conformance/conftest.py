"""Fixtures of the tables."""

from pathlib import Path

import pytest

from tests.adapters.certificates import Authority
from tests.conformance.internet import Internet
from tests.conformance.life import Folder


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Give a way to a folder: hundreds of cases need none."""

    def make() -> Path:
        return tmp_path_factory.mktemp("life")

    return make


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Make an authority that the program is told to trust."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def internet(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Internet:
    """Give names to this machine."""
    made = Internet(authority)
    made.install(monkeypatch)
    return made
