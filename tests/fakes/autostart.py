"""A list of what starts at login, in memory."""


class MemoryAutostart:
    """An Autostart; ``fault`` makes everything fail."""

    def __init__(self) -> None:
        self.on = False
        self.fault: Exception | None = None

    async def is_on(self) -> bool:
        """Return how things are."""
        if self.fault is not None:
            raise self.fault
        return self.on

    async def turn(self, *, on: bool) -> None:
        """Change it."""
        if self.fault is not None:
            raise self.fault
        self.on = on
