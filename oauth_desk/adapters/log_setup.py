"""The program's own log: one private file, rotated, with every line redacted on its way out (NORMS C102)."""

import logging
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from oauth_desk.adapters.private_files import FILE_MODE, make_private_folder
from oauth_desk.adapters.redaction import redact

if TYPE_CHECKING:
    from logging.handlers import RotatingFileHandler

FILE_NAME: Final = "oauth-desk.log"
LARGEST: Final = 1_000_000
KEPT: Final = 3
_LINE: Final = "%(asctime)s.%(msecs)03dZ %(levelname)s %(process)d %(threadName)s %(name)s: %(message)s"


def configure(folder: Path, level: str) -> None:
    """Send all log records to ``folder``, and with the level ``debug`` to standard error too.

    Call once, at the program's start. Nothing is made on disk before the first record.
    """
    root = logging.getLogger()
    for handler in root.handlers[:]:
        root.removeHandler(handler)
    formatter = RedactingFormatter()
    root.addHandler(_with(PrivateFileHandler(folder / FILE_NAME), formatter))
    if level == "debug":
        root.addHandler(_with(_QuietHandler(sys.stderr), formatter))
    root.setLevel(level.upper())
    logging.captureWarnings(capture=True)


def _with(handler: logging.Handler, formatter: logging.Formatter) -> logging.Handler:
    handler.setFormatter(formatter)
    return handler


class RedactingFormatter(logging.Formatter):
    """Formats a record and masks the final text: message, arguments and traceback alike."""

    def __init__(self) -> None:
        super().__init__(_LINE, "%Y-%m-%dT%H:%M:%S")
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; what follows a line break is indented, so that no text can fake a record."""
        return redact(super().format(record)).replace("\n", "\n    ")


class _QuietHandler(logging.StreamHandler):  # type: ignore[type-arg]  # generic in the stubs alone
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Say nothing: logging's own complaint would print the record's arguments as they are."""


class PrivateFileHandler(logging.Handler):
    """A rotating file, 0600, opened with the first record; a disk that fails silences it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._file: RotatingFileHandler | None = None
        self._broken = False

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record."""
        if self._broken:
            return
        try:
            if self._file is None:
                self._file = self._opened()
            self._file.emit(record)
        except OSError:
            self._broken = True

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
        super().close()

    def _opened(self) -> "RotatingFileHandler":
        from logging.handlers import RotatingFileHandler  # noqa: PLC0415 - most runs of the command line log nothing

        class Private(RotatingFileHandler):
            """Makes its files with no permission for others."""

            def _open(self):  # type: ignore[no-untyped-def]  # noqa: ANN202 - the base's own type
                return open(self.baseFilename, self.mode, encoding=self.encoding, errors=self.errors, opener=_private)

            def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
                """Say nothing, for the same reason."""

        make_private_folder(self._path.parent)
        handler = Private(self._path, maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8", errors="backslashreplace")
        handler.setFormatter(self.formatter)
        return handler


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, FILE_MODE)
