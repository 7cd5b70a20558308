"""One demo per state file: a second copy waits its turn and meanwhile names the first one's address."""

import contextlib
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from oauth_desk.demo.listening import LOOPBACK
from oauth_desk.demo.state import Damaged, decode
from oauth_desk.demo.stopping import Stopper

LOOK_AGAIN: Final = 0.25
LOOK_SOON: Final = 0.05


class Turn:
    """The right to write the state file, held by a kernel lock, hence free when its holder dies."""

    def __init__(self, state_file: Path) -> None:
        self._state_file = state_file
        state_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = FileLock(state_file.with_name(f"{state_file.name}.lock"), timeout=0, mode=0o600)

    def take(self) -> bool:
        """Take the turn if it is free."""
        try:
            self._lock.acquire()
        except Timeout:
            return False
        return True

    def give_up(self) -> None:
        """Let the next one."""
        self._lock.release()

    def stand_by(self, found: Callable[[int], None], stopper: Stopper) -> bool:
        """Tell the running port once it listens, then wait for its end; False if the wish to stop came first."""
        told = False
        while not stopper.wait(LOOK_AGAIN if told else LOOK_SOON):
            if self.take():
                return True
            port = None if told else self._running_port()
            if port is not None:
                found(port)
                told = True
        return False

    def _running_port(self) -> int | None:
        with contextlib.suppress(OSError, Damaged):
            port = decode(self._state_file.read_text(encoding="utf-8")).port
            with socket.create_connection((LOOPBACK, port), timeout=1.0):
                return port
        return None
