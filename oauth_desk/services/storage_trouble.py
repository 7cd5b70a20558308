"""A vault that cannot be read or written, as the background meets it: told once, and tried again calmly."""

from typing import Final

from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.events import VaultFailed, VaultRecovered
from oauth_desk.services.book import Book
from oauth_desk.services.ports import Clock

STORAGE_PAUSE: Final = 5.0
"""Seconds between two tries; what is due meanwhile waits, and nothing is sent."""

_CODES: Final = frozenset({"vault_read_only", "disk_full", "vault_busy", "vault_error"})


class StorageTrouble:
    """Remembers that nothing can be saved just now."""

    def __init__(self, book: Book, clock: Clock) -> None:
        self._book = book
        self._clock = clock
        self._told = ""
        self._until = 0.0

    def judge(self, error: DeskError | None) -> None:
        """Take in how something that had to be saved ended; any other error means that saving works."""
        if error is None or error.code not in _CODES:
            if self._told:
                self._told = ""
                self._book.publish(VaultRecovered())
            return
        self._until = self._clock.monotonic() + STORAGE_PAUSE
        if error.code != self._told:
            self._told = error.code
            self._book.publish(VaultFailed(error))

    @property
    def pause(self) -> float:
        """Return for how many seconds to leave the vault alone."""
        return max(0.0, self._until - self._clock.monotonic()) if self._told else 0.0
