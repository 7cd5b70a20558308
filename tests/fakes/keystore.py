"""A keyring in memory."""

import asyncio

from oauth_desk.services.ports import KeyringError, KeyringState


class MemoryKeyStore:
    """A KeyStore; set ``state`` to make every call fail that way."""

    def __init__(self, state: KeyringState | None = None) -> None:
        self.state = state
        self.keys: dict[str, bytes] = {}
        self.fetches = 0

    async def fetch(self, vault_id: str) -> bytes | None:
        """Return the key or None."""
        self.fetches += 1
        await self._answer()
        return self.keys.get(vault_id)

    async def store(self, vault_id: str, key: bytes) -> None:
        """Save the key."""
        await self._answer()
        self.keys[vault_id] = key

    async def delete(self, vault_id: str) -> None:
        """Forget the key; a missing one is no error."""
        await self._answer()
        self.keys.pop(vault_id, None)

    async def describe(self) -> str:
        """Name the backend."""
        await self._answer()
        return "Memory"

    async def _answer(self) -> None:
        await asyncio.sleep(0)
        if self.state is not None:
            raise KeyringError(self.state, "scripted")
