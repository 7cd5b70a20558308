"""Screen, sleep and idling on desktops with D-Bus: the screen savers of the session, logind, and GNOME's idle clock.

A locked screen is told by the screen saver (GNOME, KDE, Cinnamon, MATE, Xfce) or by
logind's ``Lock``, which every other locker obeys; a switched user by the session
that is no longer active. A sleep is told by logind, which waits for us as long as we
hold its delay lock. How long nobody touched the computer only GNOME's compositor
says in a known unit (KDE's answer to ``GetSessionIdleTime`` comes in milliseconds,
the specification says seconds: it is not asked).
"""

import contextlib
import logging
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, Final

from jeepney import (  # type: ignore[import-untyped]
    DBusAddress,
    MatchRule,
    Message,
    MessageType,
    message_bus,
    new_method_call,
)
from jeepney.bus import get_bus  # type: ignore[import-untyped]
from jeepney.io.blocking import DBusConnection, prep_socket  # type: ignore[import-untyped]

from oauth_desk.adapters.signs import Tell
from oauth_desk.services.ports import Sign

_ANSWER_SECONDS: Final = 2.0
_SAVERS: Final = (
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
)
_LOGIN: Final = "org.freedesktop.login1"
_MANAGER: Final = DBusAddress("/org/freedesktop/login1", _LOGIN, f"{_LOGIN}.Manager")
_IDLE: Final = DBusAddress(
    "/org/gnome/Mutter/IdleMonitor/Core", "org.gnome.Mutter.IdleMonitor", "org.gnome.Mutter.IdleMonitor"
)
_PROPERTIES: Final = "org.freedesktop.DBus.Properties"
_TROUBLE: Final = (OSError, KeyError, ValueError, TypeError, IndexError, RuntimeError, StopIteration, EOFError)
"""No bus, another kind of address, a bus that ends, a service that answers in another shape."""

logger = logging.getLogger(__name__)

Listen = Callable[[DBusConnection, "deque[Message]", Tell], None]


class BusSignals:
    """A Signals on the session's bus and the system's, each with a thread that sleeps until something is said."""

    def __init__(self) -> None:
        self._connections: list[DBusConnection] = []
        self._ended = threading.Event()

    def start(self, tell: Tell) -> None:
        """Listen on both buses, as far as they are there."""
        self._ended.clear()
        for name, listen in (("SESSION", self._listen_to_savers), ("SYSTEM", self._listen_to_logind)):
            threading.Thread(
                target=self._guarded, args=(name, listen, tell), name=f"presence {name}", daemon=True
            ).start()

    def stop(self) -> None:
        """Let both threads end: what they wait on is shut down."""
        self._ended.set()
        for connection in tuple(self._connections):
            with contextlib.suppress(OSError):
                connection.sock.shutdown(2)

    def idle_seconds(self) -> float | None:
        """Ask GNOME's compositor; the service is never started for it."""
        with contextlib.suppress(*_TROUBLE), contextlib.closing(_opened("SESSION")) as bus:
            if _call(bus, message_bus.NameHasOwner(_IDLE.bus_name)) == (True,):
                answer = _call(bus, new_method_call(_IDLE, "GetIdletime"))
                if answer is not None:
                    return float(answer[0]) / 1000
        return None

    # --- on the threads --------------------------------------------------------

    def _guarded(self, name: str, listen: Listen, tell: Tell) -> None:
        try:
            connection = _opened(name, enable_fds=name == "SYSTEM")
        except _TROUBLE as error:
            logger.info("the %s bus cannot be listened to (%s)", name.lower(), type(error).__name__)
            return
        self._connections.append(connection)
        try:
            # What is said while an answer is awaited is kept, too.
            with connection.filter(MatchRule(type="signal"), queue=deque()) as queue:
                if not self._ended.is_set():
                    listen(connection, queue, tell)
        except _TROUBLE as error:
            if not self._ended.is_set():
                logger.info("the %s bus was lost (%s)", name.lower(), type(error).__name__)
        finally:
            self._connections.remove(connection)
            connection.close()

    def _listen_to_savers(self, bus: DBusConnection, queue: "deque[Message]", tell: Tell) -> None:
        for interface in _SAVERS:
            _match(bus, MatchRule(type="signal", interface=interface, member="ActiveChanged"))
        for message in _signals(bus, queue):
            if message.body and message.body[0] is not None:
                tell(Sign.SCREEN_LOCKED if message.body[0] else Sign.SCREEN_UNLOCKED, _nothing)

    def _listen_to_logind(self, bus: DBusConnection, queue: "deque[Message]", tell: Tell) -> None:
        _match(bus, MatchRule(type="signal", interface=_MANAGER.interface, member="PrepareForSleep"))
        session = _own_session(bus)
        if session:
            _match(bus, MatchRule(type="signal", interface=f"{_LOGIN}.Session", path=session))
            _match(bus, MatchRule(type="signal", interface=_PROPERTIES, member="PropertiesChanged", path=session))
        delay = _Delay(bus)
        delay.take()
        try:
            for message in _signals(bus, queue):
                for sign in _judged(message):
                    tell(sign, delay.give_back if sign is Sign.SLEEPING else _nothing)
                    if sign is Sign.WOKE:
                        delay.take()
        finally:
            delay.give_back()


