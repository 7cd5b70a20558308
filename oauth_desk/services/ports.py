"""What the services need from outside. Adapters and fakes implement it; one contract suite runs on both."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.events import ActivityEntry
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.tokens import Instant
from oauth_desk.protocol.http import Headers, Request, Response
from oauth_desk.services.keyring_faults import KeyringError as KeyringError  # noqa: PLC0414 - a part of these ports
from oauth_desk.services.keyring_faults import KeyringState as KeyringState  # noqa: PLC0414
from oauth_desk.services.vault_faults import Protection as Protection  # noqa: PLC0414
from oauth_desk.services.vault_faults import Unsettled as Unsettled  # noqa: PLC0414
from oauth_desk.services.vault_faults import VaultError as VaultError  # noqa: PLC0414
from oauth_desk.services.vault_faults import VaultFault as VaultFault  # noqa: PLC0414
from oauth_desk.services.vault_faults import VaultHeader as VaultHeader  # noqa: PLC0414

# --- time and chance ---------------------------------------------------------


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


# --- HTTP --------------------------------------------------------------------


class TransportFault(StrEnum):
    """What broke a call below HTTP."""

    DNS = "dns"
    REFUSED = "refused"
    TLS = "tls"
    TIMEOUT = "timeout"
    DISCONNECTED = "disconnected"
    TOO_LARGE = "too_large"
    BAD_REQUEST = "bad_request"
    OTHER = "other"


class TransportError(Exception):
    """No complete answer. ``sent`` tells whether any byte of the request may have reached the server."""

    def __init__(self, fault: TransportFault, detail: str, *, sent: bool) -> None:
        super().__init__(fault, detail)
        self.fault = fault
        self.detail = detail
        self.sent = sent


@dataclass(frozen=True, slots=True)
class Trust:
    """Per-connection TLS: an extra CA file and a client certificate (paths)."""

    ca_file: str | None = None
    client_certificate: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and bytes; the body is counted after decompression (NORMS C39)."""

    connect: float = 10.0
    read: float = 30.0
    total: float = 60.0
    body: int = 1 << 20


BACK_CHANNEL = Limits()


class StreamedAnswer(Protocol):
    """An answer whose body is read piece by piece."""

    status: int
    headers: Headers

    def chunks(self) -> AsyncIterator[bytes]:
        """Yield the decompressed body."""
        ...


class HttpClient(Protocol):
    """Sends one request; never follows a redirect, never logs a URL or a header."""

    async def send(self, request: Request, *, limits: Limits = BACK_CHANNEL, trust: Trust | None = None) -> Response:
        """Return the whole answer or raise TransportError."""
        ...

    def stream(
        self, request: Request, *, limits: Limits, trust: Trust | None = None
    ) -> AbstractAsyncContextManager[StreamedAnswer]:
        """Open an answer for reading in pieces; raise TransportError."""
        ...

    async def close(self) -> None:
        """Close all connections."""
        ...


# --- the vault ---------------------------------------------------------------


class NameTaken(Exception):
    """Another connection has that name (compared without case)."""


class Gone(Exception):
    """The record does not exist any more."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What the vault holds beyond a known revision: the records written since, and the ids of all that exist.

    ``older_copy``: an older copy of the vault has come in its place; told once.
    """

    revision: int
    written: tuple[Connection, ...]
    ids: frozenset[str]
    older_copy: bool = False


Change = Callable[[Connection], Connection]
"""A pure function from the record as it is in the file to the record as it shall be. May raise to change nothing."""


class Vault(Protocol):
    """An open vault. Every write is one durable transaction before the call returns; VaultError on failure."""

    async def connections(self) -> list[Connection]:
        """Return all records, by name."""
        ...

    async def read(self, connection_id: str) -> Connection | None:
        """Return one record as it is in the file now."""
        ...

    async def insert(self, connection: Connection, *entries: ActivityEntry) -> None:
        """Add a record; raise NameTaken."""
        ...

    async def update(self, connection_id: str, change: Change, *entries: ActivityEntry) -> Connection:
        """Read, change and write one record in one transaction (other processes wait); raise Gone, NameTaken."""
        ...

    async def delete(self, connection_id: str, *entries: ActivityEntry) -> None:
        """Remove a record; raise Gone."""
        ...

    async def revision(self) -> int:
        """Return a number that moves whenever any process wrote to this vault."""
        ...

    async def changes(self, since: int) -> Changes:
        """Return the records written after revision ``since`` (each row keeps the revision of its last write).

        ``since=0`` returns all. Cheap where nothing changed: only the ids are read.
        """
        ...

    async def log(self, *entries: ActivityEntry) -> None:
        """Append to the activity log, pruning the oldest beyond the limit."""
        ...

    async def activity(self, *, connection_id: str | None = None, limit: int = 500) -> list[ActivityEntry]:
        """Return entries, newest first."""
        ...

    async def close(self) -> None:
        """Finish writes under way and close the file."""
        ...


