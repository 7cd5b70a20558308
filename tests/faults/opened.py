"""Telling that a file is being opened, by inotify(7)."""

import ctypes
import os
import select
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_IN_OPEN: Final = 0x20


class Openings:
    """What was opened since the watch began."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def wait(self, seconds: float = 30.0) -> None:
        """Wait for the next opening."""
        ready, _, _ = select.select([self._descriptor], [], [], seconds)
        assert ready, "nobody opened it"
        os.read(self._descriptor, 65536)


@contextmanager
def watched(path: Path) -> Iterator[Openings]:
    """Watch a file, or the files of a folder."""
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = libc.inotify_init()
    try:
        assert libc.inotify_add_watch(descriptor, bytes(path), _IN_OPEN) >= 0, os.strerror(ctypes.get_errno())
        yield Openings(descriptor)
    finally:
        os.close(descriptor)
