"""The system browser, the browsers there are, and the callback they come back to."""

from dataclasses import dataclass
from typing import Protocol

from oauth_desk.domain.browser_choice import BrowserChoice, FoundBrowser


class BrowserError(Exception):
    """No browser could be started."""


class BrowserGone(BrowserError):
    """The browser or the profile that was chosen is not there, or does not start; another may."""


class Browser(Protocol):
    """The system browser, or another one of this computer."""

    async def open(self, url: str, choice: BrowserChoice | None = None) -> None:
        """Show ``url`` where the system would, or in what was chosen; raise BrowserError, BrowserGone for a choice."""
        ...


class BrowserFinder(Protocol):
    """Looks for the browsers of this computer."""

    async def find(self) -> tuple[FoundBrowser, ...]:
        """Return the browsers with their profiles, as they are now; what cannot be read is left out."""
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
