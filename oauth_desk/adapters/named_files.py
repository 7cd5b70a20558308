"""Files that a person named."""

import asyncio
import errno
import os
import stat
from pathlib import Path

from oauth_desk.services.ports.files import LARGEST


class NamedFiles:
    """A FileReader on the disk."""

    async def read(self, path: Path) -> bytes:
        """Return a file's content; raise OSError, for one of more than LARGEST bytes too."""
        return await asyncio.to_thread(_read, path)


def _read(path: Path) -> bytes:
    # Not blocking: a pipe without a writer would be waited for without end.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "It is no ordinary file", str(path))
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise OSError(errno.EFBIG, "It is too large to be one", str(path))
    return content
