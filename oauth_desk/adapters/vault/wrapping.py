"""A vault's key, wrapped by a key made from a passphrase."""

from typing import Final

from oauth_desk.adapters.vault.cipher import Sealer, Unsealable
from oauth_desk.adapters.vault.passphrase_key import SALT_BYTES, Argon2Cost, key_from_passphrase
from oauth_desk.adapters.vault.schema import FileHeader
from oauth_desk.domain.secret import Secret
from oauth_desk.services.ports import VaultError, VaultFault

_WRAP_ROW: Final = ("meta", "wrapped_key")


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
