"""One sign-in at a time, as gestures and signals: used by the wizard and by the reconnect dialog."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from oauth_desk.domain.browser_choice import BrowserChoice
from oauth_desk.domain.errors import DeskError
from oauth_desk.services.desk import Desk
from oauth_desk.services.sign_in import SignInPlan, SignInSession
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.latest import LatestTask

_CANCELLED = "cancelled"


class SignInFlow(QObject):
    """Begins a sign-in, waits for its end, and hands on what the person does meanwhile.

    ``begun`` carries the SignInSession once the browser is open, ``finished`` the
    Connection, ``failed`` the DeskError. A sign-in that was cancelled says nothing.
    ``opened`` carries the session that a browser shows once more.
    """

    begun = Signal(object)
    finished = Signal(object)
    failed = Signal(object)
    paste_refused = Signal(object)
    opened = Signal(object)

    def __init__(self, desk: Desk, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._bridge = bridge
        self._work = LatestTask(self)
        self._session: SignInSession | None = None
        self._ending: asyncio.Task[None] | None = None
        self._turn = 0

    @property
    def session(self) -> SignInSession | None:
        """Return the sign-in that waits for the person; None while there is none."""
        return self._session

    @property
    def running(self) -> bool:
        """Tell whether a sign-in is under way."""
        return self._work.running

    @property
    def seconds_left(self) -> float:
        """Return how long it will wait at most."""
        if self._session is None:
            return 0.0
        return max(0.0, self._session.deadline - self._desk.clock.monotonic())

    def start(self, prepare: Callable[[], Awaitable[SignInPlan]]) -> None:
        """Begin what ``prepare`` plans; a sign-in under way is ended first."""
        self.cancel()
        self._turn += 1
        work = self._run(prepare, self._turn)
        self._work.hold(self._bridge.start(work, "sign in", on_error=partial(self._on_failed, self._turn)))

    def cancel(self) -> None:
        """End the sign-in; nothing is stored, nothing is told."""
        session, self._session = self._session, None
        if session is None:
            self._work.cancel()
            return
        self._work.release()
        self._ending = self._bridge.start(session.cancel(), "cancel a sign-in")

    def open_again(self, choice: BrowserChoice | None = None) -> None:
        """Show the sign-in page in the browser once more, in another one where it is chosen."""
        session = self._session
        if session is not None:
            self._bridge.start(
                session.open_again(choice),
                "open again",
                on_done=lambda _: self.opened.emit(session),
                on_error=self.paste_refused.emit,
            )

    def paste(self, text: str) -> None:
        """Take the address that the browser ended on."""
        if self._session is not None:
            self._bridge.start(self._session.paste(text), "paste", on_error=self.paste_refused.emit)

    async def _run(self, prepare: Callable[[], Awaitable[SignInPlan]], turn: int) -> None:
        if self._ending is not None:
            # A service may allow one port alone: the sign-in before has to let go of it.
            await asyncio.wait({self._ending})
        session = await self._desk.sign_in.begin(await prepare())
        self._session = session
        self.begun.emit(session)
        with self._desk.locking.last_use.lasting():
            connection = await session.wait()
        if turn == self._turn and self._session is session:
            self._session = None
            self.finished.emit(connection)

    def _on_failed(self, turn: int, error: DeskError) -> None:
        if turn == self._turn and error.code != _CANCELLED:
            self._session = None
            self.failed.emit(error)
