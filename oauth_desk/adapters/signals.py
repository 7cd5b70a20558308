"""Being asked to end, by the system or at the keyboard."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable, Iterator
from types import FrameType


@contextlib.contextmanager
def on_stop(stop: Callable[[], None]) -> Iterator[None]:
    """Call ``stop`` once on SIGINT or SIGTERM while the block runs; works inside a foreign event loop.

    Python runs its signal handlers between bytecodes, and a sleeping Qt loop runs
    none: a byte on a socket (``signal.set_wakeup_fd``) wakes it.
    """
    reading, writing = socket.socketpair()
    reading.setblocking(False)  # noqa: FBT003 - the library's own signature
    writing.setblocking(False)  # noqa: FBT003
    loop = asyncio.get_running_loop()

    def handle(_number: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(stop)

    def drain() -> None:
        with contextlib.suppress(BlockingIOError):
            reading.recv(64)

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    # Windows' own loop has a wake-up of its own and takes no readers.
    with contextlib.suppress(NotImplementedError):
        loop.add_reader(reading.fileno(), drain)
        wakeup = signal.set_wakeup_fd(writing.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        with contextlib.suppress(NotImplementedError):
            loop.remove_reader(reading.fileno())
            signal.set_wakeup_fd(wakeup)
        for number, handler in before.items():
            signal.signal(number, handler)
        reading.close()
        writing.close()
