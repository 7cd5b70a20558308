"""A folder of service profiles in memory."""

from collections.abc import Mapping, Sequence
from pathlib import Path


class MemoryProfileFolder:
    """A ProfileFolder; ``read`` knows further files that are not in the folder."""

    def __init__(self, texts: Mapping[str, str] | None = None, *, folder: str = "/profiles") -> None:
        self.files = {Path(folder) / name: text for name, text in (texts or {}).items()}
        self.elsewhere: dict[Path, str | OSError | UnicodeError] = {}

    async def texts(self) -> Sequence[tuple[Path, str]]:
        """Return every profile."""
        return list(self.files.items())

    async def read(self, path: Path) -> str:
        """Return one file's text."""
        found = self.elsewhere.get(path, self.files.get(path))
        if found is None:
            raise FileNotFoundError(2, "No such file or directory", str(path))
        if isinstance(found, Exception):
            raise found
        return found

    async def write(self, path: Path, text: str, *, over: bool) -> None:
        """Keep one file, or refuse to."""
        found = self.elsewhere.get(path)
        if isinstance(found, OSError):
            raise found
        if not over and (found is not None or path in self.files):
            raise FileExistsError(17, "File exists", str(path))
        self.elsewhere[path] = text
