"""Watches the sockets of this process with an audit hook: nothing is replaced, nothing can be forgotten."""

import ipaddress
import socket
import sys
from typing import Any, Final

_WATCHED: Final = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo"})


class BeyondLoopback(RuntimeError):
    """A test tried to leave this machine."""


class LoopbackGuard:
    """Refuses what would leave this machine, and remembers it for the test's verdict."""

    def __init__(self) -> None:
        self._seen: list[str] = []

    def install(self) -> None:
        """Start watching; there is no way to stop."""
        sys.addaudithook(self._on_event)

    def forget(self) -> list[str]:
        """Return what was refused since the last call."""
        seen, self._seen = self._seen, []
        return seen

    def _on_event(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in _WATCHED:
            return
        host = _name(arguments[0]) if event == "socket.getaddrinfo" else _host(arguments[1])
        if host is None or _is_loopback(host):
            return
        if host.endswith(".invalid"):  # RFC 6761 §6.4: never resolves; answered here, so that no resolver is asked
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        self._seen.append(host)
        raise BeyondLoopback(host)


def _host(address: Any) -> str | None:
    """Return the host of an internet address; None for other families and for a connected socket."""
    match address:
        case (str(host), int(), *_):
            return host
        case _:
            return None


def _name(host: str | bytes | None) -> str | None:
    return host.decode(errors="replace") if isinstance(host, bytes) else host


def _is_loopback(host: str) -> bool:
    if host in {"", "localhost"} or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False
