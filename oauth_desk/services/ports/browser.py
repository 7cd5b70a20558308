"""The system browser, and the callback it comes back to."""

from dataclasses import dataclass
from typing import Protocol


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
