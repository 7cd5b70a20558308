"""Places where an administrator set something, in memory."""

from collections.abc import Mapping, Sequence

from oauth_desk.domain.managed import Source


class FakePlaces:
    """A ManagedPlaces with one file; None where there is none."""

    def __init__(self, content: Mapping[str, object] | None = None, *, name: str = "/etc/managed.json") -> None:
        self.content = content
        self.name = name

    async def read(self) -> Sequence[Source]:
        """Return the file."""
        return () if self.content is None else (Source(self.name, self.content),)
