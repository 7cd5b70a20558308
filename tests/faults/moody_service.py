"""A Secret Service that does what a test wants: ``python -m tests.faults.moody_service MOOD_FILE``.

It speaks the real protocol on the session bus and keeps its items in memory. The
mood file is JSON, read anew with every call: ``locked``; ``prompt``, what the person
at its question does (``accept`` or ``cancel``) ``after`` so many seconds; ``hang``,
for how many seconds it answers nothing at all. Each question it puts is noted in a
file beside the mood's, ``questions``.
"""

import itertools
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from jeepney import DBusAddress, Message, MessageType, message_bus, new_error, new_method_return, new_signal
from jeepney.io.blocking import DBusConnection, Proxy, open_dbus_connection

NAME: Final = "org.freedesktop.secrets"
_ROOT: Final = "/org/freedesktop/secrets"
_PROMPT: Final = f"{_ROOT}/prompt/1"
_COLLECTION: Final = f"{_ROOT}/aliases/default"
_IFACE: Final = "org.freedesktop.Secret."

Reply = tuple[str, tuple[Any, ...]]


class Refused(Exception):
    """An error reply; the argument is its D-Bus name."""


@dataclass
class Item:
    """One entry."""

    attributes: dict[str, str]
    secret: bytes


@dataclass
class Moody:
    """The service's whole state."""

    bus: DBusConnection
    mood_file: Path
    items: dict[str, Item] = field(default_factory=dict)
    numbers: Any = field(default_factory=lambda: itertools.count(1))
    unlocked: bool = False

    def serve(self) -> None:
        """Answer until killed."""
        while True:
            message = self.bus.receive()
            if message.header.message_type is not MessageType.method_call:
                continue
            time.sleep(self.mood().get("hang", 0))
            try:
                signature, body = self.answer(message)
            except Refused as refused:
                self.bus.send(new_error(message, str(refused), "s", ("no",)))
                continue
            self.bus.send(new_method_return(message, signature or None, body))
            if self.member(message) == "Prompt":
                with self.mood_file.with_name("questions").open("a", encoding="utf-8") as noted:
                    noted.write("asked\n")
                self.complete()

    def mood(self) -> dict[str, Any]:
        """Read how it is to behave now."""
        return dict(json.loads(self.mood_file.read_text(encoding="utf-8")))

    @property
    def locked(self) -> bool:
        """Tell whether the collection is locked; a person who accepted has unlocked it for good."""
        return bool(self.mood().get("locked")) and not self.unlocked

    def complete(self) -> None:
        """Let the person at the question do what the mood says, and tell."""
        mood = self.mood()
        time.sleep(mood.get("after", 0))
        accepted = mood.get("prompt") == "accept"
        self.unlocked = self.unlocked or accepted
        address = DBusAddress(_PROMPT, interface=f"{_IFACE}Prompt")
        paths = [_COLLECTION] if accepted else []
        self.bus.send(new_signal(address, "Completed", "bv", (not accepted, ("ao", paths))))

    @staticmethod
    def member(message: Message) -> str:
        """Return the name of the method called."""
        fields = {key.name: value for key, value in message.header.fields.items()}
        return str(fields.get("member"))

    def answer(self, message: Message) -> Reply:
        """Return signature and body of the answer; raise Refused."""
        path = next(value for key, value in message.header.fields.items() if key.name == "path")
        calls: dict[str, Callable[[str, tuple[Any, ...]], Reply]] = {
            "OpenSession": self._open_session,
            "Get": lambda path, body: self._property(path, body[1]),
            "SearchItems": lambda _path, body: ("ao", (self._found(body[0]),)),
            "Unlock": lambda _path, body: ("aoo", ([], _PROMPT) if self.locked else (body[0], "/")),
            "Prompt": lambda _path, _body: ("", ()),
            "CreateItem": lambda _path, body: ("oo", (self._create(body), "/")),
            "GetSecret": lambda path, body: ("(oayays)", ((body[0], b"", self.items[path].secret, "text/plain"),)),
        }
        call = calls.get(self.member(message))
        if call is None:
            raise Refused("org.freedesktop.DBus.Error.UnknownMethod")
        return call(path, message.body)

    def _open_session(self, _path: str, body: tuple[Any, ...]) -> Reply:
        if body[0] != "plain":
            raise Refused("org.freedesktop.DBus.Error.NotSupported")
        return "vo", (("s", ""), f"{_ROOT}/session/1")

    def _found(self, wanted: dict[str, str]) -> list[str]:
        return [path for path, item in self.items.items() if wanted.items() <= item.attributes.items()]

    def _property(self, path: str, name: str) -> Reply:
        known: dict[str, tuple[str, object]] = {
            "Locked": ("b", self.locked),
            "Label": ("s", "Default"),
            "Items": ("ao", list(self.items)),
        }
        if name not in known or (path != _COLLECTION and path not in self.items):
            raise Refused("org.freedesktop.DBus.Error.UnknownObject")
        return "v", (known[name],)

    def _create(self, body: tuple[Any, ...]) -> str:
        if self.locked:
            raise Refused(f"{_IFACE}Error.IsLocked")
        properties, secret, _replace = body
        path = f"{_ROOT}/collection/default/{next(self.numbers)}"
        self.items[path] = Item(dict(properties[f"{_IFACE}Item.Attributes"][1]), bytes(secret[2]))
        return path


if __name__ == "__main__":
    with open_dbus_connection() as opened:
        Proxy(message_bus, opened).RequestName(NAME)
        print("there", flush=True)  # noqa: T201
        Moody(opened, Path(sys.argv[1])).serve()
