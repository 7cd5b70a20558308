"""Copies of the vault, and going back to one."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.vault_faults import VaultHeader


@dataclass(frozen=True, slots=True)
class VaultCopy:
    """A copy of a vault, as far as it can be read without a key. ``revision`` counts the writes until then.

    ``day_only``: of the time it was made only the day is known.
    """

    path: Path
    made_at: Instant
    header: VaultHeader
    revision: int
    connections: int
    day_only: bool = False


@dataclass(frozen=True, slots=True)
class PutBack:
    """What putting a copy back did.

    ``set_aside`` keeps what was there before. ``kept_newer`` names connections whose
    newer tokens were kept, ``rescued`` those whose newer tokens a damaged file still
    gave, ``brought_back`` those that were not there any more, ``left_out`` those that
    the copy does not have.
    """

    copy: VaultCopy
    set_aside: Path | None
    connections: int
    kept_newer: tuple[str, ...] = ()
    rescued: tuple[str, ...] = ()
    brought_back: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


class VaultCopies(Protocol):
    """The copies of one vault. Looking at a copy never changes it."""

    async def all(self) -> list[VaultCopy]:
        """Return the copies kept beside the vault, newest first; what cannot be read is left out."""
        ...

    async def look(self, path: Path) -> VaultCopy:
        """Return what a copy is; raise VaultError."""
        ...

    async def make(self, path: Path | None = None) -> VaultCopy:
        """Copy the vault now, to ``path`` or beside it; raise FileExistsError, VaultError."""
        ...

    async def unwrap(self, path: Path | None, passphrase: Secret) -> bytes:
        """Return the key of a copy, or of the vault there is now, that a passphrase protects; VaultError(WRONG_KEY)."""
        ...

    async def present(self) -> VaultHeader | None:
        """Return the header of the vault that stands there now, None where none can be read; changes nothing."""
        ...

    async def put_back(self, path: Path, key: bytes) -> PutBack:
        """Go back to a copy, after what is there was set aside; raise VaultError and change nothing.

        A healthy vault is changed in one transaction, so that other processes see it
        as they see any write. VaultError(ANOTHER) where it is not the copy's vault.
        """
        ...
