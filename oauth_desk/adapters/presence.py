"""What this system tells of its screen, its sleep and its idling; one way for each system, none where there is none."""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable

from oauth_desk.adapters.signs import Signals
from oauth_desk.adapters.worker import Worker
from oauth_desk.services.ports import Sign

logger = logging.getLogger(__name__)


class SystemPresence:
    """A Presence. ``find`` makes what listens; a system that tells nothing is no error."""

    def __init__(self, find: "Callable[[], Signals | None] | None" = None) -> None:
        self._find = find or find_signals
        self._worker = Worker("presence")
        self._signals: Signals | None = None
        self._found = False

    async def watch(self, on_sign: Callable[[Sign], Awaitable[None]]) -> None:
        """Call ``on_sign`` until cancelled."""
        loop = asyncio.get_running_loop()
        queue: asyncio.Queue[tuple[Sign, Callable[[], None]]] = asyncio.Queue()

        def tell(sign: Sign, done: Callable[[], None]) -> None:
            try:
                loop.call_soon_threadsafe(queue.put_nowait, (sign, done))
            except RuntimeError:  # the loop has ended, and nobody is to be told any more
                done()

        signals = await self._worker.run(self._chosen)
        if signals is None:
            return
        await self._worker.run(lambda: signals.start(tell))
        try:
            while True:
                sign, done = await queue.get()
                try:
                    await on_sign(sign)
                finally:
                    done()
        finally:
            signals.stop()

    async def idle_seconds(self) -> float | None:
        """Return since when nobody touched the computer."""
        return await self._worker.run(self._idle)

    def _chosen(self) -> Signals | None:
        if not self._found:
            self._found = True
            try:
                self._signals = self._find()
            except (ImportError, OSError, AttributeError) as error:
                logger.info("this system tells nothing of its screen and its sleep (%s)", type(error).__name__)
        return self._signals

    def _idle(self) -> float | None:
        signals = self._chosen()
        return None if signals is None else signals.idle_seconds()


def find_signals() -> Signals | None:
    """Return this system's way of telling; None where it has none. Raise ImportError, OSError, AttributeError."""
    if sys.platform == "win32":
        from oauth_desk.adapters.presence_windows import WindowsSignals  # noqa: PLC0415 - Windows alone

        return WindowsSignals()
    if sys.platform == "darwin":
        from oauth_desk.adapters.presence_mac import MacSignals  # noqa: PLC0415 - macOS alone

        return MacSignals()
    from oauth_desk.adapters.presence_bus import BusSignals  # noqa: PLC0415 - where there is D-Bus

    return BusSignals()
