"""Answers saved to files, on worker threads."""

import asyncio
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from oauth_desk.domain.errors import DeskError, Remedy


async def save(path: Path, body: bytes) -> None:
    """Write a whole answer; raise DeskError."""
    try:
        await asyncio.to_thread(path.write_bytes, body)
    except OSError as error:
        raise _cannot_write(path, error) from error


class AnswerFile:
    """A file that an answer is written to as it comes in; ``async with``, then pass ``take`` as the sink.

    What comes in goes to a file beside it first: where the answer breaks off, what
    was at ``path`` before stays.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._half = path.with_name(f".{path.name}.part")
        self._file: BinaryIO | None = None
        self.size = 0

    async def __aenter__(self) -> Self:
        try:
            self._file = await asyncio.to_thread(self._half.open, "wb")
        except OSError as error:
            raise _cannot_write(self._path, error) from error
        return self

    async def take(self, piece: bytes) -> None:
        """Write one piece; raise DeskError."""
        if self._file is None:
            raise RuntimeError("the file is not open")
        try:
            await asyncio.to_thread(self._file.write, piece)
        except OSError as error:
            raise _cannot_write(self._path, error) from error
        self.size += len(piece)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self._finish, complete=kind is None and self.size > 0)

    def _finish(self, *, complete: bool) -> None:
        file, self._file = self._file, None
        if file is None:
            return
        try:
            file.close()
            if complete:
                self._half.replace(self._path)
            else:
                self._half.unlink(missing_ok=True)
        except OSError as error:
            raise _cannot_write(self._path, error) from error


def _cannot_write(path: Path, error: OSError) -> DeskError:
    return DeskError(
        "cannot_write",
        f"“{path.name}” cannot be written.",
        detail=f"{error.strerror or 'The system refuses it'}.",
        advice="Choose another folder or name.",
        remedy=Remedy.RETRY,
    )


def file_name(url: str, media_type: str) -> str:
    """Propose a name for an answer: the last part of its address, with an ending that fits."""
    last = url.partition("?")[0].rstrip("/").rpartition("/")[2]
    stem = "".join(char if char.isalnum() or char in "-_." else "-" for char in last)[:60].strip(".-") or "answer"
    ending = _ENDINGS.get(media_type, ".json" if media_type.endswith("json") else "")
    return stem if "." in stem or not ending else stem + ending


_ENDINGS = {
    "text/html": ".html",
    "text/plain": ".txt",
    "text/csv": ".csv",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "application/zip": ".zip",
}
