"""Listening sockets on this computer alone (NORMS C21, RFC 8252 §7.3, §8.3)."""

import errno
import socket
import sys
from contextlib import ExitStack
from typing import Final

from oauth_desk.services.ports import PortTaken

BACKLOG: Final = 16
_TRIES: Final = 20
_LITERALS: Final = {"127.0.0.1": ("127.0.0.1",), "::1": ("::1",), "localhost": ("127.0.0.1", "::1")}
_TAKEN: Final = (errno.EADDRINUSE, errno.EACCES)
_NO_FAMILY: Final = (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EPROTONOSUPPORT)


def is_loopback_literal(host: str) -> bool:
    """Tell whether ``host`` is one that may be listened on."""
    return host in _LITERALS


def bind(host: str, port: int | None) -> list[socket.socket]:
    """Return listening sockets for ``host``, by literal; None: any port; raise PortTaken, OSError.

    ``localhost`` means both families on one port, since a browser may try either;
    where this computer has no IPv6, IPv4 alone.
    """
    literals = _LITERALS[host]
    if port is not None:
        return _bind_all(literals, port)
    for _ in range(_TRIES):
        try:
            return _bind_all(literals, 0)
        except PortTaken:  # the port that the first family got is taken in the second
            continue
    raise OSError(errno.EADDRINUSE, "no port is free in both families")


def _bind_all(literals: tuple[str, ...], port: int) -> list[socket.socket]:
    with ExitStack() as undo:
        sockets: list[socket.socket] = []
        for literal in literals:
            bound = _bind_one(literal, port, optional=bool(sockets))
            if bound is not None:
                undo.callback(bound.close)
                sockets.append(bound)
                port = bound.getsockname()[1]
        undo.pop_all()
        return sockets


def _bind_one(literal: str, port: int, *, optional: bool) -> socket.socket | None:
    family = socket.AF_INET6 if ":" in literal else socket.AF_INET
    try:
        listening = socket.socket(family, socket.SOCK_STREAM)
    except OSError:
        if optional:
            return None
        raise
    try:
        _keep_exclusive(listening, family)
        listening.bind((literal, port))
        listening.listen(BACKLOG)
        listening.setblocking(False)  # noqa: FBT003 - the socket module's own signature
    except OSError as error:
        listening.close()
        if optional and error.errno in _NO_FAMILY:
            return None
        if error.errno in _TAKEN:
            raise PortTaken(port) from None
        raise
    return listening


def _keep_exclusive(listening: socket.socket, family: socket.AddressFamily) -> None:
    """Let nobody share the port, yet take it again although old connections linger."""
    if sys.platform == "win32":
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        # On POSIX this frees a port from TIME_WAIT and does not allow a second listener.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
