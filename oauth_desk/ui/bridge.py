"""Where the core's events become Qt signals, and gestures become tasks."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.events import (
    ActivityLogged,
    ConnectionAdded,
    ConnectionChanged,
    ConnectionRemoved,
    Event,
    ReconnectNeeded,
    Resumed,
    SaveFailed,
    SaveRecovered,
    VaultLocked,
    VaultOpened,
)
from oauth_desk.services.book import Book
from oauth_desk.services.tasks import TaskScope
from oauth_desk.ui.ticker import Ticker

logger = logging.getLogger(__name__)

T = TypeVar("T")


class Bridge(QObject):
    """Every page hears of the core through these signals, and acts on it through ``start``.

    ``error_raised`` carries the DeskError of a gesture whose page did not take it.
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
    resumed = Signal(float)
    error_raised = Signal(object)

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
        match event:
            case ConnectionAdded(connection):
                self.connection_added.emit(connection)
            case ConnectionChanged(connection):
                self.connection_changed.emit(connection)
            case ConnectionRemoved(connection_id):
                self.connection_removed.emit(connection_id)
            case ReconnectNeeded(connection):
                self.reconnect_needed.emit(connection)
            case SaveFailed(connection, detail):
                self.save_failed.emit(connection, detail)
            case SaveRecovered(connection):
                self.save_recovered.emit(connection)
            case ActivityLogged(entry):
                self.activity_logged.emit(entry)
            case VaultLocked():
                self.vault_locked.emit()
            case VaultOpened():
                self.vault_opened.emit()
            case Resumed(seconds):
                self.resumed.emit(seconds)


def _alive(callback: Callable[..., object]) -> bool:
    """Tell whether the widget that a bound method belongs to still exists."""
    owner = getattr(callback, "__self__", None)
    return not isinstance(owner, QObject) or isValid(owner)


def _unexpected() -> DeskError:
    return DeskError(
        "unexpected",
        "Something went wrong inside the program.",
        detail="Your connections are as they were.",
        advice="Try again; if it happens again, the log tells more.",
    )
