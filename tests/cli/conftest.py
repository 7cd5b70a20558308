"""Fixtures of the command line's tests."""

from pathlib import Path

import pytest

from tests.cli.stage import ME_URL, Stage
from tests.fakes.http import json_response
from tests.services.world import TOKEN_URL, granted


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """Make a stage where nothing is connected yet."""
    return Stage(tmp_path)


@pytest.fixture
async def connected(stage: Stage) -> Stage:
    """Make a stage with the connection “Work”: A0/R0 for an hour, as ana@example.com."""
    stage.http.reply(TOKEN_URL, granted("A0", "R0"))
    stage.http.always(ME_URL, json_response({"email": "ana@example.com", "id": 7}))
    assert (await stage.sign_in("connect", "acme", "--name", "Work")).code == 0
    return stage
