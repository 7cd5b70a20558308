"""A sign-in under way, from the browser's start to a stored connection."""

import asyncio
import contextlib
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from oauth_desk.domain.browser_choice import USUAL, BrowserChoice
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Remedy
from oauth_desk.domain.service import Service
from oauth_desk.services import callback_pages
from oauth_desk.services.enrolment import Enrolment, Order
from oauth_desk.services.ports import Browser, BrowserError, BrowserGone, CallbackPage, Clock
from oauth_desk.services.tasks import TaskScope
from oauth_desk.services.trace import Tracer
from oauth_desk.services.who import Proof
from oauth_desk.services.wording import duration

T = TypeVar("T")


class Way(Protocol):
    """How a person's consent reaches this program, and is turned into tokens."""

    url: str
    redirect_uri: str
    user_code: str | None

    async def address(self) -> str:
        """Return an address for one visit of the browser, from now on the ``url``; raise DeskError."""
        ...

    async def consent(self) -> None:
        """Wait until the person has consented; raise DeskError where not."""
        ...

    async def redeem(self) -> Proof:
        """Turn the consent into tokens, once; raise DeskError."""
        ...

    def paste(self, text: str) -> None:
        """Take the address that the browser ended on; raise DeskError ``bad_paste``."""
        ...

    async def tell(self, page: CallbackPage) -> None:
        """Show ``page`` in the browser that waits for one, if any."""
        ...

    async def close(self) -> None:
        """Stop listening."""
        ...


class SignInCancelled(DeskError):
    """The person, or the end of the program, stopped a sign-in."""

    def __init__(self) -> None:
        super().__init__("cancelled", "The sign-in was cancelled.", detail="Nothing was stored.")


def timed_out(seconds: float) -> DeskError:
    """Return the error for a person who did not come back in time."""
    return DeskError(
        "timed_out",
        f"The sign-in was not finished within {duration(seconds)}.",
        detail="Nothing was stored.",
        advice="Try again; the time starts anew.",
        remedy=Remedy.RETRY,
    )


def no_browser() -> DeskError:
    """Return the error for a system without a browser."""
    return DeskError(
        "no_browser",
        "No browser could be started.",
        advice="Copy the link and open it in a browser, on this computer or another.",
    )


class SignInSession:
    """One sign-in that waits for a person. ``wait`` or ``cancel`` ends it; it is used once.

    ``deadline`` is on the monotonic clock. ``browser_failed`` asks the person to
    copy the link. ``browser_gone`` was chosen and could not be started. ``user_code`` is
    what the device flow has them type.
    """

    def __init__(
        self, *, order: Order, way: Way, enrolment: Enrolment, browser: Browser, clock: Clock, tracer: Tracer
    ) -> None:
        self._order = order
        self._way = way
        self._enrolment = enrolment
        self._browser = browser
        self._clock = clock
        self._tracer = tracer
        self._trace = tracer.current
        self._stopped = asyncio.Event()
        self._waiting = False
        self._ended = asyncio.Event()
        self.deadline = clock.monotonic() + order.plan.timeout
        self.browser_failed = False
        self.browser_gone: BrowserChoice | None = None

    @property
    def url(self) -> str:
        """The address for the browser."""
        return self._way.url

    @property
    def browser(self) -> BrowserChoice:
        """What was chosen to sign in with."""
        return self._order.plan.browser or USUAL

    @property
    def redirect_uri(self) -> str:
        """Where the browser comes back to; empty in the device flow."""
        return self._way.redirect_uri

    @property
    def user_code(self) -> str | None:
        """The code to type on the service's page; None where the browser comes back by itself."""
        return self._way.user_code

    @property
    def service(self) -> Service:
        """The service as used for this sign-in."""
        return self._order.service

    async def wait(self) -> Connection:
        """Return the stored connection; raise DeskError, and then nothing is stored."""
        if self._waiting:
            raise RuntimeError("a sign-in is waited for once")
        self._waiting = True
        try:
            with self._tracer.recording(self._trace):
                return await self._wait()
        except DeskError as error:
            await self._way.tell(callback_pages.failed(error.code))
            await self._enrolment.failed(self._order, error)
            raise
        finally:
            await self._way.close()
            self._ended.set()

    async def paste(self, text: str) -> None:
        """Take the address that the browser ended on; raise DeskError ``bad_paste``."""
        self._way.paste(text)

    async def open_first(self) -> None:
        """Show the address in the browser; where there is none, ``browser_failed`` tells."""
        try:
            await self._show(self.url)
        except BrowserError:
            self.browser_failed = True

    async def open_again(self, choice: BrowserChoice | None = None) -> None:
        """Show the address once more, in another browser where one is chosen; raise DeskError where there is none.

        The connection signs in with another browser from then on.
        """
        if not self.url:
            return
        if choice is not None:
            self._order = replace(self._order, plan=replace(self._order.plan, browser=choice))
        try:
            with self._tracer.recording(self._trace):
                await self._show(await self._way.address())
        except BrowserError as error:
            raise no_browser() from error
        self.browser_failed = False

    async def _show(self, url: str) -> None:
        """Show an address in what was chosen, or in the usual browser where that is gone; raise BrowserError."""
        self.browser_gone = None
        try:
            await self._browser.open(url, self.browser.kept)
        except BrowserGone:
            self.browser_gone = self.browser
            await self._browser.open(url)

    async def cancel(self) -> None:
        """End the sign-in; ``wait`` raises ``cancelled`` unless the connection is stored already."""
        self._stopped.set()
        if self._waiting:
            await self._ended.wait()
        else:
            await self._way.close()

    async def _wait(self) -> Connection:
        await self._unless_stopped(self._way.consent(), until=self.deadline)
        proof = await self._unless_stopped(self._way.redeem())
        connection = await self._enrolment.store(self._order, proof)
        self._tracer.passed(
            "The connection is stored", "the tokens are on the disk, encrypted, before anybody uses them"
        )
        self._tracer.keep(connection.id)
        await self._way.tell(callback_pages.CONNECTED)
        with contextlib.suppress(SignInCancelled):
            # Too late to cancel: the connection is stored; who it is can be learned another time.
            connection = await self._unless_stopped(self._enrolment.introduce(self._order, connection, proof))
        return connection

    async def _unless_stopped(self, work: Coroutine[Any, Any, T], *, until: float | None = None) -> T:
        """Run one step, ended by ``cancel`` or the deadline."""
        scope = TaskScope("sign-in")
        step = scope.start(work, "step")
        stopped = scope.start(self._stopped.wait(), "stop")
        watched: set[asyncio.Task[Any]] = {step, stopped}
        if until is not None:
            watched.add(scope.start(self._clock.sleep(until - self._clock.monotonic()), "deadline"))
        try:
            await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
            if step.done() and not stopped.done():
                return step.result()
            stopping = stopped.done()
        finally:
            await scope.close()
        raise SignInCancelled if stopping else timed_out(self._order.plan.timeout)
