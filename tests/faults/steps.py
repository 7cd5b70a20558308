"""Several processes on one record, moved by hand: at every step somebody decides who goes on, and how the world acts.

The coroutines are the program's own. What they wait for (the disk, the server, a lock, time) is a
``Step``; nothing runs between two steps, so a process can be killed at any of them.
"""

from collections.abc import AsyncIterator, Coroutine, Generator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.events import ActivityEntry
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.tokens import Tokens
from oauth_desk.protocol.http import Request, Response
from oauth_desk.services.ports import (
    Change,
    Changes,
    Limits,
    LockBusy,
    TransportError,
    TransportFault,
    Trust,
    VaultError,
    VaultFault,
)
from tests.fakes.http import form_of, json_response

CHOICES = {
    "send": ("answer", "answer", "lost", "lost before", "refused", "error"),
    "write": ("ok", "ok", "ok", "full"),
    "lock": ("wait", "wait", "busy"),
}
"""How the world may act at a step; at the others it has no choice. The first is the good way."""


@dataclass(frozen=True)
class Step:
    """Where a coroutine waits until it is moved on."""

    what: str

    def __await__(self) -> Generator["Step", str, str]:
        return (yield self)


class Strand:
    """A coroutine that is moved by hand."""

    def __init__(self, work: Coroutine[Any, Any, Any]) -> None:
        self._work = work
        self.waits_for: Step | None
        self.result: Any = None
        self.error: DeskError | None = None
        self.move("")

    @property
    def done(self) -> bool:
        """Tell whether it has ended."""
        return self.waits_for is None

    def move(self, how: str) -> None:
        """Let it run to its next step."""
        self.waits_for = None
        try:
            self.waits_for = self._work.send(how or None)
        except StopIteration as end:
            self.result = end.value
        except DeskError as error:
            self.error = error

    def kill(self) -> None:
        """End it as a dead process ends: what it held is free, and it says nothing more."""
        self._work.close()
        self.waits_for = None

    def finish(self) -> Any:
        """Let everything go well to its end, and return what it gave."""
        while self.waits_for is not None:
            self.move(CHOICES.get(self.waits_for.what, ("go",))[0])
        return self.result


@dataclass(eq=False)
class Use:
    """One presentation of a refresh token. ``over`` once its answer cannot reach the vault any more."""

    token: str
    owner: object
    over: bool = False


class Grant:
    """What one sign-in gave, as its server sees it: each refresh token works once, and spent ones betray a thief.

    With ``grace`` the token before the newest is answered with the newest again.
    """

    def __init__(self, number: int, *, grace: bool) -> None:
        self.number = number
        self.grace = grace
        self.newest = 0
        self.ended = False

    def tokens(self, now: float) -> Tokens:
        """Return the newest pair."""
        name = f"{self.number}.{self.newest}"
        return Tokens(Secret(f"A{name}"), now, now + 3600, Secret(f"R{name}"), scopes=("read",))

    def use(self, generation: int) -> Response:
        """Answer a renewal."""
        if self.ended or not (generation == self.newest or (self.grace and generation == self.newest - 1)):
            self.ended = True
            return json_response({"error": "invalid_grant"}, 400)
        self.newest = generation + 1
        name = f"{self.number}.{self.newest}"
        body = {"access_token": f"A{name}", "refresh_token": f"R{name}", "token_type": "Bearer", "expires_in": 3600}
        return json_response(body)


def order(tokens: Tokens) -> tuple[int, int]:
    """Return which sign-in and which renewal a refresh token is from."""
    assert tokens.refresh_token is not None
    number, _, generation = tokens.refresh_token.reveal()[1:].partition(".")
    return int(number), int(generation)


