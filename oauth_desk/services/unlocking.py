"""Going on by itself where the keyring gave no key: it is looked at again, and nobody is asked anything.

A program that starts with the desktop is often there before the keyring is. What a
look finds decides: the key opens the vault; another trouble of the keyring is told in
place of the first; anything else ends the waiting, for somebody has to see to it.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from oauth_desk.domain.errors import DeskError
from oauth_desk.services.ports import Clock
from oauth_desk.services.vault_session import SessionState, VaultSession

FIRST_LOOK: Final = 2.0
LONGEST_PAUSE: Final = 30.0
_GROWTH: Final = 1.4

PASSING: Final = frozenset({"keyring_absent", "keyring_locked", "keyring_refused", "keyring_hanging"})
"""Troubles that end with a keyring that comes up, or is unlocked by whatever unlocks it."""

_LOOKED_AT: Final = PASSING | {"keyring_disallowed", "key_missing"}
_OF_THE_MOMENT: Final = frozenset({"vault_busy", "vault_locked"})

Told = Callable[[DeskError], None]


def may_pass(error: DeskError) -> bool:
    """Tell whether an error of opening can be over without anybody touching this program."""
    return error.code in _LOOKED_AT


class Unlocking:
    """Waits for the keyring to give the key. Whether it may, is the caller's: never after a lock by hand."""

    def __init__(self, session: VaultSession, clock: Clock, *, may_look: Callable[[], bool] = lambda: True) -> None:
        self._session = session
        self._clock = clock
        self._may_look = may_look
        self._wake = asyncio.Event()

    def look_now(self) -> None:
        """Look at once: somebody is back, who may have unlocked it."""
        self._wake.set()

    async def wait(self, error: DeskError, on_other: Told) -> None:
        """Return as soon as the vault is open; raise DeskError for what waiting does not mend.

        ``error`` is the trouble already told, ``on_other`` hears of another one.
        """
        pause, told = FIRST_LOOK, error
        while True:
            await self._pause(pause)
            found = await self._look() if self._may_look() else None
            if self._session.state is SessionState.OPEN:
                return
            if found is not None and _is_other(told, found):
                told = found
                on_other(found)
            pause = min(LONGEST_PAUSE, pause * _GROWTH)

    async def _look(self) -> DeskError | None:
        try:
            await self._session.open_quietly()
        except DeskError as found:
            if found.code in _OF_THE_MOMENT:
                return None
            if not may_pass(found):
                raise
            return found
        return None

    async def _pause(self, seconds: float) -> None:
        self._wake.clear()
        sleeping = asyncio.ensure_future(self._clock.sleep(seconds))
        waking = asyncio.ensure_future(self._wake.wait())
        try:
            await asyncio.wait((sleeping, waking), return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeping.cancel()
            waking.cancel()


def _is_other(told: DeskError, found: DeskError) -> bool:
    """Tell whether a quiet look found something new; it cannot know that a question was declined."""
    return found.code != told.code and (told.code, found.code) != ("keyring_refused", "keyring_locked")
