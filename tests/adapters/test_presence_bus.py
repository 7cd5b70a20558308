"""Screen and sleep as a real message bus tells of them."""

import asyncio
import contextlib
import os
import socket
import subprocess
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from jeepney import DBusAddress, MessageType, new_error, new_method_return, new_signal  # type: ignore[import-untyped]
from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]
from jeepney.io.blocking import DBusConnection, open_dbus_connection  # type: ignore[import-untyped]

from oauth_desk.adapters.presence import SystemPresence
from oauth_desk.adapters.presence_bus import BusSignals
from oauth_desk.services.ports import Sign

LOGIN = "org.freedesktop.login1"
SESSION = "/org/freedesktop/login1/session/_31"


class Service:
    """A program on the bus that answers calls and sends signals."""

    def __init__(self, address: str, name: str, answers: dict[str, Callable[[], tuple[str, tuple[Any, ...]]]]) -> None:
        self.calls: list[str] = []
        self.answered: list[str] = []
        self._answers = answers
        self._bus: DBusConnection = open_dbus_connection(address, enable_fds=True)
        assert self._bus.send_and_get_reply(message_bus.RequestName(name)).body == (1,)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def signal(self, path: str, interface: str, member: str, signature: str, body: tuple[Any, ...]) -> None:
        """Say something to everybody."""
        self._bus.send(new_signal(DBusAddress(path, interface=interface), member, signature, body))

    def close(self) -> None:
        """Leave the bus."""
        self._bus.sock.shutdown(2)
        self._thread.join(timeout=5)
        self._bus.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                message = self._bus.receive()
                if message.header.message_type is not MessageType.method_call:
                    continue
                member = next(value for field, value in message.header.fields.items() if field.name == "member")
                self.calls.append(member)
                if member in self._answers:
                    self._bus.send(new_method_return(message, *self._answers[member]()))
                    self.answered.append(member)
                else:
                    self._bus.send(new_error(message, "org.example.No"))


@dataclass(frozen=True)
class Bus:
    """A message bus."""

    address: str
    process: subprocess.Popen[str]


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    """Start a bus that is the session's and the system's at once."""
    folder = tmp_path / "b"
    folder.mkdir()
    process = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1", f"--address=unix:path={folder}/s"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
    monkeypatch.delenv("XDG_SESSION_ID", raising=False)
    yield Bus(address, process)
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.fixture
async def signs(bus: Bus) -> AsyncIterator[tuple[asyncio.Queue[Sign], asyncio.Event, "asyncio.Task[None]"]]:
    """Listen; the event lets go of the one who acts on a sign."""
    heard: asyncio.Queue[Sign] = asyncio.Queue()
    acted = asyncio.Event()

    async def on_sign(sign: Sign) -> None:
        heard.put_nowait(sign)
        await acted.wait()

    watching = asyncio.ensure_future(SystemPresence(BusSignals).watch(on_sign))
    yield heard, acted, watching
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