class VaultFile(Protocol):
    """The vault on disk before it is open."""

    async def header(self) -> VaultHeader | None:
        """Return the header, or None where there is no vault yet; VaultError(DAMAGED) sets the file aside."""
        ...

    async def left_behind(self) -> VaultError | None:
        """Return the damage after which there is no vault any more, None where nothing was set aside."""
        ...

    async def create(self, vault_id: str, key: bytes, passphrase: Secret | None) -> Vault:
        """Make a new vault; with a passphrase the key is stored wrapped by it (Argon2id)."""
        ...

    async def open(self, key: bytes) -> Vault:
        """Open with the 32-byte key; VaultError(WRONG_KEY)."""
        ...

    async def unwrap(self, passphrase: Secret) -> bytes:
        """Return the key of a passphrase vault; VaultError(WRONG_KEY)."""
        ...

    async def protect(self, key: bytes, passphrase: Secret | None, what: Unsettled) -> None:
        """Let a passphrase, or without one the keyring, protect the key, and note ``what`` follows: all or nothing.

        The key itself stays the same; VaultError(WRONG_KEY) where it is not the vault's.
        """
        ...

    async def protect_copies(self) -> int:
        """Give all copies the vault's protection; return how many could not be written."""
        ...

    async def note_unsettled(self, what: Unsettled | None) -> None:
        """Note durably what a change of protection has yet to do; None: nothing."""
        ...

    async def unsettled(self) -> Unsettled | None:
        """Return what was noted."""
        ...


@dataclass(frozen=True, slots=True)
class VaultCopy:
    """A copy of a vault, as far as it can be read without a key. ``revision`` counts the writes until then."""

    path: Path
    made_at: Instant
    header: VaultHeader
    revision: int
    connections: int


@dataclass(frozen=True, slots=True)
class PutBack:
    """What putting a copy back did.

    ``set_aside`` keeps what was there before. ``kept_newer`` names connections whose
    newer tokens were kept, ``rescued`` those whose newer tokens a damaged file still
    gave, ``brought_back`` those that were not there any more, ``left_out`` those that
    the copy does not have.
    """

    copy: VaultCopy
    set_aside: Path | None
    connections: int
    kept_newer: tuple[str, ...] = ()
    rescued: tuple[str, ...] = ()
    brought_back: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


class VaultCopies(Protocol):
    """The copies of one vault. Looking at a copy never changes it."""

    async def all(self) -> list[VaultCopy]:
        """Return the copies kept beside the vault, newest first; what cannot be read is left out."""
        ...

    async def look(self, path: Path) -> VaultCopy:
        """Return what a copy is; raise VaultError."""
        ...

    async def make(self, path: Path | None = None) -> VaultCopy:
        """Copy the vault now, to ``path`` or beside it; raise FileExistsError, VaultError."""
        ...

    async def unwrap(self, path: Path, passphrase: Secret) -> bytes:
        """Return the key of a copy that a passphrase protects; VaultError(WRONG_KEY)."""
        ...

    async def present(self) -> VaultHeader | None:
        """Return the header of the vault that stands there now, None where none can be read; changes nothing."""
        ...

    async def put_back(self, path: Path, key: bytes) -> PutBack:
        """Go back to a copy, after what is there was set aside; raise VaultError and change nothing.

        A healthy vault is changed in one transaction, so that other processes see it
        as they see any write. VaultError(ANOTHER) where it is not the copy's vault.
        """
        ...


# --- connections on their way to another computer ---------------------------


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


# --- the keyring --------------------------------------------------------------


