"""What broke a call, out of what the HTTP library and the system raise. The words are ours: theirs quote too much."""

import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from oauth_desk.adapters.proxies import BadProxy
from oauth_desk.adapters.public_network import WORDS, NotPublic
from oauth_desk.adapters.tls import BadTrust
from oauth_desk.services.ports import TransportError, TransportFault

_ALERT: Final = re.compile(r"ALERT_(?:.*CERTIFICATE.*|UNKNOWN_CA|ACCESS_DENIED)")
_ALERTS: Final = {
    "EXPIRED": "the server says that this program’s certificate has ended",
    "REQUIRED": "the server wants a certificate of this program, and none was given",
    "REVOKED": "the server says that this program’s certificate was revoked",
    "UNKNOWN_CA": "the server does not know who made this program’s certificate",
}


@dataclass(slots=True)
class Progress:
    """How far a request came, told by httpcore: the proof that nothing was sent.

    ``proxied`` requests stand before their proxy until the tunnel through it is ``open``.
    """

    proxied: bool = False
    open: bool = False
    sent: bool = False
    in_handshake: bool = False

    async def __call__(self, event: str, info: dict[str, Any]) -> None:
        """Take one of httpcore's trace events."""
        whose, _, step = event.partition(".")
        if step == "start_tls.started":
            self.in_handshake = True
            self.open = self.open or whose == "proxy"
        elif step == "start_tls.complete":
            self.in_handshake = False
        elif step == "send_request_headers.started":
            # A proxy's CONNECT is not yet our request.
            self.sent = self.sent or info["request"].method != b"CONNECT"
        elif step == "send_request_headers.failed" and type(info["exception"]).__name__ == "LocalProtocolError":
            self.sent = False  # h11 refused it before writing

    @property
    def before_proxy(self) -> bool:
        """Tell whether whatever breaks now is between this computer and its proxy."""
        return self.proxied and not self.open and not self.sent


class Broken(Enum):
    """What kind of error the HTTP library raised."""

    OTHER = "other"
    TIMEOUT = "timeout"
    MALFORMED = "malformed"
    NOT_HTTP = "not HTTP"
    BY_PROXY = "by the proxy"


def transport_error(error: Exception, kind: Broken, progress: Progress) -> TransportError:
    """Name what broke."""
    fault, words = _own_fault(error) or _fault(error, kind, progress)
    # A certificate is refused before anybody reads the request behind it (RFC 8446 §4.4.2.4).
    return TransportError(fault, words, sent=progress.sent and fault is not TransportFault.CERTIFICATE)


def _own_fault(error: Exception) -> tuple[TransportFault, str] | None:
    """Name what this program itself found before it called."""
    if isinstance(error, BadTrust):
        return TransportFault.TLS, str(error)
    if isinstance(error, BadProxy):
        return TransportFault.PROXY, str(error)
    return None


def _fault(error: Exception, kind: Broken, progress: Progress) -> tuple[TransportFault, str]:
    if kind is Broken.MALFORMED:
        return TransportFault.BAD_REQUEST, "the request cannot be sent as it is"
    if kind is Broken.BY_PROXY:
        return _proxy_said(str(error).partition(" ")[0])
    if progress.before_proxy:
        return _proxy_fault(error, kind)
    if kind is Broken.TIMEOUT:
        return TransportFault.TIMEOUT, "no answer in time" if progress.sent else "no connection in time"
    return _protocol_fault(error) if kind is Broken.NOT_HTTP else _network_fault(error, progress)


def _proxy_said(status: str) -> tuple[TransportFault, str]:
    """Tell what a proxy answered instead of opening a way (RFC 9110 §9.3.6, §15.5.8)."""
    if status == "407":
        return TransportFault.PROXY_SIGN_IN, "the proxy wants a user name and password, or does not take those given"
    if status in {"502", "503", "504"}:
        return TransportFault.PROXY, f"the proxy cannot reach the server (status {status})"
    told = f" (status {status})" if status.isascii() and status.isdigit() else ""
    return TransportFault.PROXY, f"the proxy refuses to pass it on{told}"


def _proxy_fault(error: Exception, kind: Broken) -> tuple[TransportFault, str]:
    if kind is Broken.TIMEOUT:
        return TransportFault.PROXY, "the proxy does not answer in time"
    for cause in _causes(error):
        if isinstance(cause, NotPublic):
            return TransportFault.NOT_PUBLIC, WORDS
        if isinstance(cause, socket.gaierror):
            return TransportFault.PROXY, "the name of the proxy was not found"
        if isinstance(cause, ConnectionRefusedError):
            return TransportFault.PROXY, "the proxy refuses connections"
        if isinstance(cause, ssl.SSLError):
            return TransportFault.PROXY, "no secure connection to the proxy could be made"
    return TransportFault.PROXY, "the proxy cannot be reached"


def _protocol_fault(error: Exception) -> tuple[TransportFault, str]:
    if "disconnected" in str(error) or "closed connection" in str(error):
        return TransportFault.DISCONNECTED, "the connection was cut before the answer was complete"
    return TransportFault.OTHER, "the answer is not HTTP"


def _network_fault(error: Exception, progress: Progress) -> tuple[TransportFault, str]:
    for cause in _causes(error):
        if isinstance(cause, NotPublic):
            return TransportFault.NOT_PUBLIC, WORDS
        known = _system_fault(cause)
        if known is not None:
            return known
    if progress.in_handshake:
        return TransportFault.TLS, "the connection was cut while it was being secured"
    if progress.sent:
        return TransportFault.DISCONNECTED, "the connection was cut before the answer was complete"
    return TransportFault.OTHER, "the server cannot be reached"


def _system_fault(cause: BaseException) -> tuple[TransportFault, str] | None:
    if isinstance(cause, (ssl.SSLWantReadError, ssl.SSLWantWriteError)):
        return None  # waiting, and no trouble
    if isinstance(cause, ssl.SSLCertVerificationError):
        return TransportFault.TLS, f"the certificate is not trusted: {cause.verify_message or 'no reason given'}"
    if isinstance(cause, ssl.SSLError):
        return _tls_fault(cause.reason or "")
    if isinstance(cause, socket.gaierror):
        return TransportFault.DNS, "the name of the server was not found"
    if isinstance(cause, ConnectionRefusedError):
        return TransportFault.REFUSED, "the server refuses connections"
    return None


def _tls_fault(reason: str) -> tuple[TransportFault, str]:
    """Tell a server that refuses this program's certificate from other trouble, by its alert (RFC 8446 §6.2)."""
    if not _ALERT.search(reason):
        return TransportFault.TLS, "no secure connection could be made"
    told = next((words for piece, words in _ALERTS.items() if piece in reason), None)
    return TransportFault.CERTIFICATE, told or "the server does not take this program’s certificate"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and all that led to it, the branches of groups included."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        current = waiting.pop()
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        waiting += [current.__context__, current.__cause__]
        if isinstance(current, BaseExceptionGroup):
            waiting += current.exceptions
