"""Where administrators set something for everybody: a file, on macOS also a profile's, on Windows also policies."""

import json
import os
import plistlib
import stat
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO, Final
from xml.parsers.expat import ExpatError

from oauth_desk.adapters.policy_keys import WindowsRegistry, policy_source
from oauth_desk.adapters.worker import Worker
from oauth_desk.domain.json_lines import keys_of
from oauth_desk.domain.managed import Source

LARGEST: Final = 65_536
"""Bytes."""
POLICY_KEY: Final = r"SOFTWARE\Policies\OAuthDesk"
_PLIST_ERRORS: Final = (plistlib.InvalidFileException, ExpatError, ValueError, KeyError, IndexError, OverflowError)

Reader = Callable[[], Source | None]


class SystemPlaces:
    """A ManagedPlaces on readers, the strongest first."""

    def __init__(self, readers: Sequence[Reader]) -> None:
        self._readers = tuple(readers)

    async def read(self) -> Sequence[Source]:
        """Return what stands in each place that there is."""
        worker = Worker("managed settings")
        try:
            return await worker.run(lambda: [source for read in self._readers if (source := read()) is not None])
        finally:
            worker.stop()


def readers_of(files: Sequence[Path], *, platform: str = sys.platform, plist: Path | None = None) -> list[Reader]:
    """Return the readers of a system: ``files``, after what its own management of many computers says."""
    readers: list[Reader] = [lambda path=path: json_source(path) for path in files]  # type: ignore[misc]
    if platform == "win32":
        readers.insert(0, lambda: policy_source(WindowsRegistry(), POLICY_KEY))
    if plist is not None:
        readers.insert(0, lambda: plist_source(plist))
    return readers


def json_source(path: Path) -> Source | None:
    """Read a JSON file; None where there is none."""
    found = _content(path)
    if found is None or isinstance(found, Source):
        return found
    try:
        text = found.decode("utf-8-sig")
        content = json.loads(text)
    except UnicodeError:
        return Source(str(path), problem="it is not a text file in UTF-8, so nothing of it counts")
    except json.JSONDecodeError as error:
        words = f"line {error.lineno}: this is not JSON ({error.msg}), so nothing of the file counts"
        return Source(str(path), problem=words)
    except (ValueError, RecursionError):
        return Source(str(path), problem="it is not JSON that can be read, so nothing of it counts")
    return Source(str(path), content, tuple(keys_of(text)))


def plist_source(path: Path) -> Source | None:
    """Read a property list, as macOS keeps managed preferences; None where there is none."""
    found = _content(path)
    if found is None or isinstance(found, Source):
        return found
    try:
        return Source(str(path), plistlib.loads(found))
    except (*_PLIST_ERRORS, RecursionError):
        return Source(str(path), problem="it is not a property list, so nothing of it counts")


def _content(path: Path) -> bytes | Source | None:
    """Return a file's bytes, or why nothing of it counts."""
    try:
        with path.open("rb") as file:
            if _anybody_may_write(file, path):
                words = "anybody on this computer may write it or its folder, so nothing of it counts"
                return Source(str(path), problem=words)
            found = file.read(LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        return Source(str(path), problem=f"it cannot be read ({error.strerror or 'no reason is told'})")
    if len(found) > LARGEST:
        return Source(str(path), problem=f"it is larger than {LARGEST // 1024} KiB, so nothing of it counts")
    return found


def _anybody_may_write(file: BinaryIO, path: Path) -> bool:
    """Tell whether a file could be anybody's. Windows keeps rights elsewhere, which are not looked at."""
    if os.name != "posix":
        return False
    if os.fstat(file.fileno()).st_mode & stat.S_IWOTH:
        return True
    # In a folder such as /tmp (sticky) nobody replaces what is another's.
    modes = [folder.stat().st_mode for folder in path.resolve().parents]
    return any(mode & stat.S_IWOTH and not mode & stat.S_ISVTX for mode in modes)
