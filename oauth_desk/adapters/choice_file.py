"""The file of the person's choices."""

import json
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

from oauth_desk.adapters.private_files import create_private_file, make_private_folder, sync_folder
from oauth_desk.adapters.worker import Worker
from oauth_desk.domain.errors import DeskError, Remedy

_LARGEST: Final = 65_536

Result = TypeVar("Result")

logger = logging.getLogger(__name__)


class ChoiceFile:
    """A ChoiceStore on a small JSON file, replaced whole; what it does not know in it is kept."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def load(self) -> dict[str, Any]:
        """Return what was saved."""
        return await self._on_thread(self._read)

    async def save(self, values: dict[str, Any]) -> None:
        """Save durably; raise DeskError."""
        try:
            await self._on_thread(lambda: self._write({**self._read(), **values}))
        except OSError as error:
            raise DeskError(
                "settings_not_saved",
                "Your choice could not be saved.",
                detail=f"{error.strerror or 'The file cannot be written'}.",
                advice="Free some space or check the folder, then choose again; it stays as it was.",
                remedy=Remedy.RETRY,
            ) from error

    def _read(self) -> dict[str, Any]:
        try:
            with self._path.open(encoding="utf-8") as file:
                values = json.loads(file.read(_LARGEST))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError) as error:
            logger.warning("the settings cannot be read: %s", type(error).__name__)
            return {}
        return values if isinstance(values, dict) else {}

    def _write(self, values: dict[str, Any]) -> None:
        make_private_folder(self._path.parent)
        draft = self._path.with_name(f".{self._path.name}.{os.urandom(4).hex()}.new")
        try:
            with os.fdopen(create_private_file(draft), "w", encoding="utf-8") as file:
                json.dump(values, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._path)
        finally:
            draft.unlink(missing_ok=True)
        sync_folder(self._path.parent)

    async def _on_thread(self, call: Callable[[], Result]) -> Result:
        worker = Worker("choices")
        try:
            return await worker.run(call)
        finally:
            worker.stop()
