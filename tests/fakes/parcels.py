"""Files with connections, in memory."""

import asyncio
from pathlib import Path

from oauth_desk.domain.secret import Secret
from oauth_desk.services.ports import Parcel, ParcelError, ParcelFault


class MemoryParcelFiles:
    """A ParcelFiles; ``fault`` makes every call fail that way."""

    def __init__(self) -> None:
        self.files: dict[Path, tuple[Parcel, Secret]] = {}
        self.fault: ParcelFault | None = None

    async def write(self, path: Path, parcel: Parcel, passphrase: Secret) -> None:
        """Keep a parcel under a name that is free."""
        await self._turn()
        if path in self.files:
            raise ParcelError(ParcelFault.EXISTS)
        self.files[path] = parcel, passphrase

    async def read(self, path: Path, passphrase: Secret) -> Parcel:
        """Return a parcel."""
        await self._turn()
        if path not in self.files:
            raise ParcelError(ParcelFault.MISSING)
        parcel, wanted = self.files[path]
        if passphrase != wanted:
            raise ParcelError(ParcelFault.WRONG_PASSPHRASE)
        return parcel

    async def _turn(self) -> None:
        await asyncio.sleep(0)
        if self.fault is not None:
            raise ParcelError(self.fault, "scripted")
