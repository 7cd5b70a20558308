"""The key that a passphrase gives: Argon2id (RFC 9106)."""

from dataclasses import asdict, dataclass
from typing import Final

from oauth_desk.adapters.vault.cipher import KEY_BYTES
from oauth_desk.domain.secret import Secret

SALT_BYTES: Final = 16
_LARGEST_MEMORY: Final = 1 << 20
_MOST_ITERATIONS: Final = 64
_MOST_LANES: Final = 64
_MEMORY_PER_LANE: Final = 8


@dataclass(frozen=True, slots=True)
class Argon2Cost:
    """How dear a guess of the passphrase is; ``memory`` in KiB (RFC 9106 §4: 64 MiB, 3 passes, 4 lanes)."""

    iterations: int = 3
    lanes: int = 4
    memory: int = 64 * 1024

    def __post_init__(self) -> None:
        bounds = ((self.iterations, _MOST_ITERATIONS), (self.lanes, _MOST_LANES), (self.memory, _LARGEST_MEMORY))
        if not all(isinstance(value, int) and 0 < value <= most for value, most in bounds):
            raise ValueError("the cost of the passphrase is out of bounds")
        if self.memory < _MEMORY_PER_LANE * self.lanes:
            raise ValueError("the cost of the passphrase contradicts itself")

    def as_saved(self) -> dict[str, int]:
        """Return the form kept in the file."""
        return asdict(self)


def key_from_passphrase(passphrase: Secret, salt: bytes, cost: Argon2Cost) -> bytes:
    """Return the 32-byte key that wraps a vault's key; takes some tenths of a second."""
    # Imported here: a vault whose key is in the keyring never needs it.
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id  # noqa: PLC0415

    kdf = Argon2id(salt=salt, length=KEY_BYTES, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory)
    return kdf.derive(passphrase.reveal().encode("utf-8", "surrogateescape"))
