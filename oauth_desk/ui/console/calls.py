"""The calls of the console: under way, waiting for a sign-in, answered. One of each per connection."""

import asyncio
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.status import Status
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.console import ApiAnswer, ApiCall
from oauth_desk.services.desk import Desk
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.console.answer_file import AnswerFile

_LONGEST_WAIT: Final = 600.0
"""Seconds for which a call waits to be allowed; nobody remembers it for longer."""
_KEPT: Final = 3
"""Connections whose last answer is kept."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the last call of a connection: an answer, perhaps in a file, or an error.

    ``allowed`` are the permissions that somebody signed in for just before it.
    """

    call: ApiCall
    answer: ApiAnswer | None = None
    error: DeskError | None = None
    file: Path | None = None
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A call to be made once its connection is back, or once somebody has allowed it more (``more``)."""

    call: ApiCall
    file: Path | None = None
    more: tuple[str, ...] = ()
    signed_in_at: float | None = None
    until: float = float("inf")

    def is_due(self, connection: Connection, now: Instant) -> bool:
        if self.more and (connection.signed_in_at == self.signed_in_at or now > self.until):
            return False
        return connection.condition_at(now).status is Status.VALID


class Calls(QObject):
    """Makes calls. ``changed`` names a connection whose calls stand differently.

    A call that needs a sign-in first waits, ``sign_in_needed`` asks for it, and the
    call is made as soon as the connection is back. One that needs more permission
    waits for ``allow``, and for the sign-in that follows.
    """

    changed = Signal(str)
    sign_in_needed = Signal(str)

    def __init__(self, desk: Desk, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._bridge = bridge
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._outcomes: dict[str, Outcome] = {}
        self._waiting: dict[str, _Waiting] = {}
        bridge.connection_changed.connect(self._on_changed)
        bridge.connection_removed.connect(self._forget)
        bridge.vault_locked.connect(self._forget_all)

    def under_way(self, connection_id: str) -> bool:
        """Tell whether a call is being made."""
        return connection_id in self._tasks

    def waits(self, connection_id: str) -> bool:
        """Tell whether a call waits for a sign-in."""
        return connection_id in self._waiting

    def outcome(self, connection_id: str) -> Outcome | None:
        """Return what came of the last call."""
        return self._outcomes.get(connection_id)

    def make(
        self, connection_id: str, call: ApiCall, file: Path | None = None, *, allowed: tuple[str, ...] = ()
    ) -> None:
        """Make a call, unless one is under way; into ``file`` its answer is saved instead of shown."""
        if connection_id in self._tasks:
            return
        self._waiting.pop(connection_id, None)
        self._tasks[connection_id] = self._bridge.start(
            self._call(connection_id, call, file),
            "call",
            on_done=partial(self._on_answer, connection_id, call, file, allowed),
            on_error=partial(self._on_error, connection_id, call),
        )
        self.changed.emit(connection_id)

    def allow(self, connection: Connection) -> tuple[str, ...]:
        """Let the last call wait until somebody has signed in for what it lacks; return that."""
        outcome = self._outcomes.get(connection.id)
        missing = outcome.answer.missing_scopes if outcome is not None and outcome.answer is not None else None
        if outcome is None or not missing:
            return ()
        until = self._desk.clock.now() + _LONGEST_WAIT
        waiting = _Waiting(outcome.call, outcome.file, missing, connection.signed_in_at, until)
        self._waiting[connection.id] = waiting
        return missing

    def cancel(self, connection_id: str) -> None:
        """End a call; a renewal it began goes on."""
        task = self._tasks.pop(connection_id, None)
        if task is not None:
            task.cancel()
            self.changed.emit(connection_id)

    def drop_waiting(self, connection_id: str) -> None:
        """Do not make the call that waits."""
        if self._waiting.pop(connection_id, None) is not None:
            self.changed.emit(connection_id)

    async def _call(self, connection_id: str, call: ApiCall, path: Path | None) -> ApiAnswer:
        if path is None:
            return await self._desk.console.send(connection_id, call)
        async with AnswerFile(path) as file:
            return await self._desk.console.send(connection_id, call, sink=file.take)

    def _on_answer(
        self, connection_id: str, call: ApiCall, file: Path | None, allowed: tuple[str, ...], answer: ApiAnswer
    ) -> None:
        self._settle(connection_id, Outcome(call, answer, file=file, allowed=allowed))

    def _on_error(self, connection_id: str, call: ApiCall, error: DeskError) -> None:
        waits = error.kind is Kind.SIGN_IN_NEEDED
        if waits:
            self._waiting[connection_id] = _Waiting(call)
        self._settle(connection_id, Outcome(call, error=error))
        if waits:
            self.sign_in_needed.emit(connection_id)

    def _settle(self, connection_id: str, outcome: Outcome) -> None:
        self._tasks.pop(connection_id, None)
        self._outcomes.pop(connection_id, None)
        self._outcomes[connection_id] = outcome
        while len(self._outcomes) > _KEPT:
            del self._outcomes[next(iter(self._outcomes))]
        self.changed.emit(connection_id)

    def _on_changed(self, connection: Connection) -> None:
        waiting = self._waiting.get(connection.id)
        if waiting is not None and waiting.is_due(connection, self._desk.clock.now()):
            self.make(connection.id, waiting.call, waiting.file, allowed=waiting.more)

    def _forget(self, connection_id: str) -> None:
        self.cancel(connection_id)
        self._waiting.pop(connection_id, None)
        self._outcomes.pop(connection_id, None)

    def _forget_all(self) -> None:
        for connection_id in {*self._tasks, *self._waiting, *self._outcomes}:
            self._forget(connection_id)
            self.changed.emit(connection_id)
