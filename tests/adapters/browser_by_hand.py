"""A browser made of one socket, and what it calls for."""

import asyncio
from typing import Self
from urllib.parse import urlsplit

from oauth_desk.adapters.loopback import CallbackServer
from oauth_desk.services.ports import CallbackPage

PAGE = CallbackPage("Connected & <well>", "Close “this” tab.", good=True)
CANARY = "CANARY-9d1c"


class Browser:
    """One connection to a listener, by hand."""

    def __init__(self, listener: CallbackServer) -> None:
        self._parts = urlsplit(listener.redirect_uri)
        self.host = self._parts.netloc

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection(self._parts.hostname, self._parts.port)
        return self

    async def __aexit__(self, *_error: object) -> None:
        self._writer.close()

    def send(self, text: str) -> None:
        """Send bytes."""
        self._writer.write(text.encode("latin-1"))

    def ask(self, target: str, method: str = "GET", host: str | None = None, headers: str = "") -> None:
        """Send a request; ``headers`` are whole lines."""
        self.send(f"{method} {target} HTTP/1.1\r\nHost: {host or self.host}\r\n{headers}\r\n")

    async def answer(self) -> str:
        """Return everything that comes until the server hangs up."""
        return (await asyncio.wait_for(self._reader.read(), 5)).decode()


def status(answer: str) -> int:
    """Return the status of an answer, 0 where there is none."""
    return int(answer.split(" ", 2)[1]) if answer else 0
