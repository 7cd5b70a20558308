"""Files in memory."""

from pathlib import Path

from oauth_desk.services.ports.files import LARGEST


class MemoryFiles:
    """A FileReader; a file that is an OSError cannot be read."""

    def __init__(self, files: dict[str, bytes | OSError] | None = None) -> None:
        self.files = {Path(name): content for name, content in (files or {}).items()}

    async def read(self, path: Path) -> bytes:
        """Return a file's content."""
        found = self.files.get(path)
        if found is None:
            raise FileNotFoundError(2, "No such file or directory", str(path))
        if isinstance(found, OSError):
            raise found
        if len(found) > LARGEST:
            raise OSError(27, "It is too large to be one", str(path))
        return found
