"""Where the core's events become Qt signals, and gestures become tasks."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import fields
from functools import partial
from typing import Any, Final, TypeVar

from PySide6.QtCore import QObject, Signal, SignalInstance
from shiboken6 import isValid

from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.events import (
    ActivityLogged,
    ConnectionAdded,
    ConnectionChanged,
    ConnectionRemoved,
    Event,
    NeededBehindLock,
    OlderCopyFound,
    ReconnectNeeded,
    Resumed,
    SaveFailed,
    SaveRecovered,
    UpdatesFound,
    VaultDamaged,
    VaultFailed,
    VaultLocked,
    VaultOpened,
    VaultRecovered,
)
from oauth_desk.services.book import Book
from oauth_desk.services.tasks import TaskScope
from oauth_desk.ui.ticker import Ticker

logger = logging.getLogger(__name__)

T = TypeVar("T")

_SIGNALS: Final = {
    ConnectionAdded: "connection_added",
    ConnectionChanged: "connection_changed",
    ConnectionRemoved: "connection_removed",
    ReconnectNeeded: "reconnect_needed",
    SaveFailed: "save_failed",
    SaveRecovered: "save_recovered",
    ActivityLogged: "activity_logged",
    VaultLocked: "vault_locked",
    VaultOpened: "vault_opened",
    NeededBehindLock: "needed_behind_lock",
    VaultDamaged: "vault_damaged",
    VaultFailed: "vault_failed",
    VaultRecovered: "vault_recovered",
    OlderCopyFound: "older_copy_found",
    Resumed: "resumed",
    UpdatesFound: "updates_found",
}


class Bridge(QObject):
    """Every page hears of the core through these signals, and acts on it through ``start``.

    ``error_raised`` carries the DeskError of a gesture whose page did not take it,
    ``release_found`` a newer version of the program, whoever asked for it.
    """

    connection_added = Signal(object)
    connection_changed = Signal(object)
    connection_removed = Signal(str)
    reconnect_needed = Signal(object)
    save_failed = Signal(object, str)
    save_recovered = Signal(object)
    activity_logged = Signal(object)
    vault_locked = Signal()
    vault_opened = Signal()
    needed_behind_lock = Signal()
    vault_damaged = Signal(object)
    vault_failed = Signal(object)
    vault_recovered = Signal()
    older_copy_found = Signal()
    resumed = Signal(float)
    updates_found = Signal()
    error_raised = Signal(object)
    release_found = Signal(object)

    def __init__(self, book: Book, tasks: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.ticker = Ticker(self)
        self._unsubscribe = book.subscribe(self._on_event)

    def close(self) -> None:
        """Stop listening to the core."""
        self._unsubscribe()

    def start(
        self,
        work: Coroutine[Any, Any, T],
        name: str,
        *,
        on_done: Callable[[T], object] | None = None,
        on_error: Callable[[DeskError], object] | None = None,
    ) -> "asyncio.Task[None]":
        """Run a gesture's work as a task named ``name``.

        ``on_done`` gets the result, ``on_error`` the DeskError. Neither is called
        once the widget they belong to is gone.
        """
        return self._tasks.start(self._run(work, on_done, on_error), name)

    async def _run(
        self,
        work: Coroutine[Any, Any, T],
        on_done: Callable[[T], object] | None,
        on_error: Callable[[DeskError], object] | None,
    ) -> None:
        try:
            result = await work
        except DeskError as error:
            self._fail(error, on_error)
        except Exception:
            # The end of a task: a mistake in the program is told here, and logged by the scope.
            self._fail(_unexpected(), on_error)
            raise
        else:
            if on_done is not None and _alive(on_done):
                on_done(result)

    def _fail(self, error: DeskError, on_error: Callable[[DeskError], object] | None) -> None:
        if on_error is None:
            self.error_raised.emit(error)
        elif _alive(on_error):
            on_error(error)

    def _on_event(self, event: Event) -> None:
        signal: SignalInstance = getattr(self, _SIGNALS[type(event)])
        signal.emit(*(getattr(event, field.name) for field in fields(event)))


def _alive(callback: Callable[..., object]) -> bool:
    """Tell whether the widget that a bound method belongs to still exists."""
    inner = callback.func if isinstance(callback, partial) else callback
    owner = getattr(inner, "__self__", None)
    return not isinstance(owner, QObject) or isValid(owner)


def _unexpected() -> DeskError:
    return DeskError(
        "unexpected",
        "Something went wrong inside the program.",
        detail="Your connections are as they were.",
        advice="Try again; if it happens again, the log tells more.",
    )
