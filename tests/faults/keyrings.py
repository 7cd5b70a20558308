"""Keyrings that a test brings up, locks, empties and takes away, on a bus whose address is known beforehand."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import secretstorage
from jeepney import DBusAddress, MessageType, Properties, new_method_call
from jeepney.io.blocking import open_dbus_connection

from oauth_desk.adapters.vault.ledger import peek
from tests.e2e.desk import ROOT, Desk, environment
from tests.faults.kept import eventually

NAME: Final = "org.freedesktop.secrets"
PASSWORD: Final = b"only for tests"


@dataclass
class Bus:
    """A session bus that comes and goes at one address, and what runs on it."""

    folder: Path
    variables: dict[str, str]
    running: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    @property
    def address(self) -> str:
        """Return where the bus is, or will be."""
        return f"unix:path={self.folder / 'bus'}"

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables of everything on this bus."""
        return {**os.environ, **self.variables, "DBUS_SESSION_BUS_ADDRESS": self.address}

    def start(self) -> None:
        """Start the bus, alone."""
        self._run(["dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address={self.address}"])
        eventually((self.folder / "bus").exists)

    def start_gnome_keyring(self, *, locked: bool = False) -> None:
        """Start the daemon that GNOME has; ``locked`` as it is before somebody types a password."""
        command = ["gnome-keyring-daemon", "--foreground", "--components=secrets"]
        process = self._run([*command, *(() if locked else ("--unlock",))], stdin=subprocess.PIPE)
        assert process.stdin is not None
        if not locked:
            process.stdin.write(PASSWORD)
        process.stdin.close()
        self._await_service()

    def unlock(self) -> None:
        """Unlock GNOME's daemon as its own question for the password does."""
        service, name = "/org/freedesktop/secrets", "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"
        with closing(open_dbus_connection(self.address)) as bus:
            opening = DBusAddress(service, NAME, "org.freedesktop.Secret.Service")
            plain = new_method_call(opening, "OpenSession", "sv", ("plain", ("s", "")))
            _, session = bus.send_and_get_reply(plain).body
            secret = (session, b"", PASSWORD, "text/plain")
            body = (f"{service}/collection/login", secret)
            call = new_method_call(DBusAddress(service, NAME, name), "UnlockWithMasterPassword", "o(oayays)", body)
            answer = bus.send_and_get_reply(call)
            assert answer.header.message_type is MessageType.method_return, answer.body

    def without(self, vault_id: str) -> None:
        """Delete what is kept for a vault while nobody but this looks at the keyring."""
        apart = Bus(self.folder / "apart", self.variables)
        apart.folder.mkdir()
        apart.start()
        apart.start_gnome_keyring()
        apart.drop(vault_id)
        apart.stop()

    def start_moody(self, mood: Path) -> None:
        """Start the service that does what the mood says."""
        process = self._run([sys.executable, "-m", "tests.faults.moody_service", str(mood)], stdout=subprocess.PIPE)
        assert process.stdout is not None
        assert process.stdout.readline() == b"there\n"
        process.stdout.close()

    def catch_up(self, seconds: float) -> None:
        """Wait until a service that hung has answered what it was asked meanwhile."""
        with closing(open_dbus_connection(self.address)) as bus:
            address = DBusAddress("/org/freedesktop/secrets/aliases/default", NAME, "org.freedesktop.Secret.Collection")
            bus.send_and_get_reply(Properties(address).get("Label"), timeout=10 * seconds)

    def stop(self) -> None:
        """Take everything away again."""
        while self.running:
            process = self.running.pop()
            process.terminate()
            process.wait(timeout=10)
        (self.folder / "bus").unlink(missing_ok=True)

    def lock(self) -> None:
        """Lock the default collection."""
        self._with_collection(lambda collection: collection.lock())

    def entry(self, vault_id: str) -> bytes | None:
        """Return what is kept for a vault."""

        def read(collection: secretstorage.Collection) -> bytes | None:
            found = list(collection.search_items({"username": vault_id}))
            return bytes(found[0].get_secret()) if found else None

        return self._with_collection(read)

    def put(self, vault_id: str, text: bytes) -> None:
        """Keep something else for a vault."""
        attributes = {"service": "OAuth Desk", "username": vault_id}
        self._with_collection(lambda collection: collection.create_item("a key", attributes, text, replace=True))

    def drop(self, vault_id: str) -> None:
        """Delete what is kept for a vault."""
        self._with_collection(lambda each: [item.delete() for item in each.search_items({"username": vault_id})])

    def _with_collection(self, act: Callable[[secretstorage.Collection], Any]) -> Any:
        with closing(open_dbus_connection(self.address)) as bus:
            return act(secretstorage.Collection(bus))

    def _await_service(self) -> None:
        def there() -> bool:
            with closing(open_dbus_connection(self.address)) as bus:
                return bool(secretstorage.check_service_availability(bus))

        eventually(there)

    def _run(self, command: list[str], **streams: int) -> "subprocess.Popen[bytes]":
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **streams}
        variables = {**self.environment, "PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(command, env=variables, **quiet)
        self.running.append(process)
        return process


@dataclass
class KeyedDesk:
    """A program whose vault has two connections, and the vault's key in a keyring on ``bus``."""

    desk: Desk
    bus: Bus
    vault_id: str = ""
    key: bytes = b""

    @classmethod
    def at(cls, folder: Path, folders: dict[str, str]) -> "KeyedDesk":
        """Prepare everything; nothing runs yet, and there is no vault."""
        bus = Bus(folder, folders)
        variables = environment(folders, DBUS_SESSION_BUS_ADDRESS=bus.address, QT_QPA_PLATFORM="offscreen")
        for screen in ("DISPLAY", "WAYLAND_DISPLAY"):
            variables.pop(screen, None)
        return cls(Desk(folder, variables), bus)

    def fill(self) -> None:
        """Make the vault; a keyring must be there."""
        command = [sys.executable, "-m", "tests.benchmarks.fill", "--data", str(self.desk.data), "--count", "2"]
        done = self.desk.finish(self.desk.start_command(command))
        assert done.code == 0, done
        header = peek(self.desk.data / "vault.db")
        assert header is not None
        self.vault_id = header.vault.vault_id
        self.key = self.bus.entry(self.vault_id) or b""
        assert len(base64.b64decode(self.key)) == 32

    def error(self) -> str:
        """Return what the command line says: an error's code; empty where it lists the two connections."""
        done = self.desk.run("list", "--json")
        if done.code == 0:
            assert len(json.loads(done.out)) == 2, done
            return ""
        assert done.code == 4, done
        said = done.error()
        line = done.err.strip()
        assert "\n" not in line, done
        assert line.count(". ") >= 1, "what is so, and what to do: two sentences at least"
        return str(said["code"])

    def secrets(self) -> tuple[bytes, ...]:
        """Return what must never stand anywhere as it is."""
        raw = base64.b64decode(self.key)
        return (self.key, raw, raw.hex().encode(), b"access-0000", b"refresh-0000")

    def is_the_same_vault(self) -> bool:
        """Tell whether the vault is the one that was made, and alone."""
        header = peek(self.desk.data / "vault.db")
        vaults = [path.name for pattern in ("*.db", "vault.db.*") for path in self.desk.data.glob(pattern)]
        return header is not None and header.vault.vault_id == self.vault_id and vaults == ["vault.db"]
