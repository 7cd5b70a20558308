"""The demo service as a process."""

from typing import Protocol


class DemoHost(Protocol):
    """Starts the demo service in a process of its own."""

    async def start(self) -> str:
        """Return its issuer address, starting it if it does not run."""
        ...

    async def stop(self) -> None:
        """End it."""
        ...
