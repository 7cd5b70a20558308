"""Where an administrator sets something for everybody on this machine."""

from collections.abc import Sequence
from typing import Protocol

from oauth_desk.domain.managed import Source


class ManagedPlaces(Protocol):
    """The places of this system."""

    async def read(self) -> Sequence[Source]:
        """Return what stands in each place that there is, the strongest first; never raise for what stands there."""
        ...
