"""A vault's key, wrapped by a key made from a passphrase."""

import os
from typing import Final

from oauth_desk.adapters.vault.cipher import Sealer, Unsealable
from oauth_desk.adapters.vault.passphrase_key import SALT_BYTES, Argon2Cost, key_from_passphrase
from oauth_desk.adapters.vault.schema import FileHeader, Wrapped
from oauth_desk.domain.secret import Secret
from oauth_desk.services.ports import VaultError, VaultFault

_WRAP_ROW: Final = ("meta", "wrapped_key")


def wrap(vault_id: str, key: bytes, passphrase: Secret, cost: Argon2Cost) -> Wrapped:
    """Return the wrapped key; takes some tenths of a second."""
    salt = os.urandom(SALT_BYTES)
    wrapper = Sealer(key_from_passphrase(passphrase, salt, cost), vault_id)
    return Wrapped(salt, cost, wrapper.seal(*_WRAP_ROW, key))


def unwrap(header: FileHeader, passphrase: Secret) -> bytes:
    """Return the key; raise VaultError(WRONG_KEY)."""
    wrapped = header.wrapped
    if wrapped is None:
        raise VaultError(VaultFault.WRONG_KEY, "this vault is not opened by a passphrase")
    wrapper = Sealer(key_from_passphrase(passphrase, wrapped.salt, wrapped.cost), header.vault.vault_id)
    try:
        return wrapper.open(*_WRAP_ROW, wrapped.sealed)
    except Unsealable:
        raise VaultError(VaultFault.WRONG_KEY, "the passphrase does not fit this vault") from None
