"""A few saved choices."""

from typing import Any, Protocol


class ChoiceStore(Protocol):
    """A few saved choices."""

    async def load(self) -> dict[str, Any]:
        """Return what was saved; empty where nothing was, or nothing readable."""
        ...

    async def save(self, values: dict[str, Any]) -> None:
        """Save durably; raise DeskError."""
        ...
