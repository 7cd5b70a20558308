"""Fixtures of the service tests."""

from collections.abc import AsyncIterator

import pytest

from tests.services.stage import Stage, on_stage
from tests.services.world import World


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """Make a world whose processes end with the test."""
    made = World()
    yield made
    await made.close()


@pytest.fixture
async def stage(world: World) -> Stage:
    """Set the stage for a sign-in, with no connection."""
    return await on_stage(world)
