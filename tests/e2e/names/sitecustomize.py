"""A name server and an internet of the tests' own, at the sockets' level; everything stays on this machine.

``TEST_NAMES`` is JSON: name → [address, port]. A name is looked up here; what connects
to its address arrives at the port on loopback, where there is one, and is told that
the address answered.
"""

import _socket
import json
import os
import socket
from typing import Any

from tests.loopback_guard import LoopbackGuard

NAMES: dict[str, tuple[str, int | None]] = json.loads(os.environ["TEST_NAMES"])
PORTS = {address: port for address, port in NAMES.values() if port is not None}
_real = socket.getaddrinfo


def getaddrinfo(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
    """Look up the tests' names here, and all others where they would be."""
    name = host.decode() if isinstance(host, bytes) else host
    if name not in NAMES and name not in PORTS:
        return _real(host, port, *args, **kwargs)
    address = NAMES[name][0] if name in NAMES else name
    return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, int(port or 0)))]


def connect(self: socket.socket, address: Any) -> None:
    """Arrive on loopback."""
    host = address[0] if isinstance(address, tuple) else None
    _socket.socket.connect(self, ("127.0.0.1", PORTS[host]) if host in PORTS else address)


def getpeername(self: socket.socket) -> Any:
    """Tell the address that was connected to."""
    found = _socket.socket.getpeername(self)
    meant = {port: address for address, port in PORTS.items()}
    return (meant[found[1]], 443) if isinstance(found, tuple) and found[1] in meant else found


socket.getaddrinfo = getaddrinfo
socket.socket.connect = connect  # type: ignore[method-assign]
socket.socket.getpeername = getpeername  # type: ignore[method-assign]
LoopbackGuard().install()
