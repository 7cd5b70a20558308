"""Sealing of records: AES-256-GCM (NIST SP 800-38D). Light: the quick look at a token loads it."""

import hmac
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SCHEME: Final = 1
"""How rows are sealed. Not the file's format: where that moves, sealed rows stay readable."""

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
_LABEL: Final = "oauth-desk vault"
_NAMES_LABEL: Final = b"oauth-desk vault names"


class Unsealable(Exception):
    """The bytes were not sealed with this key for this place, or were changed since."""


class Sealer:
    """Seals and opens the rows of one vault.

    Each row is bound to the scheme, the vault, the table and its own id, so that
    rows cannot be moved about in the file or between files. A nonce is random and
    new for every write: with 96 bits that is sound for 2**32 writes under one key.
    """

    def __init__(self, key: bytes, vault_id: str, scheme: int = SCHEME) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"a vault key has {KEY_BYTES} bytes")
        self.vault_id = vault_id
        self._aead = AESGCM(key)
        self._place = f"{_LABEL}\0{scheme}\0{vault_id}\0"
        self._names = hmac.digest(key, _NAMES_LABEL, "sha256")

    def seal(self, table: str, row: str, plain: bytes) -> bytes:
        """Return nonce and ciphertext."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, plain, self._bound_to(table, row))

    def open(self, table: str, row: str, sealed: bytes) -> bytes:
        """Return what was sealed; raise Unsealable."""
        try:
            return self._aead.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], self._bound_to(table, row))
        except (InvalidTag, ValueError, TypeError):  # the last for what is not even bytes
            raise Unsealable(f"{table} {row}") from None

    def name_key(self, name: str) -> bytes:
        """Return a keyed digest by which equal names are found without storing one."""
        return hmac.digest(self._names, name.casefold().encode("utf-8", "surrogatepass"), "sha256")

    def _bound_to(self, table: str, row: str) -> bytes:
        return f"{self._place}{table}\0{row}".encode()