class KeyStore(Protocol):
    """The operating system's keyring, called off the caller's thread."""

    async def fetch(self, vault_id: str) -> bytes | None:
        """Return the vault's key, None if the keyring has none; raise KeyringError."""
        ...

    async def store(self, vault_id: str, key: bytes) -> None:
        """Save the key and read it back; raise KeyringError."""
        ...

    async def delete(self, vault_id: str) -> None:
        """Forget the key."""
        ...

    async def describe(self) -> str:
        """Name the backend for people; raise KeyringError."""
        ...


# --- the person and the computer ----------------------------------------------


class Sign(StrEnum):
    """What a system tells of the person: gone from the screen or back, or the computer about to sleep or awake."""

    SCREEN_LOCKED = "screen_locked"
    SCREEN_UNLOCKED = "screen_unlocked"
    SLEEPING = "sleeping"
    WOKE = "woke"


class Presence(Protocol):
    """What this system tells of its screen, its sleep and its idling; a system may tell nothing."""

    async def watch(self, on_sign: Callable[[Sign], Awaitable[None]]) -> None:
        """Call ``on_sign`` until cancelled. The computer sleeps when that has returned, where it can be held up."""
        ...

    async def idle_seconds(self) -> float | None:
        """Return since when nobody touched the computer; None where the system does not tell."""
        ...


class ChoiceStore(Protocol):
    """A few saved choices."""

    async def load(self) -> dict[str, Any]:
        """Return what was saved; empty where nothing was, or nothing readable."""
        ...

    async def save(self, values: dict[str, Any]) -> None:
        """Save durably; raise DeskError."""
        ...


# --- processes, browser, callback --------------------------------------------


class LockBusy(Exception):
    """The lock was not free within the time given."""


class Locks(Protocol):
    """One kernel lock per connection, across processes, freed by the kernel when a holder dies (NORMS C105)."""

    def hold(self, connection_id: str, *, wait: float = 60.0) -> AbstractAsyncContextManager[None]:
        """Hold the lock; raise LockBusy after ``wait`` seconds, VaultError where it cannot be made."""
        ...


class BrowserError(Exception):
    """No browser could be started."""


class Browser(Protocol):
    """The system browser."""

    async def open(self, url: str) -> None:
        """Show ``url``; raise BrowserError."""
        ...


class PortTaken(Exception):
    """The fixed callback port is in use."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.port = port


@dataclass(frozen=True, slots=True)
class CallbackPage:
    """What the browser shows at the end: static words, no secret (NORMS C29)."""

    title: str
    text: str
    good: bool


class Listener(Protocol):
    """A callback server that waits for one sign-in."""

    redirect_uri: str

    async def next_query(self) -> str:
        """Wait for the next GET on the exact path and return its raw query string.

        The browser is kept waiting until ``answer`` is called for it.
        """
        ...

    async def answer(self, page: CallbackPage) -> None:
        """Serve the page to the browser whose query was returned last."""
        ...

    async def close(self) -> None:
        """Stop listening."""
        ...


class Loopback(Protocol):
    """Opens callback servers on loopback (RFC 8252 §7.3)."""

    async def listen(self, redirect_uri: str) -> Listener:
        """Bind for ``redirect_uri`` (no port: any) before the browser opens; raise PortTaken."""
        ...


class ProfileFolder(Protocol):
    """Where service profiles come from, in search order; later wins except for locked fields."""

    async def texts(self) -> Sequence[tuple[Path, str]]:
        """Return (path, TOML text) of every profile."""
        ...

    async def read(self, path: Path) -> str:
        """Return one file's text; raise OSError or UnicodeError."""
        ...


class DemoHost(Protocol):
    """Starts the demo service in a process of its own."""

    async def start(self) -> str:
        """Return its issuer address, starting it if it does not run."""
        ...

    async def stop(self) -> None:
        """End it."""
        ...


@dataclass(frozen=True, slots=True)
class Check:
    """One thing this computer should offer. ``needed``: nothing works without it; ``remedy``: how to mend it."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""
    needed: bool = True


class Checks(Protocol):
    """Looks at this computer without changing it, and without sending anything to anyone."""

    async def run(self) -> list[Check]:
        """Return every check."""
        ...
