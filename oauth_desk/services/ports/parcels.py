"""Connections on their way to another computer."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.tokens import Instant


@dataclass(frozen=True, slots=True)
class Parcel:
    """Connections in one sealed file. ``moved``: the sending side has let go of them."""

    connections: tuple[Connection, ...]
    made_at: Instant
    moved: bool = False
    sender: str = ""


class ParcelFault(StrEnum):
    """Why a parcel cannot be read or written."""

    NOT_A_PARCEL = "not_a_parcel"
    DAMAGED = "damaged"
    NEWER = "newer"
    WRONG_PASSPHRASE = "wrong_passphrase"
    EXISTS = "exists"
    MISSING = "missing"
    NOT_WRITTEN = "not_written"


class ParcelError(Exception):
    """The file of a parcel cannot be read or written."""

    def __init__(self, fault: ParcelFault, detail: str = "") -> None:
        super().__init__(fault, detail)
        self.fault = fault
        self.detail = detail


class ParcelFiles(Protocol):
    """Parcels on disk."""

    async def write(self, path: Path, parcel: Parcel, passphrase: Secret) -> None:
        """Write a new file durably and read it back; never over another file. Raise ParcelError."""
        ...

    async def read(self, path: Path, passphrase: Secret) -> Parcel:
        """Return what a file holds; raise ParcelError."""
        ...