@dataclass
class Earth:
    """What all processes share: one record on disk, its lock, the server and the time."""

    record: Connection
    grants: list[Grant]
    time: float
    revision: int = 1
    holder: object = None
    uses: list[Use] = field(default_factory=list)
    saved: set[str] = field(default_factory=set)
    lost: int = 0

    def write(self, record: Connection) -> None:
        """Save the record: what was newer never gives way to what is older."""
        assert order(record.tokens) >= order(self.record.tokens), "an older token overwrote a newer one"
        self.record = record
        self.revision += 1
        if record.tokens.access_token is not None:
            self.saved.add(record.tokens.access_token.reveal())

    def present(self, token: str, owner: object) -> Use:
        """Note that a refresh token is sent; a second time only where the first can bring nothing any more."""
        number, _, generation = token[1:].partition(".")
        saved = order(self.record.tokens)
        assert saved[0] != int(number) or saved[1] <= int(generation), "sent after a newer one was saved"
        assert all(use.over for use in self.uses if use.token == token), "sent while another answer may still be saved"
        use = Use(token, owner)
        self.uses.append(use)
        return use


class HandClock:
    """Time that passes when it is told to."""

    def __init__(self, earth: Earth) -> None:
        self._earth = earth

    def now(self) -> float:
        """Return the wall clock."""
        return self._earth.time

    def monotonic(self) -> float:
        """Return the steady clock."""
        return self._earth.time

    async def sleep(self, seconds: float) -> None:
        """Wait to be moved on."""
        await Step("sleep")
        self._earth.time += seconds


class SharedLock:
    """The connection's lock; free once its holder is dead."""

    def __init__(self, earth: Earth) -> None:
        self._earth = earth

    @asynccontextmanager
    async def hold(self, _connection_id: str, *, wait: float = 60.0) -> AsyncIterator[None]:
        """Hold it."""
        while self._earth.holder is not None:
            if wait <= 0 or await Step("lock") == "busy":
                raise LockBusy
        self._earth.holder = held = object()
        try:
            yield
        finally:
            if self._earth.holder is held:
                self._earth.holder = None


class Server:
    """The HTTP client of one process, and the server behind it."""

    def __init__(self, earth: Earth, owner: object) -> None:
        self._earth = earth
        self._owner = owner

    async def send(self, request: Request, *, limits: Limits, trust: Trust | None = None) -> Response:
        """Let the request out, be answered, or lose it on either way."""
        token = form_of(request)["refresh_token"]
        how = await Step("send")
        if how == "refused":
            raise TransportError(TransportFault.REFUSED, "nobody there", sent=False)
        use = self._earth.present(token, self._owner)
        if how in ("lost before", "error"):
            use.over = True
            if how == "error":
                return json_response({"error": "server_error"}, 500)
            raise TransportError(TransportFault.TIMEOUT, "cut off on the way", sent=True)
        number, _, generation = token[1:].partition(".")
        answer = self._earth.grants[int(number)].use(int(generation))
        use.over = how == "lost" or answer.status != 200
        self._earth.lost += how == "lost"
        await Step("answer")
        if how == "lost":
            raise TransportError(TransportFault.DISCONNECTED, "cut off on the way back", sent=True)
        return answer


class SharedVault:
    """One process's view of the record on disk."""

    def __init__(self, earth: Earth) -> None:
        self._earth = earth

    async def read(self, _connection_id: str) -> Connection:
        """Return the record as it is now."""
        await Step("read")
        return self._earth.record

    async def update(self, _connection_id: str, change: Change, *_entries: ActivityEntry) -> Connection:
        """Change the record, or find the disk full."""
        if await Step("write") == "full":
            raise VaultError(VaultFault.FULL, "no room")
        changed = change(self._earth.record)
        self._earth.write(changed)
        await Step("written")
        return changed

    async def log(self, *_entries: ActivityEntry) -> None:
        """Write nothing but the log."""
        await Step("log")

    async def revision(self) -> int:
        """Return how often was written."""
        return self._earth.revision

    async def changes(self, _since: int) -> Changes:
        """Return the one record."""
        return Changes(self._earth.revision, (self._earth.record,), frozenset({self._earth.record.id}))

    async def close(self) -> None:
        """Close."""


def signed_in(grant: Grant, now: float) -> Change:
    """Return the change that a sign-in makes."""
    return lambda current: replace(current, tokens=grant.tokens(now), signed_in_at=now)
