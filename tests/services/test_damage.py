"""A vault that turns out damaged while it is open: told once, and told again when it is whole."""

import asyncio
import logging

import pytest

from oauth_desk.domain.events import VaultDamaged, VaultOpened
from oauth_desk.services.ports import VaultError, VaultFault
from oauth_desk.services.watch import Watch
from tests.fakes.clock import settle
from tests.services.world import World, connection


class Damaged:
    """A vault whose file is damaged as long as ``broken``."""

    def __init__(self, vault: object) -> None:
        self._vault = vault
        self.broken = True

    def __getattr__(self, name: str) -> object:
        return getattr(self._vault, name)

    async def revision(self) -> int:
        """Find the damage, or answer."""
        if self.broken:
            raise VaultError(VaultFault.DAMAGED, "x")
        return await self._vault.revision()  # type: ignore[attr-defined,no-any-return]


async def test_damage_is_told_and_logged_once(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """A watch that looks every second says it once; mended, the vault counts as opened again."""
    process = await world.process(connection(world.clock))
    damaged = Damaged(process.book._vault)
    process.book._vault = damaged  # type: ignore[assignment]
    watching = asyncio.ensure_future(Watch(process.book, world.clock).run())
    with caplog.at_level(logging.WARNING):
        await world.clock.advance(5)
    assert sum(isinstance(event, VaultDamaged) for event in process.events) == 1
    assert len([record for record in caplog.records if "cannot be read" in record.message]) == 1
    opened = sum(isinstance(event, VaultOpened) for event in process.events)
    damaged.broken = False
    await world.clock.advance(2)
    assert sum(isinstance(event, VaultOpened) for event in process.events) == opened + 1
    watching.cancel()
    await settle()