class _Delay:
    """logind's permission to hold up a sleep for some seconds."""

    def __init__(self, bus: DBusConnection) -> None:
        self._bus = bus
        self._held: Any = None

    def take(self) -> None:
        """Ask to be waited for before the next sleep; without an answer it comes unannounced."""
        self.give_back()
        what = ("sleep", "OAuth Desk", "Locks before the computer sleeps", "delay")
        answer = _call(self._bus, new_method_call(_MANAGER, "Inhibit", "ssss", what))
        self._held = None if answer is None else answer[0]

    def give_back(self) -> None:
        """Let it sleep."""
        held, self._held = self._held, None
        if held is not None:
            with contextlib.suppress(*_TROUBLE):
                held.close()


def _opened(name: str, *, enable_fds: bool = False) -> DBusConnection:
    """Connect to a bus, as the library does; it would leave the socket open where the bus ends while it is greeted."""
    sock = prep_socket(get_bus(name), enable_fds, timeout=_ANSWER_SECONDS)
    try:
        return DBusConnection(sock, enable_fds)
    except BaseException:
        sock.close()
        raise


def _judged(message: Message) -> Iterator[Sign]:
    """Return what a signal of logind says."""
    member, body = _field(message, "member"), message.body
    if member == "PrepareForSleep":
        yield Sign.SLEEPING if body[0] else Sign.WOKE
    elif member in ("Lock", "Unlock"):
        yield Sign.SCREEN_LOCKED if member == "Lock" else Sign.SCREEN_UNLOCKED
    elif member == "PropertiesChanged" and body[0] == f"{_LOGIN}.Session":
        active = body[1].get("Active")
        if active is not None:
            yield Sign.SCREEN_UNLOCKED if active[1] else Sign.SCREEN_LOCKED


def _own_session(bus: DBusConnection) -> str:
    """Return the path of the session this program runs in; empty where it runs in none."""
    wanted = os.environ.get("XDG_SESSION_ID")
    asked = (
        new_method_call(_MANAGER, "GetSession", "s", (wanted,))
        if wanted
        else new_method_call(_MANAGER, "GetSessionByPID", "u", (os.getpid(),))
    )
    answer = _call(bus, asked)
    return "" if answer is None else str(answer[0])


def _match(bus: DBusConnection, rule: MatchRule) -> None:
    _call(bus, message_bus.AddMatch(rule))


def _call(bus: DBusConnection, message: Message) -> tuple[Any, ...] | None:
    """Return the body of the answer; None for an error, or none in time."""
    with contextlib.suppress(TimeoutError):
        answer = bus.send_and_get_reply(message, timeout=_ANSWER_SECONDS)
        return None if answer.header.message_type is MessageType.error else answer.body
    return None


def _signals(bus: DBusConnection, queue: "deque[Message]") -> Iterator[Message]:
    """Wait for signals for ever; the bus's own are left out."""
    while True:
        message = bus.recv_until_filtered(queue)
        if _field(message, "interface") != "org.freedesktop.DBus":
            yield message


def _field(message: Message, name: str) -> Any:
    return next((value for field, value in message.header.fields.items() if field.name == name), None)


def _nothing() -> None:
    """Nobody waits."""
