"""The vault's key in the operating system's keyring, never waited for on the loop's thread."""

import asyncio
import threading
from collections.abc import Callable
from typing import Final, TypeVar

from oauth_desk.adapters.ring import Asking, Ring, key_in, text_of
from oauth_desk.adapters.rings import choose_ring
from oauth_desk.adapters.worker import Worker
from oauth_desk.services.keyring_faults import KeyringError, KeyringState

ANSWER_SECONDS: Final = 10.0
"""How long a keyring may take that asks nobody anything. Three were too few where twenty of us ask on two cores."""

PROMPT_SECONDS: Final = 120.0
"""How long a person may take to unlock it."""

Result = TypeVar("Result")


class KeyringStore:
    """A KeyStore. ``choose`` finds the keyring; it is called on the worker's thread, once."""

    def __init__(
        self,
        *,
        choose: Callable[[], Ring] = choose_ring,
        answer_seconds: float = ANSWER_SECONDS,
        prompt_seconds: float = PROMPT_SECONDS,
    ) -> None:
        self._choose = choose
        self._answer_seconds = answer_seconds
        self._prompt_seconds = prompt_seconds
        self._worker = Worker("keyring")
        self._ring: Ring | None = None
        self._hanging: threading.Event | None = None

    async def fetch(self, vault_id: str) -> bytes | None:
        """Return the vault's key, None if the keyring has none; raise KeyringError."""
        text = await self._call(lambda ring, asking: ring.fetch(vault_id, asking))
        return None if text is None else key_in(text)

    async def store(self, vault_id: str, key: bytes) -> None:
        """Save the key and read it back; raise KeyringError."""
        text = text_of(key)

        def keep(ring: Ring, asking: Asking) -> None:
            ring.store(vault_id, text, asking)
            if ring.fetch(vault_id, asking) != text:
                raise KeyringError(KeyringState.REFUSED, "It did not keep what it was given.")

        await self._call(keep)

    async def delete(self, vault_id: str) -> None:
        """Forget the key; a missing one is no error; raise KeyringError."""
        await self._call(lambda ring, asking: ring.delete(vault_id, asking))

    async def describe(self) -> str:
        """Name the keyring for people; raise KeyringError."""
        return await self._call(lambda ring, _asking: ring.describe())

    async def _call(self, call: Callable[[Ring, Asking], Result]) -> Result:
        """Run ``call`` on the thread; the time limit is longer once a question is asked."""
        loop = asyncio.get_running_loop()
        asked = False

        def allow_time() -> None:
            nonlocal asked
            if not deadline.expired() and not finished:
                asked = True
                deadline.reschedule(loop.time() + self._prompt_seconds)

        def asking() -> None:
            if self._prompt_seconds <= 0:
                raise KeyringError(KeyringState.LOCKED, "")
            loop.call_soon_threadsafe(allow_time)

        def called() -> Result:
            try:
                return call(self._chosen(), asking)
            finally:
                ended.set()

        if self._hangs_still():
            raise _no_answer(asked=False)
        finished, ended = False, threading.Event()
        try:
            async with asyncio.timeout(self._answer_seconds) as deadline:
                try:
                    return await self._worker.run(called)
                finally:
                    finished = True
        except TimeoutError:
            self._abandon_thread()
            self._hanging = ended
            raise _no_answer(asked=asked) from None

    def _chosen(self) -> Ring:
        if self._ring is None:
            self._ring = self._choose()
        return self._ring

    def _hangs_still(self) -> bool:
        """Tell whether a quiet look still waits for its answer: a second one would only wait beside it.

        A person who tries again may have another one, for whatever keeps the first.
        """
        return self._prompt_seconds <= 0 and self._hanging is not None and not self._hanging.is_set()

    def _abandon_thread(self) -> None:
        """Leave a thread that hangs to itself; the next call has one of its own."""
        self._worker.stop()
        self._worker = Worker("keyring")


def _no_answer(*, asked: bool) -> KeyringError:
    if asked:
        return KeyringError(KeyringState.LOCKED, "The question for its password was not answered.")
    return KeyringError(KeyringState.HANGING, "It was asked and did not answer.")
