"""What a vault file says of itself, and why it cannot be used. Light: the quick look at a token loads it."""

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path


class Protection(StrEnum):
    """Where the key of a vault comes from."""

    KEYRING = "keyring"
    PASSPHRASE = "passphrase"


class Unsettled(StrEnum):
    """What a change of protection may have left to do. KEYRING: the keyring may hold a key that it shall not."""

    COPIES = "copies"
    KEYRING = "keyring"


class VaultHeader(NamedTuple):
    """The part of a vault that is readable without its key."""

    vault_id: str
    protection: Protection
    format: int


class VaultFault(StrEnum):
    """Why a vault file cannot be used."""

    DAMAGED = "damaged"
    GONE = "gone"
    READ_ONLY = "read_only"
    FULL = "full"
    BUSY = "busy"
    NEWER = "newer"
    WRONG_KEY = "wrong_key"
    ANOTHER = "another"
    OTHER = "other"


class VaultError(Exception):
    """The vault file cannot be read or written. ``set_aside`` and ``backup`` name files after damage."""

    def __init__(
        self, fault: VaultFault, detail: str, *, set_aside: "Path | None" = None, backup: "Path | None" = None
    ) -> None:
        super().__init__(fault, detail)
        self.fault = fault
        self.detail = detail
        self.set_aside = set_aside
        self.backup = backup
