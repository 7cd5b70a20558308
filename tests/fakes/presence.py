"""A system that tells what a test says."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from oauth_desk.services.ports import Sign


class FakePresence:
    """A Presence; ``idle`` None: the system does not tell."""

    def __init__(self) -> None:
        self.idle: float | None = None
        self.asked = 0
        self._on_sign: Callable[[Sign], Awaitable[None]] | None = None

    @property
    def watched(self) -> bool:
        """Tell whether anybody listens."""
        return self._on_sign is not None

    async def watch(self, on_sign: Callable[[Sign], Awaitable[None]]) -> None:
        """Listen until cancelled."""
        self._on_sign = on_sign
        try:
            await asyncio.Event().wait()
        finally:
            self._on_sign = None

    async def idle_seconds(self) -> float | None:
        """Return what the test says."""
        self.asked += 1
        return self.idle

    async def say(self, sign: Sign) -> None:
        """Tell something, if anybody listens, and wait until it was acted on."""
        if self._on_sign is not None:
            await self._on_sign(sign)


class MemoryChoices:
    """A ChoiceStore; ``fault`` makes saving fail."""

    def __init__(self, **values: Any) -> None:
        self.values: dict[str, Any] = values
        self.fault: Exception | None = None

    async def load(self) -> dict[str, Any]:
        """Return what was saved."""
        return dict(self.values)

    async def save(self, values: dict[str, Any]) -> None:
        """Save."""
        if self.fault is not None:
            raise self.fault
        self.values = {**self.values, **values}
