"""What every key store promises; run as a program, of the keyring of its session."""

import asyncio
import sys

from oauth_desk.adapters.keyring_store import KeyringStore
from oauth_desk.services.ports import KeyStore

KEY = bytes(range(32))


async def promises(store: KeyStore) -> None:
    """Go through what every key store promises."""
    assert await store.describe()
    assert await store.fetch("vault-1") is None
    await store.store("vault-1", KEY)
    await store.store("vault-2", KEY[::-1])
    assert await store.fetch("vault-1") == KEY
    await store.store("vault-1", KEY[::-1])
    assert await store.fetch("vault-1") == KEY[::-1]
    await store.delete("vault-1")
    await store.delete("vault-1")
    assert await store.fetch("vault-1") is None
    assert await store.fetch("vault-2") == KEY[::-1]


if __name__ == "__main__":
    asyncio.run(promises(KeyringStore()))
    assert "keyring" not in sys.modules
