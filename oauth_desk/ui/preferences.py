"""What the window remembers between two starts: its place, the splitter, the order, the colours."""

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray

logger = logging.getLogger(__name__)

_LARGEST: Final = 65536


class Preferences:
    """A small JSON file. Reading happens once; writing happens on a thread of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._worker: ThreadPoolExecutor | None = None
        self._values: dict[str, str] = self._read()

    def text(self, key: str, default: str = "") -> str:
        """Return a remembered word."""
        return self._values.get(key, default)

    def state(self, key: str) -> QByteArray:
        """Return a remembered state of Qt's; empty where there is none."""
        return QByteArray.fromBase64(QByteArray(self._values.get(key, "").encode()))

    def remember(self, **values: str | QByteArray) -> None:
        """Remember values; a file that cannot be written is no trouble worth telling."""
        changed = {key: _as_text(value) for key, value in values.items()}
        if all(self._values.get(key) == value for key, value in changed.items()):
            return
        self._values.update(changed)
        if self._worker is None:
            self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="preferences")
        self._worker.submit(self._write, json.dumps(self._values, indent=1))

    def close(self) -> None:
        """Wait for the last write."""
        if self._worker is not None:
            self._worker.shutdown()
            self._worker = None

    def _read(self) -> dict[str, str]:
        try:
            with self._path.open(encoding="utf-8") as file:
                values = json.loads(file.read(_LARGEST))
        except (OSError, ValueError):
            return {}
        if not isinstance(values, dict):
            return {}
        return {str(key): value for key, value in values.items() if isinstance(value, str)}

    def _write(self, text: str) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            half = self._path.with_suffix(".new")
            half.write_text(text, encoding="utf-8")
            half.replace(self._path)
        except OSError as error:
            logger.info("preferences were not saved: %s", error.strerror)


def _as_text(value: str | QByteArray) -> str:
    return value if isinstance(value, str) else bytes(value.toBase64().data()).decode()
