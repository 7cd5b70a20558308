"""The Clock and Chance ports."""

import asyncio
import base64
import string

import pytest

from oauth_desk.adapters.clock import SystemChance, SystemClock
from oauth_desk.services.ports import Chance, Clock
from tests.fakes.chance import FakeChance
from tests.fakes.clock import FakeClock


@pytest.fixture(params=["fake", "system"])
def clock(request: pytest.FixtureRequest) -> Clock:
    """Give a clock."""
    return FakeClock() if request.param == "fake" else SystemClock()


@pytest.fixture(params=["fake", "system"])
def chance(request: pytest.FixtureRequest) -> Chance:
    """Give a source of chance."""
    return FakeChance() if request.param == "fake" else SystemChance()


async def passing(clock: Clock, seconds: float) -> None:
    """Let time pass on either clock."""
    if isinstance(clock, FakeClock):
        await clock.advance(seconds)


async def test_sleep_never_ends_early(clock: Clock) -> None:
    """A sleep ends late at the worst, never early."""
    before = clock.monotonic()
    sleeping = asyncio.ensure_future(clock.sleep(0.02))
    await passing(clock, 0.02)
    await sleeping
    assert clock.monotonic() - before >= 0.02 - 1e-9


async def test_sleeping_no_time_returns(clock: Clock) -> None:
    """No or negative time is no wait."""
    await asyncio.wait_for(clock.sleep(0), 5)
    await asyncio.wait_for(clock.sleep(-3), 5)


async def test_wall_clock_is_the_epoch(clock: Clock) -> None:
    """The wall clock counts seconds since 1970."""
    assert 1_700_000_000 < clock.now() < 4_000_000_000


def test_fraction_is_one(chance: Chance) -> None:
    """A fraction lies in 0…1."""
    assert all(0 <= chance.fraction() <= 1 for _ in range(50))


def test_tokens_are_verifiers(chance: Chance) -> None:
    """C03, C06: a token has 43 unreserved characters and is new every time."""
    tokens = {chance.token() for _ in range(50)}
    assert len(tokens) == 50
    allowed = set(string.ascii_letters + string.digits + "-_")
    assert all(len(token) == 43 and set(token) <= allowed for token in tokens)


def test_tokens_are_the_systems_random_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """C03, C06: 32 bytes of the system's generator, and nothing else, are in a token."""
    asked: list[int] = []

    def urandom(size: int) -> bytes:
        asked.append(size)
        return bytes(range(size))

    monkeypatch.setattr("os.urandom", urandom)
    assert SystemChance().token() == base64.urlsafe_b64encode(bytes(range(32))).decode().rstrip("=")
    assert asked == [32]
