"""The one place where time and chance come from."""

import asyncio
import base64
import os
import time
from typing import Final

from oauth_desk.domain.tokens import Instant

_GRAIN: Final = time.get_clock_info("monotonic").resolution
_TOKEN_BYTES: Final = 32
_FRACTION_BYTES: Final = 6
_FRACTION_STEPS: Final = float(1 << 8 * _FRACTION_BYTES)


class SystemClock:
    """The machine's clocks."""

    def now(self) -> Instant:
        """Return wall-clock seconds since the epoch."""
        return time.time()

    def monotonic(self) -> float:
        """Return seconds that never jump."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait; asyncio may wake one grain of its clock early (15 ms on Windows), hence one more."""
        await asyncio.sleep(max(0.0, seconds) + _GRAIN)


class SystemChance:
    """The system's random numbers."""

    def fraction(self) -> float:
        """Return a number in 0…1 for jitter."""
        return int.from_bytes(os.urandom(_FRACTION_BYTES)) / _FRACTION_STEPS

    def token(self) -> str:
        """Return 32 bytes of the system's CSPRNG, base64url without padding (RFC 7636 §4.1)."""
        return base64.urlsafe_b64encode(os.urandom(_TOKEN_BYTES)).rstrip(b"=").decode()
