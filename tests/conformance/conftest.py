"""Fixtures of the tables."""

from pathlib import Path

import pytest

from tests.conformance.life import Folder


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Give a way to a folder: hundreds of cases need none."""

    def make() -> Path:
        return tmp_path_factory.mktemp("life")

    return make
