"""Time and chance."""

from typing import Protocol

from oauth_desk.domain.tokens import Instant


class Clock(Protocol):
    """Wall and monotonic time; ``sleep`` may end early never, late always."""

    def now(self) -> Instant:
        """Return wall-clock seconds since the epoch."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never jump."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class Chance(Protocol):
    """Randomness, so that tests can hold it still."""

    def fraction(self) -> float:
        """Return a number in 0…1 for jitter."""
        ...

    def token(self) -> str:
        """Return 32 random bytes, base64url without padding, from the system's CSPRNG."""
        ...
