"""Locks among processes."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol


class LockBusy(Exception):
    """The lock was not free within the time given."""


class Locks(Protocol):
    """One kernel lock per connection, across processes, freed by the kernel when a holder dies (NORMS C105)."""

    def hold(self, connection_id: str, *, wait: float = 60.0) -> AbstractAsyncContextManager[None]:
        """Hold the lock; raise LockBusy after ``wait`` seconds, VaultError where it cannot be made."""
        ...