async def until(what: Callable[[], object]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(20):
        while not what():
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("interface", ["org.gnome.ScreenSaver", "org.freedesktop.ScreenSaver", "org.xfce.ScreenSaver"])
async def test_the_screen_locks(bus: Bus, signs: Any, interface: str) -> None:
    """Each desktop's screen saver is heard, whoever it is."""
    heard, acted, _ = signs
    acted.set()
    saver = Service(bus.address, interface, {})
    path = f"/{interface.replace('.', '/')}"
    # Whether anybody listens yet is not to be seen from here: it is said until it is heard.
    async with asyncio.timeout(20):
        while heard.empty():
            saver.signal(path, interface, "ActiveChanged", "b", (True,))
            await asyncio.sleep(0.05)
    saver.signal(path, interface, "ActiveChanged", "b", (False,))
    async with asyncio.timeout(20):
        while await heard.get() is not Sign.SCREEN_UNLOCKED:
            pass
    saver.close()


def listening(threads: int) -> bool:
    """Tell whether so many buses are listened to."""
    return sum(each.name in ("presence SESSION", "presence SYSTEM") for each in threading.enumerate()) == threads


class Login(Service):
    """logind: sleep, delay locks, one session."""

    def __init__(self, address: str) -> None:
        self.pipes: list[tuple[int, int]] = []
        self._closed: set[tuple[int, int]] = set()
        super().__init__(address, LOGIN, {"Inhibit": self._inhibit, "GetSessionByPID": lambda: ("o", (SESSION,))})

    def _inhibit(self) -> tuple[str, tuple[Any, ...]]:
        self.pipes.append(os.pipe())
        return "h", (self.pipes[-1][1],)

    @property
    def given(self) -> int:
        """Return how many delay locks have been sent."""
        return self.answered.count("Inhibit")

    def is_let_go(self) -> bool:
        """Tell whether the newest delay lock was given back: then nobody holds the writing end."""
        reading, writing = self.pipes[-1]
        if self.pipes[-1] not in self._closed:
            # Once only: the number may be given to somebody else's end afterwards, even to the one that is held.
            self._closed.add(self.pipes[-1])
            os.close(writing)
        os.set_blocking(reading, False)
        try:
            return os.read(reading, 1) == b""
        except BlockingIOError:
            return False

    def sleeping(self, going: bool) -> None:
        """Say that the computer is about to sleep, or awake again."""
        self.signal("/org/freedesktop/login1", f"{LOGIN}.Manager", "PrepareForSleep", "b", (going,))


@pytest.fixture
def login(bus: Bus) -> Iterator[Login]:
    """Start a logind."""
    made = Login(bus.address)
    yield made
    made.close()


async def test_sleep_waits_until_everybody_has_acted(login: Login, signs: Any) -> None:
    """The delay lock is held until the lock is done, and taken again after the sleep."""
    heard, acted, _ = signs
    await until(lambda: login.given == 1)
    assert not login.is_let_go()
    login.sleeping(True)
    assert await asyncio.wait_for(heard.get(), 20) is Sign.SLEEPING
    assert not login.is_let_go()
    acted.set()
    await until(login.is_let_go)
    login.sleeping(False)
    assert await asyncio.wait_for(heard.get(), 20) is Sign.WOKE
    await until(lambda: login.given == 2)
    assert not login.is_let_go()


async def test_the_session_locks_and_is_switched(login: Login, signs: Any) -> None:
    """A Lock from logind counts, and so does another user's turn; another session's does not."""
    heard, acted, _ = signs
    acted.set()
    await until(lambda: login.given == 1)
    login.signal("/org/freedesktop/login1/session/_32", f"{LOGIN}.Session", "Lock", "", ())
    login.signal(SESSION, f"{LOGIN}.Session", "Lock", "", ())
    login.signal(SESSION, f"{LOGIN}.Session", "Unlock", "", ())
    changed = (f"{LOGIN}.Session", {"Active": ("b", False)}, [])
    login.signal(SESSION, "org.freedesktop.DBus.Properties", "PropertiesChanged", "sa{sv}as", changed)
    expected = [Sign.SCREEN_LOCKED, Sign.SCREEN_UNLOCKED, Sign.SCREEN_LOCKED]
    assert [await asyncio.wait_for(heard.get(), 20) for _ in expected] == expected
    await asyncio.sleep(0)
    assert heard.empty()


async def test_idle_as_gnome_tells_it(bus: Bus) -> None:
    """GNOME's compositor tells milliseconds; where it is not, nobody is started to ask."""
    presence = SystemPresence(BusSignals)
    assert await presence.idle_seconds() is None
    mutter = Service(bus.address, "org.gnome.Mutter.IdleMonitor", {"GetIdletime": lambda: ("t", (61_500,))})
    assert await presence.idle_seconds() == 61.5
    mutter.close()
    assert await presence.idle_seconds() is None


async def test_no_bus_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system without a bus tells nothing, and that is no error."""
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere")
    presence = SystemPresence(BusSignals)
    assert await presence.idle_seconds() is None

    async def on_sign(_: Sign) -> None:
        pytest.fail("nobody spoke")

    watching = asyncio.ensure_future(presence.watch(on_sign))
    await asyncio.sleep(0.1)
    assert not watching.done()
    watching.cancel()


async def test_listening_ends_with_the_one_who_listens(login: Login, signs: Any) -> None:
    """Cancelled, both threads end, and the delay lock is given back."""
    _, _, watching = signs
    await until(lambda: login.given == 1)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    await until(lambda: listening(0))
    assert login.is_let_go()


async def test_a_bus_that_ends_is_no_trouble(bus: Bus, signs: Any) -> None:
    """A bus that goes away ends the listening quietly."""
    _, _, watching = signs
    await until(lambda: listening(2))
    bus.process.kill()
    await until(lambda: listening(0))
    assert not watching.done()


def test_a_bus_that_ends_while_it_is_greeted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bus that lets us in and is gone before it says who we are leaves no open socket behind."""
    place = tmp_path / "s"
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={place}")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(place))
        listener.listen()
        before = open_sockets()
        greeting = threading.Thread(target=greet_and_go, args=(listener,))
        greeting.start()
        assert BusSignals().idle_seconds() is None
        greeting.join(timeout=10)
        assert open_sockets() == before


def greet_and_go(listener: socket.socket) -> None:
    """Play a bus up to the end of its authentication."""
    visitor, _ = listener.accept()
    with visitor:
        visitor.recv(1024)
        visitor.sendall(b"OK 0123456789abcdef0123456789abcdef\r\n")
        while b"BEGIN" not in visitor.recv(1024):
            pass


def open_sockets() -> int:
    """Count the sockets of this process."""
    found = 0
    for link in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # the folder's own, gone by now
            found += str(link.readlink()).startswith("socket:")
    return found


async def test_a_system_that_cannot_be_asked() -> None:
    """What is missing on this system is told by silence."""

    def find() -> BusSignals:
        raise ImportError

    assert await SystemPresence(find).idle_seconds() is None

    async def on_sign(_: Sign) -> None: ...

    await SystemPresence(find).watch(on_sign)
