"""The wish to stop, wherever it comes from: a signal, the end of standard input, a caller."""

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator


class Stopper:
    """Remembers the wish and passes it on once; safe from any thread and from signal handlers."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._listeners: list[Callable[[], None]] = []

    @property
    def asked(self) -> bool:
        """Tell whether somebody wants an end."""
        return self._asked.is_set()

    def stop(self) -> None:
        """Ask for the end."""
        self._asked.set()
        for listener in self._listeners:
            listener()

    def on_stop(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` at the wish, at once if it was uttered before."""
        self._listeners.append(listener)
        if self.asked:
            listener()

    def wait(self, seconds: float) -> bool:
        """Wait that long for the wish; tell whether it came."""
        return self._asked.wait(seconds)

    def watch_stdin(self) -> None:
        """Stop when whoever started this process goes away and standard input ends."""
        threading.Thread(target=self._drain_stdin, name="demo-stdin", daemon=True).start()

    def _drain_stdin(self) -> None:
        # The raw descriptor: a thread that sits in sys.stdin at exit takes the interpreter down with it.
        with contextlib.suppress(OSError):
            while os.read(0, 4096):
                continue
        self.stop()

    @contextlib.contextmanager
    def signals(self) -> Iterator[None]:
        """Take SIGINT and SIGTERM as the wish, where this runs in the main thread."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        former = {number: signal.signal(number, lambda *_: self.stop()) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)
