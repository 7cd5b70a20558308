"""What happened, as past-tense frozen values."""

from dataclasses import dataclass
from enum import StrEnum

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.tokens import Instant


class ActivityKind(StrEnum):
    """The chips of the activity page."""

    RENEWAL = "renewal"
    SIGN_IN = "sign_in"
    REQUEST = "request"
    DISCONNECT = "disconnect"
    PROBLEM = "problem"
    PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class ActivityEntry:
    """One line of the activity log. Holds no secret; ``duration`` in seconds."""

    at: Instant
    connection_id: str
    name: str
    kind: ActivityKind
    outcome: str
    detail: str = ""
    duration: float | None = None


@dataclass(frozen=True, slots=True)
class ConnectionAdded:
    """A connection is new here, made by this process or another."""

    connection: Connection


@dataclass(frozen=True, slots=True)
class ConnectionChanged:
    """A connection's record is another than before."""

    connection: Connection


@dataclass(frozen=True, slots=True)
class ConnectionRemoved:
    """A connection was disconnected, here or by another process."""

    connection_id: str


@dataclass(frozen=True, slots=True)
class ReconnectNeeded:
    """A connection turned to "sign in needed": the one notice (rule 7)."""

    connection: Connection


@dataclass(frozen=True, slots=True)
class SaveFailed:
    """New tokens are held in memory because the vault cannot be written; saving goes on."""

    connection: Connection
    detail: str


@dataclass(frozen=True, slots=True)
class SaveRecovered:
    """Held tokens are saved at last."""

    connection: Connection


@dataclass(frozen=True, slots=True)
class ActivityLogged:
    """The activity log has a new entry."""

    entry: ActivityEntry


@dataclass(frozen=True, slots=True)
class VaultLocked:
    """The key and all decrypted records were dropped."""


@dataclass(frozen=True, slots=True)
class NeededBehindLock:
    """A connection turned to "sign in needed" behind the lock; which one is shown when it is unlocked."""


@dataclass(frozen=True, slots=True)
class VaultOpened:
    """Connections can be read again."""


@dataclass(frozen=True, slots=True)
class VaultDamaged:
    """The file of an open vault turned out to be damaged; it was set aside. VaultOpened follows once it is mended."""

    error: DeskError


@dataclass(frozen=True, slots=True)
class VaultFailed:
    """A renewal is due and the vault cannot be read or written; nothing was sent, and it is tried again."""

    error: DeskError


@dataclass(frozen=True, slots=True)
class VaultRecovered:
    """What was due can be saved again."""


@dataclass(frozen=True, slots=True)
class OlderCopyFound:
    """An older copy of the vault was put in its place, by hand or from another backup."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """The machine slept, or its clock jumped, by ``seconds``."""

    seconds: float


@dataclass(frozen=True, slots=True)
class UpdatesFound:
    """It was looked which connections have newer settings to be asked about."""


Event = (
    ConnectionAdded
    | ConnectionChanged
    | ConnectionRemoved
    | ReconnectNeeded
    | SaveFailed
    | SaveRecovered
    | ActivityLogged
    | VaultLocked
    | VaultOpened
    | NeededBehindLock
    | VaultDamaged
    | VaultFailed
    | VaultRecovered
    | OlderCopyFound
    | Resumed
    | UpdatesFound
)
