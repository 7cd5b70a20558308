"""Where the vault’s key is kept."""

from typing import Protocol


class KeyStore(Protocol):
    """The operating system's keyring, called off the caller's thread."""

    async def fetch(self, vault_id: str) -> bytes | None:
        """Return the vault's key, None if the keyring has none; raise KeyringError."""
        ...

    async def store(self, vault_id: str, key: bytes) -> None:
        """Save the key and read it back; raise KeyringError."""
        ...

    async def delete(self, vault_id: str) -> None:
        """Forget the key."""
        ...

    async def describe(self) -> str:
        """Name the backend for people; raise KeyringError."""
        ...
