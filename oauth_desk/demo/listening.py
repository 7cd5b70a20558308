"""The socket and the HTTP server under the demo: loopback only, able to cut a connection on purpose."""

import asyncio
import contextlib
import ipaddress
import socket
import sys
from collections.abc import Callable, Iterator
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol

from oauth_desk.demo.answers import DROP_EXTENSION
from oauth_desk.services.ports import PortTaken

LOOPBACK = "127.0.0.1"


def bind(host: str, port: int) -> socket.socket:
    """Return a listening socket; refuse any address beyond loopback; raise PortTaken. Port 0: any."""
    address = ipaddress.ip_address(host)
    if not address.is_loopback:
        raise ValueError("The demo service only listens on this computer's loopback address.")
    listener = socket.socket(socket.AF_INET6 if address.version == 6 else socket.AF_INET)  # noqa: PLR2004
    try:
        # On Windows SO_REUSEADDR would let another program take the port over; elsewhere it only skips TIME_WAIT.
        exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None) if sys.platform == "win32" else None
        listener.setsockopt(socket.SOL_SOCKET, exclusive or socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except (OSError, OverflowError):
        listener.close()
        raise PortTaken(port) from None
    return listener


class DroppingProtocol(H11Protocol):
    """Offers the application a way to cut the connection without an answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.app = self._with_drop(self.app)

    def _with_drop(self, app: ASGIApp) -> ASGIApp:
        async def offered(scope: Scope, receive: Receive, send: Send) -> None:
            scope.setdefault("extensions", {})[DROP_EXTENSION] = self.transport.abort
            await app(scope, receive, send)

        return offered


class ListeningServer(Server):
    """uvicorn on our own socket."""

    def __init__(self, app: ASGIApp, *, started: Callable[[], None]) -> None:
        super().__init__(
            Config(
                app,
                http=DroppingProtocol,
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                log_level="error",
                server_header=False,
                timeout_graceful_shutdown=2,
                limit_concurrency=512,
            )
        )
        self._on_started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell that requests are answered from now on."""
        await super().startup(sockets)
        self._on_started()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to whoever runs the server: uvicorn's own way raises them again at the end."""
        yield

    def run_until_stopped(self, listener: socket.socket) -> None:
        """Serve on a loop of its own."""
        asyncio.run(self.serve(sockets=[listener]))
